//! One control: its factors, each with the incidents, what is under way and the last verification.

use leptos::prelude::*;

use super::{GuardrailsPage, Names};
use crate::domain::control::ControlState;
use crate::domain::guardrail::{GuardFix, GuardLine, GuardRow};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{Badge, Column, GateState, Table, Tone};

/// How many incidents and remediations a row shows, of the whole map and of one control.
const SHOWN: (usize, usize) = (4, 40);
/// The most in one cell, when one factor of one control is asked for.
const MOST: usize = 400;

impl GuardrailsPage {
    pub(super) fn control(&self, names: &Names<'_>, line: &GuardLine) -> AnyView {
        let id = format!("control-{}", line.control);
        let href = names.link(|filter| filter.control.clone_from(&line.control));
        let name = names.of(&line.control);
        let rows = self.map.rows.iter().filter(|row| row.control == line.control);
        let rows = rows.map(|row| self.row(names, row)).collect_view();
        let count = match line.times {
            1 => "1 incident".to_owned(),
            times => format!("{times} incidents"),
        };
        let mut columns =
            vec![Column::text("Factor"), Column::text("Let it pass"), Column::number("Incidents")];
        if self.map.told {
            columns.extend([Column::text("Under way"), Column::text("Last verified")]);
        }
        view! {
            <section class="guard-control" id=id.clone() aria-labelledby=format!("{id}-title")>
                <div class="section-head">
                    <h2 id=format!("{id}-title")><a href=href>{name.clone()}</a></h2>
                    <span class="count">{count}</span>
                </div>
                <Table label=name columns=columns>{rows}</Table>
            </section>
        }
        .into_any()
    }

    /// How much of a row is shown: more, the less else there is.
    fn shown(&self) -> usize {
        match (self.filter.control.is_empty(), self.filter.factor.is_empty()) {
            (false, false) => MOST,
            (false, true) => SHOWN.1,
            _ => SHOWN.0,
        }
    }

    fn row(&self, names: &Names<'_>, row: &GuardRow) -> AnyView {
        let narrower = names.link(|filter| {
            filter.control.clone_from(&row.control);
            filter.factor = row.factor.clone().unwrap_or_default();
        });
        let factor = match &row.factor {
            Some(code) => view! { <a href=narrower.clone()>{names.of(code)}</a> }.into_any(),
            None => view! { <span class="faint">"No factor named"</span> }.into_any(),
        };
        let again = (row.times > 1).then(|| view! { " "<Badge tone=Tone::Danger>"again"</Badge> });
        let incidents = self.incidents(names, row, &narrower);
        let done = self.map.told.then(|| self.done(row, &narrower));
        view! {
            <tr class="guardrails">
                <td class="title">{factor}</td>
                <td class="guard-incidents">{incidents}</td>
                <td class="n" data-name="Incidents">{row.times}{again}</td>
                {done}
            </tr>
        }
        .into_any()
    }

    /// The newest incidents, each with what the control did and the agents that had a part.
    fn incidents(&self, names: &Names<'_>, row: &GuardRow, narrower: &str) -> AnyView {
        let keys = self.map.agents.iter().map(Some).chain([None]);
        let mut all: Vec<(i32, ControlState, Vec<String>)> = Vec::new();
        let mut cells: Vec<(i32, ControlState, Option<&String>)> = row
            .cells
            .iter()
            .zip(keys)
            .flat_map(|(cell, key)| cell.iter().map(move |(number, state)| (*number, *state, key)))
            .collect();
        cells.sort_by_key(|(number, ..)| std::cmp::Reverse(*number));
        let most = self.shown();
        for (number, state, key) in cells {
            let name = key.map(|key| names.of(key));
            let full = all.len() == most;
            match all.last_mut() {
                Some((last, _, agents)) if *last == number => agents.extend(name),
                _ if full => break,
                _ => all.push((number, state, name.into_iter().collect())),
            }
        }
        let more = row.times.saturating_sub(all.len());
        let items = all.into_iter().map(|(number, state, agents)| {
            let number = IncidentNumber(number);
            let agents = (!agents.is_empty())
                .then(|| view! { " "<span class="faint">{agents.join(", ")}</span> });
            view! {
                <li><a class="ref" href=paths::incident(number)>{number.to_string()}</a>" "<GateState state=state />{agents}</li>
            }
        });
        let items = items.collect_view();
        view! { <ul class="guard-list small">{items}{self.rest(more, narrower)}</ul> }.into_any()
    }

    /// The way to what is left out, or how much it is where there is no narrower view.
    fn rest(&self, more: usize, narrower: &str) -> Option<AnyView> {
        let words = format!("{more} more");
        let view = match more {
            0 => return None,
            _ if self.shown() == MOST => view! { <li class="faint">{words}</li> }.into_any(),
            _ => view! { <li><a href=narrower.to_owned()>{words}</a></li> }.into_any(),
        };
        Some(view)
    }

    fn done(&self, row: &GuardRow, narrower: &str) -> AnyView {
        let most = self.shown();
        let open = row.open.iter().take(most).map(|fix| self.under_way(fix)).collect_view();
        let rest = self.rest(row.open.len().saturating_sub(most), narrower);
        let open = if row.open.is_empty() {
            view! { <span class="cell-open">"Nothing is under way"</span> }.into_any()
        } else {
            view! { <ul class="guard-list small">{open}{rest}</ul> }.into_any()
        };
        let verified = match row.verified {
            Some((number, on)) => {
                let number = format!("REM-{number}");
                let on = on.format(" %-d %b %Y").to_string();
                let href = paths::remediation(&number);
                view! { <a class="ref" href=href>{number}</a>{on} }.into_any()
            }
            None => view! { <span class="faint">"never"</span> }.into_any(),
        };
        view! { <td>{open}</td><td class="nowrap" data-name="Last verified">{verified}</td> }
            .into_any()
    }

    fn under_way(&self, fix: &GuardFix) -> AnyView {
        use crate::domain::Vocabulary;
        let number = format!("REM-{}", fix.number);
        let (class, words) = match fix.overdue(self.today) {
            Some(1) => ("late", "1 day overdue".to_owned()),
            Some(days) => ("late", format!("{days} days overdue")),
            None => ("quiet", fix.status.label().to_lowercase()),
        };
        let href = paths::remediation(&number);
        view! {
            <li><a class="ref" href=href>{number}</a>" "<span class=class>{words}</span></li>
        }
        .into_any()
    }
}
