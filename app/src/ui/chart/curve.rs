//! A curve of what has not ended yet, day by day, with its median: Kaplan and Meier.

use leptos::prelude::*;

use crate::domain::figures::Survival;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;

/// The share that has not ended, from each one's own beginning; ticks are those watched no longer.
#[component]
pub fn SurvivalCurve(
    /// The curve; its numbers must stand in a table.
    survival: Survival,
    /// What the drawing shows, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let last = survival.steps.last().map_or(1, |step| step.day.max(1));
    let x = move |day: i64| LEFT + whole(day) / whole(last) * (WIDTH - LEFT - RIGHT);
    let y = |share: f64| TOP + (1.0 - share) * (HEIGHT - TOP - BOTTOM);
    let mut path = format!("M{LEFT:.1} {:.1}", y(1.0));
    let mut ticks = String::new();
    for step in &survival.steps {
        path.push_str(&format!("H{:.1}V{:.1}", x(step.day), y(step.lasting)));
        if step.censored > 0 {
            ticks.push_str(&format!("M{:.1} {:.1}v8", x(step.day), y(step.lasting) - 4.0));
        }
    }
    let grid = [(1.0, "all"), (0.5, "half"), (0.0, "none")].map(|(share, words)| {
        let at = y(share);
        view! {
            <path class="grid" d=format!("M{LEFT} {at:.1}H{:.1}", WIDTH - RIGHT) />
            <text class="t-faint" x="0" y=format!("{:.1}", at + 4.0)>{words}</text>
        }
    });
    let median = survival.median.map(|day| {
        let (at, foot) = (x(day), y(0.0));
        let anchor = if at > WIDTH / 2.0 { "end" } else { "start" };
        let aside = if at > WIDTH / 2.0 { at - 6.0 } else { at + 6.0 };
        view! {
            <path class="med" d=format!("M{at:.1} {:.1}V{foot:.1}", y(0.5)) />
            <text class="t-strong halo" x=format!("{aside:.1}") y=format!("{:.1}", foot - 6.0) text-anchor=anchor>
                {format!("median {}", days(day))}
            </text>
        }
    });
    view! {
        <svg class="chart chart-curve" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            {grid.collect_view()}
            <path class="curve" d=path />
            <path class="p90" d=ticks />
            {median}
            <text class="t-faint" x=LEFT.to_string() y=format!("{:.0}", HEIGHT - 12.0)>"day 0"</text>
            <text class="t-faint" x=format!("{:.0}", WIDTH - RIGHT) y=format!("{:.0}", HEIGHT - 12.0) text-anchor="end">
                {format!("day {last}")}
            </text>
        </svg>
    }
}

/// A number of days in words.
pub fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}

fn whole(n: i64) -> f64 {
    i32::try_from(n).map_or(f64::from(i32::MAX), f64::from)
}
