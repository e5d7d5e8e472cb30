//! A family over time: its incidents as dots above, each fix as a line of its own below, from when
//! it was written down, over when it took effect, to when it was verified.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;

use crate::domain::recurrence::{Story, StoryFix, StoryIncident};
use crate::domain::remediation::RemediationStatus;

/// How wide a drawing is and where its parts begin.
struct Plan {
    width: f64,
    left: f64,
    right: f64,
    /// The names stand above the lines instead of beside them.
    stacked: bool,
    /// How many characters of a title there is room for.
    words: usize,
    class: &'static str,
}

const WIDE: Plan = Plan {
    width: 900.0,
    left: 284.0,
    right: 20.0,
    stacked: false,
    words: 39,
    class: "chart only-wide story",
};
const NARROW: Plan = Plan {
    width: 358.0,
    left: 10.0,
    right: 14.0,
    stacked: true,
    words: 44,
    class: "chart only-narrow story",
};

/// Where the incidents lie, and their radius.
const LANE: f64 = 74.0;
const RADIUS: f64 = 6.0;
/// How far apart the names of incidents must be to stand on one line.
const NAME: f64 = 52.0;
/// The lines on which the names of incidents may stand, above the dots.
const LEVELS: [f64; 3] = [54.0, 41.0, 28.0];
const FIXES: f64 = 92.0;

/// A family's line in two drawings: a wide one, and a narrow one for phones.
#[component]
pub fn StoryLine(
    /// The family over time.
    story: Story,
    /// When it is looked at.
    now: DateTime<Utc>,
    /// What the drawing shows, for screen readers; the facts must stand in a table.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let span = story.span(now)?;
    Some(view! {
        {drawing(&WIDE, &story, span, now, &label)}
        {drawing(&NARROW, &story, span, now, &label)}
    })
}

/// Where instants lie between two others.
struct Scale<'a> {
    plan: &'a Plan,
    from: DateTime<Utc>,
    seconds: f64,
}

