//! What the record of an incident went through: steps, severities, people, edits.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::Subject;
use crate::domain::Vocabulary;
use crate::domain::incident::{IncidentPerson, StatusEntry};
use crate::domain::severity::{Dimension, SeverityChange};
use crate::paths;
use crate::ui::{Section, Time};

/// One thing that happened to the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// When it was done.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: String,
    /// What was done.
    pub what: String,
    /// The reason that was given; blank if none.
    pub why: String,
}

impl From<StatusEntry> for HistoryRow {
    fn from(entry: StatusEntry) -> Self {
        let (from, to) = (entry.change.from.label(), entry.change.to.label());
        Self {
            at: entry.changed_at,
            by: entry.changed_by,
            what: format!("Status: {from} → {to}"),
            why: entry.change.reason,
        }
    }
}

impl From<SeverityChange> for HistoryRow {
    fn from(change: SeverityChange) -> Self {
        let word = crate::domain::severity::severity_label;
        let which = match change.dimension {
            Dimension::Realised => "Severity",
            Dimension::Potential => "Potential severity",
        };
        Self {
            at: change.changed_at,
            by: change.changed_by,
            what: format!("{which}: {} → {}", word(change.from), word(change.to)),
            why: change.rationale,
        }
    }
}

impl HistoryRow {
    /// The beginning of a person's part.
    pub fn part(person: &IncidentPerson) -> Self {
        let role = person.title.clone().unwrap_or_else(|| person.role.label().to_owned());
        Self {
            at: person.since,
            by: String::new(),
            what: format!("{role}: {}", person.name),
            why: String::new(),
        }
    }
}

/// What the record went through, newest first.
#[derive(Clone, Debug, Default)]
pub struct HistorySection {
    /// The entries.
    pub rows: Vec<HistoryRow>,
}

impl HistorySection {
    /// Steps, severities and parts in one order, newest first.
    pub fn of(
        statuses: Vec<StatusEntry>,
        severities: Vec<SeverityChange>,
        people: &[IncidentPerson],
    ) -> Self {
        let mut rows: Vec<HistoryRow> = statuses
            .into_iter()
            .map(HistoryRow::from)
            .chain(severities.into_iter().map(HistoryRow::from))
            .chain(people.iter().map(HistoryRow::part))
            .collect();
        // What was done at the same instant stays in its order, newest first as well.
        rows.reverse();
        rows.sort_by_key(|row| std::cmp::Reverse(row.at));
        Self { rows }
    }

    /// Draws the section, with the declaration at its end.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let declared = HistoryRow {
            at: on.incident.created_at,
            by: on.incident.created_by.name.clone(),
            what: "Declared here".to_owned(),
            why: String::new(),
        };
        let href = paths::incident_history(on.incident.number);
        view! {
            <Section title="History" id="history">
                {list(self.rows.into_iter().chain([declared]).collect())}
                <p class="small"><a href=href>"Everything that was done to this record"</a></p>
            </Section>
        }
    }
}

/// The entries as a list.
pub(in crate::pages) fn list(rows: Vec<HistoryRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let by = (!row.by.is_empty()).then(|| format!(", {}", row.by));
        let why = (!row.why.is_empty()).then(|| view! { <span class="side-sub">{row.why}</span> });
        view! {
            <li>
                <span class="side-line">
                    <span>{row.what}</span>
                    <span class="side-sub push"><Time at=row.at />{by}</span>
                </span>
                {why}
            </li>
        }
    });
    view! { <ol class="panel side-list">{rows.collect_view()}</ol> }
}
