//! One page for leadership: what changed, what repeats, which guardrail was missing, what waits.

mod fixes;
mod said;

use leptos::prelude::*;

use super::Page;
use crate::domain::durations::human;
use crate::domain::figures::{TrendFigure, WITHIN_DAYS};
use crate::domain::incident::{AgentInvolvement, RawIncidentFilter};
use crate::domain::severity::{Severity, default_scale, severity_label};
use crate::domain::statistics::Count;
use crate::domain::trends::{DurationFigure, Trends};
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::chart::{ColumnChart, DotRow, DotStrip, Figure, FigureTable, Month, Series};
use crate::ui::{Choice, FilterBar, FilterSelect, NavItem, PageHead, choices_of, duration_ends};

/// With fewer values a median says little and p90 nothing.
const ENOUGH: usize = 5;

/// The figures, or what was wrong with the question.
#[derive(Clone, Debug, Default)]
pub struct TrendsPage {
    /// The figures.
    pub trends: Option<Trends>,
    /// The filter as it stands in the address.
    pub filter: RawIncidentFilter,
    /// First day as typed.
    pub from: String,
    /// Last day as typed.
    pub to: String,
    /// Within how many days a recurrence counts against a fix, as typed.
    pub within: String,
    /// The address's query, for the CSV links.
    pub query: String,
    /// What was wrong.
    pub invalid: Invalid,
}

impl Page for TrendsPage {
    fn title(&self) -> String {
        "Trends".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Trends)
    }

    fn view(self) -> AnyView {
        let query = self.query.clone();
        let problems = self
            .invalid
            .errors
            .iter()
            .map(
                |error| view! { <p class="error-summary" role="alert">{error.message.clone()}</p> },
            )
            .collect_view();
        let lead = self.trends.as_ref().map(lead);
        let figures = self.trends.clone().map(|trends| {
            view! {
                {said::section(&trends)}
                {incidents(&trends, &query)}
                {durations(&trends, &query)}
                <div class="brief-two">
                    {frequent(TrendFigure::Factors, &trends, &trends.factors, &query)}
                    {frequent(TrendFigure::Controls, &trends, &trends.controls, &query)}
                </div>
                {families(&trends, &query)}
                {remediation(&trends, &query)}
                {fixes::figures(&trends, &query)}
            }
        });
        view! {
            <div class="brief">
                <PageHead title="Trends" lead=lead.unwrap_or_default() />
                {filter_bar(self)}
                {problems}
                {figures}
            </div>
        }
        .into_any()
    }
}

/// Which incidents the page is about.
fn lead(trends: &Trends) -> String {
    format!(
        "{} incidents that began from {} to {}. Drills are not counted.",
        trends.n,
        trends.from.format("%-d %b %Y"),
        trends.to.format("%-d %b %Y"),
    )
}

fn filter_bar(page: TrendsPage) -> impl IntoView {
    let one = |words: &[String]| words.first().cloned().unwrap_or_default();
    let severities = default_scale()
        .into_iter()
        .map(|level| Choice::new(level.rank.to_string(), format!("{} {}", level.rank, level.word)))
        .collect::<Vec<_>>();
    let RawIncidentFilter { q, severity, involvement, agent, service, tag, .. } = page.filter;
    let active = !page.query.is_empty();
    view! {
        <FilterBar action=paths::TRENDS text=q active>
            <div class="field">
                <label for="filter-from">"From"</label>
                <input class="input" type="date" id="filter-from" name="from" value=page.from />
            </div>
            <div class="field">
                <label for="filter-to">"To"</label>
                <input class="input" type="date" id="filter-to" name="to" value=page.to />
            </div>
            <FilterSelect name="severity" label="Severity" choices=severities value=one(&severity) />
            <FilterSelect
                name="involvement"
                label="Agent's part"
                choices={choices_of::<AgentInvolvement>()}
                value=one(&involvement)
            />
            <div class="field">
                <label for="filter-agent">"Agent"</label>
                <input class="input" id="filter-agent" name="agent" value=agent />
            </div>
            <div class="field">
                <label for="filter-service">"Service"</label>
                <input class="input" id="filter-service" name="service" value=service />
            </div>
            <div class="field">
                <label for="filter-tag">"Tag"</label>
                <input class="input" id="filter-tag" name="tag" value=tag />
            </div>
            <div class="field">
                <label for="filter-within">"Recurred within, days"</label>
                <input
                    class="input"
                    type="number"
                    min="1"
                    max="730"
                    id="filter-within"
                    name="within"
                    value=page.within
                    placeholder=WITHIN_DAYS.to_string()
                />
            </div>
        </FilterBar>
    }
}

