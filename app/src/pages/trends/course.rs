//! How many incidents there were, and how long they took.

use leptos::prelude::*;

use super::{csv, definition, table};
use crate::domain::Vocabulary;
use crate::domain::durations::human;
use crate::domain::figures::TrendFigure;
use crate::domain::incident::AgentInvolvement;
use crate::domain::severity::{Severity, severity_label};
use crate::domain::trends::{DurationFigure, Trends};
use crate::ui::chart::{ColumnChart, DotRow, DotStrip, Figure, Month, Series};
use crate::ui::duration_ends;

/// With fewer values a median says little and p90 nothing.
const ENOUGH: usize = 5;

#[expect(clippy::cast_possible_truncation, reason = "nobody has four billion incidents a month")]
pub(super) fn incidents(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let severities = trends.severities();
    let series: Vec<_> = severities
        .iter()
        .map(|severity| Series {
            name: severity_label(*severity),
            class: match severity.map(Severity::rank) {
                Some(0) => "sev0",
                Some(1) => "sev1",
                Some(2) => "sev2",
                Some(3) => "sev3",
                Some(_) => "sev4",
                None => "sev-unset",
            },
        })
        .collect();
    let count = |found: Option<&(_, usize)>| found.map_or(0, |(_, n)| *n as u32);
    let months: Vec<_> = trends
        .by_severity
        .iter()
        .map(|month| Month {
            label: month.month.format("%b %Y").to_string(),
            parts: severities
                .iter()
                .map(|key| count(month.counts.iter().find(|(k, _)| k == key)))
                .collect(),
            href: None,
        })
        .collect();
    let parts: Vec<_> = AgentInvolvement::ALL
        .iter()
        .zip(["plain", "warn", "agent", "danger", "sev0"])
        .map(|(part, class)| Series { name: part.label().to_owned(), class })
        .collect();
    let involved: Vec<_> = trends
        .by_involvement
        .iter()
        .map(|month| Month {
            label: month.month.format("%b %Y").to_string(),
            parts: AgentInvolvement::ALL
                .iter()
                .map(|part| {
                    month.counts.iter().find(|(k, _)| k == part).map_or(0, |(_, n)| *n as u32)
                })
                .collect(),
            href: None,
        })
        .collect();
    view! {
        <Figure
            title=TrendFigure::Incidents.label()
            id="incidents"
            definition=definition(TrendFigure::Incidents)
            table=table(TrendFigure::Incidents, trends)
            csv=csv(TrendFigure::Incidents, query)
        >
            <h3>"By severity"</h3>
            <ColumnChart series months label="Incidents per month by severity" />
            <h3>"By the agent's part"</h3>
            <ColumnChart series=parts months=involved label="Incidents per month by the agent's part" />
        </Figure>
    }
}

pub(super) fn durations(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let rows = trends.durations.iter().map(dots).collect::<Vec<_>>();
    view! {
        <Figure
            title=TrendFigure::Durations.label()
            id="durations"
            definition=definition(TrendFigure::Durations)
            table=table(TrendFigure::Durations, trends)
            csv=csv(TrendFigure::Durations, query)
        >
            <DotStrip rows label="Every recorded duration as a point" />
        </Figure>
    }
}

fn dots(figure: &DurationFigure) -> DotRow {
    let spread = &figure.spread;
    let enough = spread.n >= ENOUGH;
    let mut note = format!("n {}", spread.n);
    for (n, words) in [(spread.censored, "not yet known"), (figure.invalid, "contradictory")] {
        if n > 0 {
            note.push_str(&format!(", {n} {words}"));
        }
    }
    let remark = match (enough, spread.median, spread.p90) {
        (true, Some(median), Some(p90)) => {
            format!("median {}, p90 {}", human(median), human(p90))
        }
        _ => "too few to tell".to_owned(),
    };
    DotRow {
        label: figure.measure.label().to_owned(),
        definition: duration_ends(figure.measure).to_owned(),
        values: spread.points.clone(),
        median: spread.median.filter(|_| enough),
        p90: spread.p90.filter(|_| enough),
        note,
        remark,
        exposure: false,
    }
}
