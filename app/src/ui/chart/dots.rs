//! A row of dots for each duration: every incident is seen, median and p90 are marked and named.

use leptos::prelude::*;

use super::Axis;
use crate::domain::durations::human;

/// One row: a duration and all its recorded values.
#[derive(Clone, Debug, Default)]
pub struct DotRow {
    /// The name, e.g. `Detect`.
    pub label: String,
    /// Its definition, e.g. `started → detected`.
    pub definition: String,
    /// Every recorded value, in milliseconds.
    pub values: Vec<i64>,
    /// The median, where there are enough values.
    pub median: Option<i64>,
    /// The 90th percentile, where there are enough values.
    pub p90: Option<i64>,
    /// `n 24, 2 still open`.
    pub note: String,
    /// A second line of the note: what may be concluded.
    pub remark: String,
    /// Drawn in the colour of exposure, which is never mixed with an incident's durations.
    pub exposure: bool,
}

/// How wide a drawing is and where its parts begin.
struct Plan {
    width: f64,
    left: f64,
    right: f64,
    /// Label and note stand above the dots instead of beside them.
    stacked: bool,
    class: &'static str,
}

const WIDE: Plan =
    Plan { width: 900.0, left: 176.0, right: 198.0, stacked: false, class: "chart only-wide" };
const NARROW: Plan =
    Plan { width: 358.0, left: 6.0, right: 6.0, stacked: true, class: "chart only-narrow" };

const TOP: f64 = 26.0;
const RADIUS: f64 = 4.2;

impl Plan {
    fn row_height(&self) -> f64 {
        if self.stacked { 92.0 } else { 64.0 }
    }

    fn x(&self, part: f64) -> f64 {
        self.left + part * (self.width - self.left - self.right)
    }
}

/// Rows of dots on one logarithmic axis; a wide drawing, and a narrow one for phones.
#[component]
pub fn DotStrip(
    /// The rows.
    rows: Vec<DotRow>,
    /// What the drawing shows, for screen readers; the numbers must stand in a table.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let axis = Axis::of_durations(rows.iter().flat_map(|row| row.values.iter().copied()));
    view! { {drawing(&WIDE, &axis, &rows, &label)} {drawing(&NARROW, &axis, &rows, &label)} }
}

#[expect(clippy::cast_precision_loss, reason = "there are few rows")]
fn drawing(plan: &Plan, axis: &Axis, rows: &[DotRow], label: &str) -> impl IntoView + use<> {
    let height = TOP + rows.len() as f64 * plan.row_height();
    let grid = axis
        .ticks()
        .map(|(part, words)| {
            let x = plan.x(part);
            let anchor = if part < 0.02 {
                "start"
            } else if part > 0.98 {
                "end"
            } else {
                "middle"
            };
            view! {
                <path class="grid" d=format!("M{x:.1} 20V{height:.0}") />
                <text class="t-faint" x=format!("{x:.1}") y="13" text-anchor=anchor>{words}</text>
            }
        })
        .collect_view();
    let rows = rows
        .iter()
        .enumerate()
        .map(|(i, row)| draw_row(plan, axis, row, TOP + i as f64 * plan.row_height()))
        .collect_view();
    view! {
        <svg class=plan.class viewBox=format!("0 0 {:.0} {height:.0}", plan.width) role="img" aria-label=label.to_owned()>
            {grid}
            {rows}
        </svg>
    }
}

