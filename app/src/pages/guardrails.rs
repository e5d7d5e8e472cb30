//! The map control × factor × agent: which guardrail let something pass, again, and what is done.

use std::collections::HashMap;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::Page;
use crate::domain::Vocabulary;
use crate::domain::control::ControlState;
use crate::domain::guardrail::{GuardFilter, GuardFix, GuardMap, GuardRow};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{Badge, ButtonLink, Column, EmptyState, NavItem, PageHead, Table, Tone};

/// The map, as far as its reader may see what it is made of.
#[derive(Clone, Debug, Default)]
pub struct GuardrailsPage {
    /// The map.
    pub map: GuardMap,
    /// What it is narrowed to.
    pub filter: GuardFilter,
    /// The names of controls and factors by their codes.
    pub names: HashMap<String, String>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

impl Page for GuardrailsPage {
    fn title(&self) -> String {
        "Guardrails".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Trends)
    }

    fn view(self) -> AnyView {
        let narrowed = self.filter != GuardFilter::default();
        let all = narrowed
            .then(|| view! { <ButtonLink href=paths::GUARDRAILS>"The whole map"</ButtonLink> });
        let up = ("Trends".to_owned(), paths::TRENDS.to_owned());
        let body = if self.map.rows.is_empty() {
            view! {
                <EmptyState
                    title="No guardrail let anything pass"
                    text="Once incidents record that a control was absent, bypassed or failed, each stands here with what is done about it."
                />
            }
            .into_any()
        } else {
            self.table()
        };
        view! {
            <PageHead
                title="Guardrails"
                up=up
                lead="Which control let something pass, by factor and agent, and what is done about it. Drills are left out; so is what you may not see."
            >
                {all}
            </PageHead>
            {body}
        }
        .into_any()
    }
}

impl GuardrailsPage {
    fn name(&self, code: &str) -> String {
        self.names.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn link(&self, change: impl FnOnce(&mut GuardFilter)) -> String {
        let mut filter = self.filter.clone();
        change(&mut filter);
        let GuardFilter { control, factor, agent } = filter;
        let pairs = [("control", control), ("factor", factor), ("agent", agent)];
        paths::with_query(paths::GUARDRAILS, &pairs)
    }

    fn table(&self) -> AnyView {
        let mut columns = vec![Column::text("Control"), Column::text("Factor")];
        columns.extend(self.map.agents.iter().map(|key| Column::text(key.clone())));
        columns.push(Column::text("No agent"));
        columns.push(Column::number("Times"));
        columns.push(Column::text("Under way"));
        columns.push(Column::text("Last verified"));
        let rows = self.map.rows.iter().map(|row| self.row(row)).collect_view();
        view! { <Table label="Guardrails" columns=columns cards=false>{rows}</Table> }.into_any()
    }

    fn row(&self, row: &GuardRow) -> impl IntoView + use<> {
        let control = self.link(|filter| filter.control.clone_from(&row.control));
        let factor = match &row.factor {
            Some(code) => {
                let href = self.link(|filter| filter.factor.clone_from(code));
                let name = self.name(code);
                view! { <a href=href>{name}</a> }.into_any()
            }
            None => view! { <span class="faint">"none named"</span> }.into_any(),
        };
        let name = self.name(&row.control);
        let cells = row.cells.iter().map(|cell| self::cell(cell)).collect_view();
        let again = (row.times > 1).then(|| view! { " "<Badge tone=Tone::Danger>"again"</Badge> });
        let today = self.today;
        let open = row.open.iter().map(|fix| under_way(fix, today)).collect_view();
        let nothing = row
            .open
            .is_empty()
            .then(|| view! { <span class="cell-open">"Nothing is under way"</span> });
        let verified = match row.verified {
            Some((number, on)) => {
                let number = format!("REM-{number}");
                let on = on.format(" %-d %b %Y").to_string();
                let href = paths::remediation(&number);
                view! { <a class="ref" href=href>{number}</a>{on} }.into_any()
            }
            None => view! { <span class="faint">"never"</span> }.into_any(),
        };
        view! {
            <tr class="guardrails">
                <td class="title"><a href=control>{name}</a></td>
                <td>{factor}</td>
                {cells}
                <td class="n">{row.times}{again}</td>
                <td>{open}{nothing}</td>
                <td class="nowrap">{verified}</td>
            </tr>
        }
    }
}

/// The incidents of a cell, each with what the control did.
fn cell(incidents: &[(i32, ControlState)]) -> impl IntoView + use<> {
    let rows = incidents.iter().map(|(number, state)| {
        let number = IncidentNumber(*number);
        let words = state.label().to_lowercase();
        view! {
            <div>
                <a class="ref" href=paths::incident(number)>{number.to_string()}</a>" "
                <span class="faint small">{words}</span>
            </div>
        }
    });
    let none = incidents.is_empty().then(|| view! { <span class="faint">"–"</span> });
    view! { <td class="cell">{rows.collect_view()}{none}</td> }
}

fn under_way(fix: &GuardFix, today: NaiveDate) -> impl IntoView + use<> {
    let number = format!("REM-{}", fix.number);
    let (class, words) = match fix.overdue(today) {
        Some(1) => ("late", "1 day overdue".to_owned()),
        Some(days) => ("late", format!("{days} days overdue")),
        None => ("quiet", fix.status.label().to_lowercase()),
    };
    let href = paths::remediation(&number);
    view! {
        <div><a class="ref" href=href>{number}</a>" "<span class=class>{words}</span></div>
    }
}
