//! What one does with the picture: look closer, along, at some of it; lanes together and in order.
//! Each is a link or a form that sends GET, so that every look has an address.

use leptos::prelude::*;

use super::lens::{Around, Lens, Span, moved, names, place, scaled};
use super::{Along, SvgWriter};
use crate::domain::timeline::EventKind;
use crate::paths;
use crate::ui::{Choice, FilterSelect, FilterText, Time, choices_of};

/// The height of the overview; it is as wide as the drawing beneath.
const HEIGHT: f64 = 34.0;
/// How many windows one can choose from in the overview.
const WINDOWS: u8 = 12;

impl Around {
    fn href(&self, lens: &Lens) -> String {
        let pairs: Vec<(&str, String)> = self.base.iter().cloned().chain(lens.pairs()).collect();
        paths::with_query(&self.page, &pairs) + "#picture-title"
    }

    /// The window that is shown.
    fn window(&self) -> Option<Span> {
        let (from, until) = self.all?;
        let (since, before) = self.lens.window();
        let (since, before) = (since.max(from), before.min(until));
        Some(if since < before { (since, before) } else { (from, until) })
    }

    /// Whether only a part of the time is shown.
    pub(super) fn is_zoomed(&self) -> bool {
        self.lens.has_window()
    }

    fn asked(&self) -> Option<Span> {
        let (all, (since, before)) = (self.all?, self.lens.window());
        let since = if since == i64::MIN { all.0 } else { since };
        Some((since, if before == i64::MAX { all.1 } else { before }))
    }

    fn link(
        &self,
        words: &'static str,
        name: &'static str,
        key: &'static str,
        lens: &Lens,
    ) -> AnyView {
        view! {
            <a class="button button-small button-quiet" href=self.href(lens) data-zoom=name aria-keyshortcuts=(!key.is_empty()).then_some(key)>{words}</a>
        }
        .into_any()
    }

    /// Looks closer; it stands in the head while nothing else can be done, else among the others.
    fn closer_link(&self) -> Option<AnyView> {
        let window = self.asked()?;
        Some(self.link("Zoom in", "in", "+", &self.lens.within(self.closer(window))))
    }

    /// What stands in the head of the picture while all of it is shown.
    pub(super) fn head(&self) -> Option<AnyView> {
        if !self.lens.is_plain() {
            return None;
        }
        let closer = self.closer_link();
        Some(
            view! { {closer}<span class="visually-hidden" id="picture-shows">"everything"</span> }
                .into_any(),
        )
    }

    /// The buttons and what is shown, in words, where that is not everything.
    pub(super) fn bar(&self) -> Option<AnyView> {
        if self.lens.is_plain() {
            return None;
        }
        let window = self.asked();
        let at = |span: Span| self.lens.within(span);
        let along = window.filter(|_| self.is_zoomed()).map(|window| {
            vec![
                self.link("Zoom out", "out", "-", &self.wider(window)),
                self.link("Earlier", "earlier", "ArrowLeft", &at(moved(window, -1))),
                self.link("Later", "later", "ArrowRight", &at(moved(window, 1))),
                self.link("All of the time", "all", "0", &self.lens.of_all_times()),
            ]
        });
        let (shown, total) = self.shown;
        let count = (shown < total).then(|| format!("{shown} of {total} events"));
        let times = window.filter(|_| self.is_zoomed()).map(|window| {
            let instant = |at| chrono::DateTime::from_timestamp_millis(at);
            let (from, until) = (instant(window.0)?, instant(window.1)?);
            Some(view! { <span>" from "<Time at=from />" to "<Time at=until /></span> })
        });
        Some(
            view! {
                <div class="picture-bar no-print" role="group" aria-label="Look closer">
                    {self.closer_link()}
                    {along}
                    {self.link("Show everything", "plain", "", &Lens::default())}
                    <span class="quiet small" id="picture-shows">{count}{times.flatten()}</span>
                </div>
            }
            .into_any(),
        )
    }

    /// Half as wide, around where half of what happened is before.
    fn closer(&self, window: Span) -> Span {
        let (from, until) = scaled(window, (1, 2));
        let Some(all) = self.all else { return (from, until) };
        let piece = |at: i64| place(at, all, self.beats.len());
        let (first, last) = (piece(window.0), piece(window.1));
        let within = || self.beats.iter().enumerate().take(last + 1).skip(first);
        let half = within().map(|(_, count)| count).sum::<u32>() / 2;
        let mut before = 0;
        let middle = within().find(|(_, count)| {
            before += **count;
            before > half
        });
        let Some(middle) = middle.and_then(|(at, _)| i64::try_from(at).ok()) else {
            return (from, until);
        };
        let wide = i64::try_from(self.beats.len()).unwrap_or(1).max(1);
        let middle = all.0 + (all.1 - all.0) / wide * middle + (all.1 - all.0) / wide / 2;
        let shift = middle - (from + (until - from) / 2);
        (from + shift, until + shift)
    }

    /// Twice as wide; as wide as all there is, when that is not more.
    fn wider(&self, window: Span) -> Lens {
        let wide = scaled(window, (2, 1));
        match self.all {
            Some((from, until)) if wide.0 <= from && wide.1 >= until => self.lens.of_all_times(),
            _ => self.lens.within(wide),
        }
    }

