//! Stacked columns by month: how many, of what.

use leptos::prelude::*;

/// One part of each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its class in `chart.css`: `sev0` … `sev4`, `sev-unset`, `agent`, `plain`, `ok`, `warn`, `danger`.
    pub class: &'static str,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// `Mar 2026`.
    pub label: String,
    /// One number for each series, in their order; the first stands at the bottom.
    pub parts: Vec<u32>,
    /// Where the incidents of the month are listed.
    pub href: Option<String>,
}

struct Plan {
    width: f64,
    class: &'static str,
    /// Every nth month has its name under it.
    every: usize,
}

const HEIGHT: f64 = 200.0;
const TOP: f64 = 22.0;
const BASE: f64 = HEIGHT - 24.0;
const LEFT: f64 = 28.0;

/// The columns, with the names of the parts above them.
#[component]
pub fn ColumnChart(
    /// The parts.
    series: Vec<Series>,
    /// The columns, oldest first.
    months: Vec<Month>,
    /// What the drawing shows, for screen readers; the numbers must stand in a table.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let names = series
        .iter()
        .map(|s| view! { <li><i class=format!("key key-{}", s.class)></i>{s.name.clone()}</li> })
        .collect_view();
    let every = |space: usize| months.len().div_ceil(space).max(1);
    let wide = Plan { width: 860.0, class: "chart only-wide", every: every(14) };
    let narrow = Plan { width: 358.0, class: "chart only-narrow", every: every(4) };
    view! {
        <ul class="chart-keys">{names}</ul>
        {drawing(&wide, &series, &months, &label)}
        {drawing(&narrow, &series, &months, &label)}
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few months and few incidents in each")]
fn drawing(plan: &Plan, series: &[Series], months: &[Month], label: &str) -> impl IntoView + use<> {
    let most = months.iter().map(|m| m.parts.iter().sum::<u32>()).max().unwrap_or(0).max(1);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let y = move |count: u32| BASE - f64::from(count) / f64::from(top) * (BASE - TOP);
    let grid = (0..=top / step)
        .map(|i| {
            let at = y(i * step);
            view! {
                <path class=if i == 0 { "base" } else { "grid" } d=format!("M{LEFT} {at:.1}H{:.0}", plan.width) />
                <text class="t-faint" x="20" y=format!("{:.1}", at + 4.0) text-anchor="end">{i * step}</text>
            }
        })
        .collect_view();
    let pitch = (plan.width - LEFT) / months.len().max(1) as f64;
    let columns = months
        .iter()
        .enumerate()
        .map(|(i, month)| {
            let x = LEFT + i as f64 * pitch;
            let named = (months.len() - 1 - i).is_multiple_of(plan.every);
            draw_month(month, series, x, pitch, named, y)
        })
        .collect_view();
    view! {
        <svg class=plan.class viewBox=format!("0 0 {:.0} {HEIGHT:.0}", plan.width) role="group" aria-label=label.to_owned()>
            {grid}
            {columns}
        </svg>
    }
}

fn draw_month(
    month: &Month,
    series: &[Series],
    x: f64,
    pitch: f64,
    named: bool,
    y: impl Fn(u32) -> f64,
) -> AnyView {
    let width = (pitch * 0.62).min(44.0);
    let left = x + (pitch - width) / 2.0;
    let middle = x + pitch / 2.0;
    let total: u32 = month.parts.iter().sum();
    let mut below = 0;
    let bars = series
        .iter()
        .zip(&month.parts)
        .filter(|(_, count)| **count > 0)
        .map(|(s, count)| {
            let (from, to) = (y(below), y(below + count));
            below += count;
            let height = (from - to - 1.0).max(1.0);
            view! {
                <rect
                    class=format!("bar-{}", s.class)
                    x=format!("{left:.1}")
                    y=format!("{to:.1}")
                    width=format!("{width:.1}")
                    height=format!("{height:.1}")
                    rx="1.5"
                />
            }
        })
        .collect_view();
    let number = (total > 0).then(|| {
        let at = y(total) - 5.0;
        view! { <text class="t-strong" x=format!("{middle:.1}") y=format!("{at:.1}") text-anchor="middle">{total}</text> }
    });
    let name = named.then(|| {
        view! { <text class="t-faint" x=format!("{middle:.1}") y=format!("{:.0}", HEIGHT - 6.0) text-anchor="middle">{month.label.clone()}</text> }
    });
    let bars = view! { {bars} {number} };
    match month.href.clone().filter(|_| total > 0) {
        Some(href) => {
            let label = format!("{}: {total}", month.label);
            view! { <a href=href aria-label=label>{bars}</a> {name} }.into_any()
        }
        None => view! { {bars} {name} }.into_any(),
    }
}

/// The least of 1, 2, 5, 10, … that needs four lines or fewer.
fn step(most: u32) -> u32 {
    let mut unit = 1;
    loop {
        for step in [unit, 2 * unit, 5 * unit] {
            if most <= 4 * step {
                return step;
            }
        }
        unit *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_grid_are_few_and_round() {
        assert_eq!([1, 4, 5, 9, 21, 90, 4000].map(step), [1, 1, 2, 5, 10, 50, 1000]);
    }
}
