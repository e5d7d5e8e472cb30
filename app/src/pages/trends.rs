//! One page for leadership: what changed, what repeats, which guardrail was missing, what waits.

mod course;
mod fixes;
mod question;
mod repeats;
mod said;

use leptos::prelude::*;

use super::Page;
use crate::domain::figures::TrendFigure;
use crate::domain::incident::RawIncidentFilter;
use crate::domain::trends::Trends;
use crate::domain::{Invalid, Vocabulary};
use crate::paths;
use crate::ui::chart::{Figure, FigureTable};
use crate::ui::{NavItem, PageHead};

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
        let lead = self.trends.as_ref().map(question::lead);
        let figures = self.trends.clone().map(|trends| {
            view! {
                {said::section(&trends)}
                {course::incidents(&trends, &query)}
                {course::durations(&trends, &query)}
                <div class="brief-two">
                    {repeats::frequent(TrendFigure::Factors, &trends, &trends.factors, &query)}
                    {repeats::frequent(TrendFigure::Controls, &trends, &trends.controls, &query)}
                </div>
                {repeats::families(&trends, &query)}
                {remediation(&trends, &query)}
                {fixes::figures(&trends, &query)}
            }
        });
        view! {
            <div class="brief">
                <PageHead title="Trends" lead=lead.unwrap_or_default() />
                {question::filter_bar(self)}
                {problems}
                {figures}
            </div>
        }
        .into_any()
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