fn draw_row(plan: &Plan, axis: &Axis, row: &DotRow, top: f64) -> AnyView {
    let middle = top + if plan.stacked { 66.0 } else { 38.0 };
    let class = if row.exposure { "pt-exposure" } else { "pt" };
    let xs: Vec<f64> = row.values.iter().map(|value| plan.x(axis.at(*value))).collect();
    let dots = swarm(xs)
        .into_iter()
        .map(|(x, lift)| {
            let y = middle + lift;
            view! { <circle class=class cx=format!("{x:.1}") cy=format!("{y:.1}") r=RADIUS.to_string() /> }
        })
        .collect_view();
    let median = row.median.map(|value| (plan.x(axis.at(value)), human(value)));
    let p90 = row.p90.map(|value| (plan.x(axis.at(value)), format!("p90 {}", human(value))));
    let marks = marks(median, p90, middle);
    let (note_x, note_y, anchor) = if plan.stacked {
        (plan.width - plan.right, top + 20.0, "end")
    } else {
        (plan.width - plan.right + 16.0, middle - 2.0, "start")
    };
    let label_y = if plan.stacked { top + 20.0 } else { middle - 2.0 };
    let under = if plan.stacked { String::new() } else { row.definition.clone() };
    let remark = if plan.stacked { String::new() } else { row.remark.clone() };
    view! {
        <text class="t-strong halo" x="0" y=format!("{label_y:.0}")>{row.label.clone()}</text>
        <text class="t-faint" x="0" y=format!("{:.0}", label_y + 16.0)>{under}</text>
        {dots}
        {marks}
        <text class="halo" x=format!("{note_x:.0}") y=format!("{note_y:.0}") text-anchor=anchor>{row.note.clone()}</text>
        <text class="t-faint" x=format!("{note_x:.0}") y=format!("{:.0}", note_y + 16.0) text-anchor=anchor>{remark}</text>
    }
    .into_any()
}

/// The lines of median and p90 with their values; the words step aside when the two are close.
fn marks(median: Option<(f64, String)>, p90: Option<(f64, String)>, middle: f64) -> impl IntoView {
    let close = matches!((&median, &p90), (Some(a), Some(b)) if b.0 - a.0 < 74.0);
    let line = move |x: f64| format!("M{x:.1} {:.1}v38", middle - 19.0);
    let words = move |x: f64, y: f64| (format!("{x:.1}"), format!("{:.1}", middle + y));
    // At the left edge the words begin at the edge, and those of p90 step aside further.
    let room = median.as_ref().map_or(0.0, |(_, text)| width(text));
    let outside =
        median.as_ref().is_some_and(|(x, _)| if close { x + 3.0 < room } else { *x < room / 2.0 });
    let median = median.map(|(at, text)| {
        let (x, anchor) = match (outside, close) {
            (true, _) => (0.0, "start"),
            (false, true) => (at + 3.0, "end"),
            (false, false) => (at, "middle"),
        };
        let (tx, ty) = words(x, -23.0);
        view! {
            <path class="med" d=line(at) />
            <text class="t-strong halo" x=tx y=ty text-anchor=anchor>{text}</text>
        }
    });
    let p90 = p90.map(|(x, text)| {
        let beside = if outside { room + 8.0 } else { 0.0 };
        let (tx, ty) = words(if close { (x + 8.0).max(beside) } else { x }, -23.0);
        let anchor = if close { "start" } else { "middle" };
        view! {
            <path class="p90" d=line(x) />
            <text class="halo" x=tx y=ty text-anchor=anchor>{text}</text>
        }
    });
    view! { {median} {p90} }
}

/// About how wide bold words are, in the drawing's units.
fn width(words: &str) -> f64 {
    words.chars().map(|_| 6.9).sum()
}

/// Moves dots that would hide each other up and down, in the order of their values.
fn swarm(mut xs: Vec<f64>) -> Vec<(f64, f64)> {
    xs.sort_by(f64::total_cmp);
    let step = RADIUS * 2.0;
    let lifts = [0.0, step, -step, 2.0 * step, -2.0 * step];
    let mut placed: Vec<(f64, f64)> = Vec::with_capacity(xs.len());
    for x in xs {
        let near = |lift: f64| {
            placed.iter().rev().take(12).any(|(px, py)| (px - x).hypot(py - lift) < step - 0.2)
        };
        let lift = lifts.into_iter().find(|lift| !near(*lift)).unwrap_or(0.0);
        placed.push((x, lift));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_would_hide_each_other_are_moved_apart() {
        let placed = swarm(vec![10.0, 10.0, 10.5, 40.0]);
        assert_eq!(placed.len(), 4);
        for (i, a) in placed.iter().enumerate() {
            assert!(
                placed[i + 1..].iter().all(|b| (a.0 - b.0).hypot(a.1 - b.1) > 8.0),
                "{placed:?}"
            );
        }
    }
}