    /// All of the time at a glance over each level drawing, broken where its axis is, and where in it
    /// one is; each part leads there.
    pub(super) fn overview(&self) -> Option<AnyView> {
        let ((from, until), seen) = (self.all?, self.window()?);
        if until - from < 4 * 60_000 || (self.shown.1 < 12 && !self.is_zoomed()) {
            return None;
        }
        let classes = ["drawing-map map-wide no-print", "drawing-map map-mid no-print"];
        let maps = self.along.iter().zip(classes).map(|(along, class)| {
            let size = format!("0 0 {} {HEIGHT}", along.width);
            view! {
                <svg class=class viewBox=size preserveAspectRatio="none" role="group" aria-label="All of the time" inner_html=self.map(along, seen)></svg>
            }
        });
        Some(maps.collect_view().into_any())
    }

    fn map(&self, along: &Along, seen: Span) -> String {
        let most = f64::from(along.bars.iter().copied().max().unwrap_or(1).max(1)).ln_1p();
        let mut svg = SvgWriter::with_capacity(8 * 1024);
        for (x, wide, count) in along.filled() {
            let high = (f64::from(count).ln_1p() / most * (HEIGHT - 6.0)).max(3.0);
            svg.start("rect").class("beat").at(x, HEIGHT - high);
            svg.num("width", (wide - 1.5).max(1.0)).num("height", high).empty();
        }
        if self.is_zoomed() {
            let (x0, x1) = (along.place(seen.0), along.place(seen.1));
            svg.start("rect").class("here").at(x0, 1.0);
            svg.num("width", (x1 - x0).max(6.0)).num("height", HEIGHT - 2.0);
            svg.num("rx", 3.0).empty();
        }
        let step = (along.ends.1 - along.ends.0) / f64::from(WINDOWS);
        for piece in 0..WINDOWS {
            let x = along.ends.0 + step * f64::from(piece);
            let Some(span) = along.between(x, x + step) else { continue };
            let lens = self.lens.within(span);
            svg.start("a").attr("href", &self.href(&lens)).attr("data-zoom", "part");
            svg.attr("aria-label", &format!("Part {} of {WINDOWS} of the time", piece + 1))
                .inside();
            svg.start("rect").class("hit").at(x, 0.0);
            svg.num("width", step - 1.0).num("height", HEIGHT).empty().end("a");
        }
        svg.finish()
    }

    /// Narrowing the picture, and its lanes.
    pub(super) fn tools(&self) -> AnyView {
        let Lens { since, until, who, does, words, together, lanes } = self.lens.clone();
        let kept = [("since", since), ("until", until), ("together", together), ("lanes", lanes)];
        let kept = self.base.iter().cloned().chain(kept).filter(|(_, value)| !value.is_empty());
        let kept = kept
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect_view();
        let actors =
            self.actors.iter().map(|name| Choice::new(name.clone(), name.clone())).collect();
        let open = [&who, &does, &words, &self.lens.together, &self.lens.lanes];
        let open = open.iter().any(|said| !said.is_empty());
        view! {
            <details class="no-print" id="picture-tools" open=open>
                <summary>"Show only some of it, arrange lanes"</summary>
                <form class="filter" method="get" action=format!("{}#picture-title", self.page) id="picture-filter">
                    {kept}
                    <FilterSelect name="who" label="Actor" choices=actors value=who />
                    <FilterSelect name="does" label="Kind" choices={choices_of::<EventKind>()} value=does />
                    <FilterText name="words" label="Words" value=words />
                    <button class="button" type="submit">"Show"</button>
                </form>
                {self.lane_list()}
            </details>
        }
        .into_any()
    }

    /// The lanes, each with what can be done with it.
    fn lane_list(&self) -> AnyView {
        let apart: Vec<&String> =
            self.lanes.iter().filter(|name| self.actors.contains(name)).collect();
        let row = |(at, name): (usize, &&String)| {
            let order = |from: usize, to: usize| {
                let mut names: Vec<&str> = apart.iter().map(|name| name.as_str()).collect();
                names.swap(from, to);
                Lens { lanes: names.join("|"), ..self.lens.clone() }
            };
            let up = at.checked_sub(1).map(|to| self.act("Up", name, &order(at, to)));
            let down = (at + 1 < apart.len()).then(|| self.act("Down", name, &order(at, at + 1)));
            let mut folded: Vec<&str> = names(&self.lens.together).collect();
            folded.push(name);
            let fold = Lens { together: folded.join("|"), ..self.lens.clone() };
            let fold = (apart.len() > 1).then(|| self.act("Put together with others", name, &fold));
            view! { <li><span>{(*name).clone()}</span>{up}{down}{fold}</li> }
        };
        let rows = apart.iter().enumerate().map(row).collect_view();
        let folded = names(&self.lens.together).map(|name| {
            let rest: Vec<&str> = names(&self.lens.together).filter(|other| *other != name).collect();
            let lens = Lens { together: rest.join("|"), ..self.lens.clone() };
            view! { <li><span class="quiet">{name.to_owned()}</span>{self.act("Give a lane of its own", name, &lens)}</li> }
        });
        let folded = folded.collect_view();
        view! { <ul class="lane-list" aria-label="Lanes">{rows}{folded}</ul> }.into_any()
    }

    fn act(&self, words: &'static str, of: &str, lens: &Lens) -> AnyView {
        view! {
            <a class="button button-small button-quiet" href=self.href(lens) data-zoom="lane">
                {words}<span class="visually-hidden">{format!(": {of}")}</span>
            </a>
        }
        .into_any()
    }
}
