//! The timeline of an incident, with the line that adds to it.

mod chain;
mod claims;
mod entry;
mod filters;
mod link_form;
mod live;
mod output;
mod rhythm;
mod row;
mod window;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use uuid::Uuid;

use super::Subject;
use crate::domain::claim::Claim;
use crate::domain::incident::IncidentNumber;
use crate::domain::link::{Chain, Link};
use crate::domain::moment::Moment;
use crate::domain::permission::Right;
use crate::domain::timeline::Event;
use crate::paths;
use crate::ui::picture::Lens;
use crate::ui::{EmptyState, SafeHtml};

pub use chain::{STEPS, first_line};
pub(in crate::pages) use claims::fields as claim_fields;
pub(in crate::pages) use entry::chip_view;
pub use entry::{RawEntry, SentEntry, chips_view};
pub use filters::Reach;
pub use link_form::event_choices;
pub(in crate::pages) use link_form::fields as link_fields;
pub use live::live_news;
use rhythm::Line;
pub use rhythm::times;
pub use row::{LiveRows, RowNews};
use window::{Bearings, Side};
pub use window::{ROWS, Window};

/// How the timeline is looked at: the query of the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct TimelineView {
    /// `known`: by when it became known; else by when it happened.
    pub sort: String,
    /// Only this kind of event.
    pub kind: String,
    /// Only with this tag.
    pub tag: String,
    /// Only what was known by this instant.
    pub known_by: String,
    /// The same, said by a place in the moments at which something became known.
    pub step: String,
    /// The event whose reliance chain is lit: `E8`.
    pub chain: String,
    /// The event that has to be among the rows: `E4711`.
    pub at: String,
    /// Which part of a long timeline: `3`, or `1-3`.
    pub rows: String,
    /// `line`: the cursor goes to the entry line.
    pub focus: String,
}

impl TimelineView {
    /// Whether events are sorted by when they became known.
    pub fn by_known(&self) -> bool {
        self.sort == "known"
    }

    /// The event whose chain is lit.
    pub fn lit(&self) -> Option<i32> {
        crate::domain::reference::EventRef::parse_seq(&self.chain).ok()
    }

    /// The event that has to be among the rows.
    pub fn wanted(&self) -> Option<i32> {
        crate::domain::reference::EventRef::parse_seq(&self.at).ok()
    }

    /// Whether only some events are shown.
    pub(super) fn is_partial(&self) -> bool {
        [&self.kind, &self.tag, &self.known_by, &self.step].iter().any(|said| !said.is_empty())
    }
}

/// An event with its text as HTML.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The event.
    pub event: Event,
    /// What happened, as HTML.
    pub html: SafeHtml,
    /// How many imported steps are folded below it.
    pub steps: u64,
}

/// What happened, event by event.
#[derive(Clone, Debug, Default)]
pub struct TimelineSection {
    /// The events of the rows that are shown, in the order of the view.
    pub entries: Vec<Entry>,
    /// The newest ones, where rows between are not shown.
    pub newest: Vec<Entry>,
    /// Which rows of how many these are.
    pub window: Window,
    /// The event before the first row: whether its day goes on, or there was a pause.
    pub before: Option<(i32, Moment)>,
    /// How long a pause must be to be told.
    pub pause: TimeDelta,
    /// The highest number of an event.
    pub last: i32,
    /// The links between events.
    pub links: Arc<[Link]>,
    /// What somebody said is so.
    pub claims: Vec<Claim>,
    /// How it is looked at.
    pub view: TimelineView,
    /// How the picture over it is looked at, which its forms keep.
    pub lens: Lens,
    /// What of that was not understood.
    pub problem: Option<String>,
    /// The reliance chain that is lit: the one asked for, else the one that the picture shows.
    pub chain: Option<Arc<Chain>>,
    /// The first words of the events of that chain.
    pub words: Arc<HashMap<i32, String>>,
    /// The list, where it has been drawn before.
    pub list: Option<Arc<str>>,
    /// Every tag of the timeline.
    pub tags: Vec<String>,
    /// The moments at which something became known, in their order.
    pub steps: Vec<DateTime<Utc>>,
    /// The last entry of the audit log before the section was read: what is newer comes live.
    pub after: i64,
    /// Everybody who has recorded one of its events.
    pub recorders: Arc<HashSet<Uuid>>,
    /// The entry line as it was sent.
    pub entry: SentEntry,
}