impl<'a> Scale<'a> {
    #[expect(clippy::cast_precision_loss, reason = "seconds of centuries are exact")]
    fn new(plan: &'a Plan, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Self {
        let seconds = (to - from).num_seconds().max(86_400) as f64;
        Self { plan, from, seconds }
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds of centuries are exact")]
    fn x(&self, at: DateTime<Utc>) -> f64 {
        let part = (at - self.from).num_seconds() as f64 / self.seconds;
        let room = self.plan.width - self.plan.left - self.plan.right;
        self.plan.left + part.clamp(0.0, 1.0) * room
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few fixes")]
fn drawing(
    plan: &Plan,
    story: &Story,
    span: (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
    label: &str,
) -> impl IntoView + use<> {
    let scale = Scale::new(plan, span);
    let row = if plan.stacked { 46.0 } else { 30.0 };
    let height = FIXES + story.fixes.len() as f64 * row + 8.0;
    let ticks = ticks(span).into_iter().map(|(at, words)| {
        let x = scale.x(at);
        let anchor = if x > plan.width - 40.0 { "end" } else { "start" };
        view! {
            <path class="grid" d=format!("M{x:.1} 16V{height:.0}") />
            <text class="t-faint" x=format!("{:.1}", x + 3.0) y="12" text-anchor=anchor>{words}</text>
        }
    });
    let ticks = ticks.collect_view();
    let incidents = incidents(&scale, &story.incidents);
    let fixes = story.fixes.iter().enumerate().map(|(i, fix)| {
        let top = FIXES + i as f64 * row;
        draw_fix(&scale, fix, &story.incidents, top, now)
    });
    let fixes = fixes.collect_view();
    let name = (!plan.stacked).then(|| {
        view! { <text class="t-strong" x="0" y=format!("{:.0}", LANE + 4.0)>"Incidents"</text> }
    });
    let base = format!("M{:.0} {LANE:.0}H{:.0}", plan.left, plan.width - plan.right);
    view! {
        <svg class=plan.class viewBox=format!("0 0 {:.0} {height:.0}", plan.width) role="img" aria-label=label.to_owned()>
            {ticks}
            <path class="base" d=base />
            {name}
            {incidents}
            {fixes}
        </svg>
    }
}

/// Dots where the instant is known well enough, bars as wide as it is not.
fn incidents(scale: &Scale<'_>, incidents: &[StoryIncident]) -> impl IntoView + use<> {
    let mut ends = [f64::MIN; LEVELS.len()];
    let marks = incidents.iter().map(|incident| {
        let (x, to) = (scale.x(incident.earliest), scale.x(incident.latest));
        let class = if incident.said { "story-incident" } else { "story-incident story-unsaid" };
        let mark = if to - x > 2.0 * RADIUS {
            view! { <rect class=class x=format!("{x:.1}") y=format!("{:.1}", LANE - RADIUS) width=format!("{:.1}", to - x) height=format!("{:.0}", 2.0 * RADIUS) rx="3" /> }
                .into_any()
        } else {
            view! { <circle class=class cx=format!("{:.1}", x.midpoint(to)) cy=LANE.to_string() r=RADIUS.to_string() /> }
                .into_any()
        };
        let middle = x.midpoint(to).clamp(scale.plan.left, scale.plan.width - 22.0);
        let level = ends.iter().position(|end| middle - end >= NAME);
        let name = level.map(|level| {
            ends[level] = middle;
            let y = LEVELS[level];
            let lead = (level > 0).then(|| {
                let line = format!("M{middle:.1} {:.0}V{:.0}", y + 3.0, LANE - RADIUS - 1.0);
                view! { <path class="story-lead" d=line /> }
            });
            view! {
                {lead}
                <text class="halo" x=format!("{middle:.1}") y=format!("{y:.0}") text-anchor="middle">{format!("INC-{}", incident.number)}</text>
            }
        });
        let title = format!("INC-{} {}", incident.number, incident.title);
        view! { <g><title>{title}</title>{mark}{name}</g> }
    });
    marks.collect_view()
}

fn draw_fix(
    scale: &Scale<'_>,
    fix: &StoryFix,
    incidents: &[StoryIncident],
    top: f64,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let plan = scale.plan;
    let (y, name_y) =
        if plan.stacked { (top + 32.0, top + 16.0) } else { (top + 18.0, top + 22.0) };
    let number = format!("REM-{}", fix.number);
    let rest = format!(" {}", shortened(&fix.title, plan.words.saturating_sub(number.len() + 1)));
    let begun = scale.x(fix.created_at);
    let end = fix.ended_at.unwrap_or(now);
    let ended = scale.x(fix.effective_at.map_or(end, |at| at.min(end)));
    let open = view! { <path class="story-open" d=format!("M{begun:.1} {y:.0}H{ended:.1}") /> };
    let held = fix.effective_at.map(|at| {
        let class = match fix.status {
            RemediationStatus::Ineffective => "story-held story-broken",
            _ if fix.verified_at.is_some() => "story-held story-proven",
            _ => "story-held",
        };
        let (from, to) = (scale.x(at), scale.x(end.max(at)));
        view! { <path class=class d=format!("M{from:.1} {y:.0}H{to:.1}") /> }
    });
    let effect = fix.effective_at.map(|at| {
        let x = scale.x(at);
        view! { <rect class="story-effect" x=format!("{:.1}", x - 4.0) y=format!("{:.0}", y - 4.0) width="8" height="8" /> }
    });
    let proof = fix.verified_at.map(|at| {
        let x = scale.x(at);
        let tick = format!("M{:.1} {:.0}l3 3.5 6-7.5", x - 4.5, y);
        view! {
            <circle class="story-proof" cx=format!("{x:.1}") cy=format!("{y:.0}") r="7.5" />
            <path class="story-tick" d=tick />
        }
    });
    let stop = fix.ended_at.map(|at| {
        let line = format!("M{:.1} {:.0}v12", scale.x(at), y - 6.0);
        view! { <path class="story-end" d=line /> }
    });
    let after = fix.recurred(incidents).after_effect;
    let again = incidents.iter().filter(|incident| after.contains(&incident.number));
    let again = again.map(|incident| {
        let x = scale.x(incident.earliest);
        let cross = format!("M{:.1} {:.0}l7 7m0-7l-7 7", x - 3.5, y - 3.5);
        view! { <path class="story-again" d=cross /> }
    });
    let again = again.collect_view();
    let title = format!("REM-{} {}: {}", fix.number, fix.title, fix.standing(now.date_naive()));
    view! {
        <g>
            <title>{title}</title>
            <text x="0" y=format!("{name_y:.0}") class="halo"><tspan class="t-strong">{number}</tspan>{rest}</text>
            {open}{held}{stop}{effect}{proof}{again}
        </g>
    }
}

fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let short: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", short.trim_end())
}

/// The first days of months, quarters or years within the span, six or so, with their words.
fn ticks((from, to): (DateTime<Utc>, DateTime<Utc>)) -> Vec<(DateTime<Utc>, String)> {
    let months = (to - from).num_days() / 30;
    let step = match months {
        0..=7 => 1,
        8..=20 => 3,
        21..=60 => 12,
        more => 12 * u32::try_from(more / 60).unwrap_or(100),
    };
    let Some(mut first) = NaiveDate::from_ymd_opt(from.year(), 1, 1) else { return Vec::new() };
    let mut ticks = Vec::new();
    while let Some(next) = first.checked_add_months(chrono::Months::new(step)) {
        first = next;
        let at = first.and_time(chrono::NaiveTime::MIN).and_utc();
        if at >= to - TimeDelta::days(3) {
            break;
        }
        if at > from + TimeDelta::days(3) {
            let pattern = if step >= 12 { "%Y" } else { "%b %Y" };
            ticks.push((at, first.format(pattern).to_string()));
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str) -> DateTime<Utc> {
        day.parse::<NaiveDate>().expect("a day").and_time(chrono::NaiveTime::MIN).and_utc()
    }

    #[test]
    fn an_axis_has_a_handful_of_marks_however_long_it_is() {
        for (from, to) in [
            ("2026-10-20", "2026-11-22"),
            ("2026-01-20", "2026-11-22"),
            ("2024-03-01", "2026-11-22"),
            ("1990-03-01", "2026-11-22"),
        ] {
            let ticks = ticks((at(from), at(to)));
            assert!((1..=8).contains(&ticks.len()), "{from}: {ticks:?}");
        }
    }

    #[test]
    fn a_long_title_is_shortened_at_a_word_or_letter() {
        assert_eq!(shortened("Posting needs an approver", 9), "Posting…");
        assert_eq!(shortened("Short", 9), "Short");
    }
}