fn csv(figure: TrendFigure, query: &str) -> String {
    let path = paths::trends_csv(figure);
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

fn table(figure: TrendFigure, trends: &Trends) -> FigureTable {
    let table = trends.table(figure);
    FigureTable { head: table.columns, rows: table.rows }
}

/// Definition, whom it counts, whom it leaves out.
fn definition(figure: TrendFigure) -> String {
    format!(
        "{} Counted: {} Left out: {}",
        figure.definition(),
        figure.population(),
        figure.exclusions()
    )
}

#[expect(clippy::cast_possible_truncation, reason = "nobody has four billion incidents a month")]
fn incidents(trends: &Trends, query: &str) -> impl IntoView + use<> {
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

fn durations(trends: &Trends, query: &str) -> impl IntoView + use<> {
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

fn frequent(
    figure: TrendFigure,
    trends: &Trends,
    counts: &[Count],
    query: &str,
) -> impl IntoView + use<> {
    let map = (figure == TrendFigure::Controls).then(|| {
        view! { <p><a href=paths::GUARDRAILS>"By factor and agent, with what is done about it"</a></p> }
    });
    let rows = counts
        .iter()
        .take(12)
        .map(|count| {
            let dots = "●".repeat(count.n.min(24));
            view! {
                <tr>
                    <th scope="row">{count.name.clone()}</th>
                    <td class="n">{count.n}</td>
                    <td><span class="tally" aria-hidden="true">{dots}</span></td>
                </tr>
            }
        })
        .collect_view();
    let body = if counts.is_empty() {
        view! { <p class="quiet">"None was named in this period."</p> }.into_any()
    } else {
        view! {
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="n">"Incidents"</th>
                        <th scope="col"><span class="visually-hidden">"One dot for each"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <Figure
            title=figure.label()
            id=figure.as_str()
            definition=definition(figure)
            table=table(figure, trends)
            csv=csv(figure, query)
        >
            {body}
            {map}
        </Figure>
    }
}

fn remediation(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let late = trends
        .overdue
        .iter()
        .take(12)
        .map(|(remediation, days)| {
            let reference = format!("REM-{}", remediation.number);
            let owner = remediation.owner.clone().unwrap_or_else(|| "no owner".to_owned());
            let days = if *days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            view! {
                <tr>
                    <th scope="row">
                        <a href=paths::remediation(&reference)>
                            <span class="ref">{reference.clone()}</span>
                            " "
                            {remediation.title.clone()}
                        </a>
                    </th>
                    <td><span class="late">{days}" overdue"</span></td>
                    <td>{owner}</td>
                </tr>
            }
        })
        .collect_view();
    let late = if trends.overdue.is_empty() {
        view! { <p class="quiet">"Nothing is overdue."</p> }.into_any()
    } else {
        view! { <table class="table"><tbody>{late}</tbody></table> }.into_any()
    };
    let r = &trends.remediation;
    let facts = [
        ("Open", r.open),
        ("Overdue", r.overdue),
        ("Implemented, not verified", r.unverified),
        ("Verified", r.verified),
        ("Found ineffective", r.ineffective),
    ]
    .map(|(name, n)| view! { <div class="duration"><dt>{name}</dt><dd>{n}</dd></div> })
    .collect_view();
    view! {
        <Figure
            title=TrendFigure::Remediations.label()
            id="remediations"
            definition=definition(TrendFigure::Remediations)
            table=table(TrendFigure::Remediations, trends)
            csv=csv(TrendFigure::Remediations, query)
        >
            <dl class="durations">{facts}</dl>
            {late}
        </Figure>
    }
}

fn families(trends: &Trends, query: &str) -> impl IntoView + use<> {
    let rows = trends
        .families
        .iter()
        .map(|family| {
            let incidents = family
                .incidents
                .iter()
                .map(|(number, on)| {
                    view! {
                        <a class="ref" href=paths::incident(number)>{number.to_string()}</a>
                        " "
                        {on.format("%-d %b %Y").to_string()}
                        " "
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{family.name.clone()}</th>
                    <td class="n">{family.incidents.len()}</td>
                    <td>{incidents}</td>
                </tr>
            }
        })
        .collect_view();
    let body = if trends.families.is_empty() {
        view! { <p class="quiet">"No family repeated in this period."</p> }.into_any()
    } else {
        view! { <table class="table"><tbody>{rows}</tbody></table> }.into_any()
    };
    view! {
        <Figure
            title=TrendFigure::Families.label()
            id="families"
            definition=definition(TrendFigure::Families)
            table=table(TrendFigure::Families, trends)
            csv=csv(TrendFigure::Families, query)
        >
            {body}
        </Figure>
    }
}