impl TimelineSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (number, writes) = (on.incident.number, on.may(Right::WriteTimeline));
        let counts = counts(self.window.total, self.links.len());
        let chain = self.chain.clone().filter(|_| self.view.lit().is_some());
        let views = self.views(number);
        let filters = filters::forms(&paths::incident(number), &self);
        let story = chain.as_ref().map(|chain| chain::section(number, chain, &self.words));
        let list = self.place_of_list(number, writes);
        let loose = self.loose_claims(number, writes);
        let live = live::place(on, &self);
        let forms = writes.then(|| self.forms(number));
        view! {
            <section aria-labelledby="timeline">
                <div class="section-head">
                    <h2 id="timeline">"Timeline"</h2>
                    <span class="count" id="timeline-count">{counts}</span>
                    {views}
                </div>
                {filters}
                {story}
                {live}
                {list}
                {loose}
                {forms}
            </section>
        }
    }

    /// The list in its place, drawn now unless it was before.
    fn place_of_list(&self, number: IncidentNumber, writes: bool) -> AnyView {
        match self.list.clone() {
            Some(html) => view! { <div id="timeline-list" inner_html=html></div> }.into_any(),
            None => view! { <div id="timeline-list">{self.list(number, writes)}</div> }.into_any(),
        }
    }

    /// What is claimed of the whole, in a place of its own even when nothing is.
    fn loose_claims(&self, number: IncidentNumber, writes: bool) -> AnyView {
        let loose = claims::loose(number, &self.claims, writes);
        view! { <div id="claims-whole">{loose}</div> }.into_any()
    }

    fn views(&self, number: impl std::fmt::Display) -> AnyView {
        let here = paths::incident(&number);
        let known = self.view.by_known();
        let link = |words: &'static str, sort: &str, current: bool| {
            let href = paths::with_query(
                &here,
                &[
                    ("sort", sort),
                    ("kind", &self.view.kind),
                    ("tag", &self.view.tag),
                    ("known_by", &self.view.known_by),
                    ("step", &self.view.step),
                ],
            );
            view! {
                <a
                    class="button button-small button-quiet"
                    href=format!("{href}#timeline")
                    aria-current=current.then_some("true")
                >
                    {words}
                </a>
            }
        };
        let all = self.view.is_partial().then(|| {
            view! { <a class="button button-small" href=format!("{here}#timeline")>"Show everything"</a> }
        });
        view! {
            <span class="row row-tight push no-print">
                <a class="button button-small button-quiet" href=paths::incident_part(&number, "authority")>"Authority"</a>
                <a class="button button-small button-quiet" href=paths::incident_part(&number, "notices")>"Find gaps"</a>
                {link("By when it happened", "", !known)}
                {link("By when it was known", "known", known)}
                {all}
            </span>
        }
        .into_any()
    }

    /// The rows. They depend on the record, the view and whether the reader `writes`, and on nothing
    /// else, so that many readers can share them once drawn.
    pub fn list(&self, number: IncidentNumber, writes: bool) -> AnyView {
        if self.entries.is_empty() {
            let text = if self.view.is_partial() {
                "No event fits what is asked for. Show everything to see the rest."
            } else {
                "One line per thing that happened: what an agent said, what a person did, what broke. The first line is enough to begin."
            };
            return view! { <EmptyState title="Nothing on the timeline yet" text=text /> }
                .into_any();
        }
        let rows = self.rows(number, writes, None);
        let newest = self.part(number, writes, &self.newest, None);
        let earlier = window::more(number, &self.view, self.window, Side::Earlier);
        let later = window::more(number, &self.view, self.window, Side::Later);
        view! { <ol class="timeline">{earlier}{rows}{later}{newest}</ol> }.into_any()
    }

    /// The rows alone with the way to those behind them, to be put where their link stands.
    pub fn more_rows(&self, number: IncidentNumber, writes: bool, earlier: bool) -> AnyView {
        let side = if earlier { Side::Earlier } else { Side::Later };
        let rows = self.rows(number, writes, self.before.as_ref());
        let more = window::more(number, &self.view, self.window, side);
        if earlier { view! { {more}{rows} }.into_any() } else { view! { {rows}{more} }.into_any() }
    }

    fn rows(
        &self,
        number: IncidentNumber,
        writes: bool,
        before: Option<&(i32, Moment)>,
    ) -> AnyView {
        self.part(number, writes, &self.entries, before)
    }

    /// Some rows with the lines between them.
    fn part(
        &self,
        number: IncidentNumber,
        writes: bool,
        entries: &[Entry],
        before: Option<&(i32, Moment)>,
    ) -> AnyView {
        let bearings = Bearings::new(&self.links, &self.claims);
        let lit: HashSet<i32> = self.chain.iter().flat_map(|chain| chain.seqs()).collect();
        let is_lit = |entry: &Entry| lit.contains(&entry.event.seq);
        let ends = (entries.iter().position(is_lit), entries.iter().rposition(is_lit));
        // Every other event is somewhere else when not all are shown.
        let shown: Option<HashSet<i32>> = (!self.window.is_all()).then(|| {
            self.entries.iter().chain(&self.newest).map(|entry| entry.event.seq).collect()
        });
        let lines = rhythm::lines(entries, &self.view, self.pause, before);
        let draw = |line: Line| match line {
            Line::Day(words, note) => view! {
                <li class="timeline-day">
                    <h3>{words}</h3>
                    {note.map(|note| view! { <span class="faint">{note}</span> })}
                </li>
            }
            .into_any(),
            Line::Gap(words) => view! {
                <li class="gap"><span aria-hidden="true">"…"</span><span>{words}</span></li>
            }
            .into_any(),
            Line::Event(place) => {
                let entry = &entries[place];
                let row = row::Row {
                    entry,
                    links: bearings.links(entry.event.seq),
                    claims: bearings.claims(entry.event.seq),
                    lit: is_lit(entry),
                    ends: (ends.0 == Some(place), ends.1 == Some(place)),
                    by_known: self.view.by_known(),
                    writes,
                    news: None,
                    shown: shown.as_ref(),
                };
                row.view(number)
            }
        };
        lines.into_iter().map(draw).collect_view().into_any()
    }

    /// The line that adds, and the way to what has more fields.
    fn forms(self, number: IncidentNumber) -> AnyView {
        let line = entry::entry(number, self.entry, self.last + 1, self.view.focus == "line");
        let more = [
            (paths::new_event(number), "Add an event with all its fields"),
            (paths::new_link(number), "Link two events"),
            (paths::new_claim(number), "Record what somebody claims"),
        ];
        let more = more.map(|(href, words)| {
            view! { <a class="button button-small button-quiet" href=href data-in-place="">{words}</a> }
        });
        view! {
            {line}
            <p class="entry-more row row-tight no-print">{more.collect_view()}</p>
        }
        .into_any()
    }
}

fn counts(events: usize, links: usize) -> String {
    let some = |count: usize, one: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
    };
    format!("{}, {}", some(events, "event"), some(links, "link"))
}
