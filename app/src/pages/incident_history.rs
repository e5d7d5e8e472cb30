//! Everything that was done to the record of an incident, from the audit log.

use leptos::prelude::*;

use super::Page;
use super::incident::history::{HistoryRow, list};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{NavItem, PageHead, Pager};

/// Everything that was done to an incident's record.
#[derive(Clone, Debug)]
pub struct IncidentHistoryPage {
    /// The incident.
    pub number: IncidentNumber,
    /// Its title.
    pub incident_title: String,
    /// What was done, newest first.
    pub rows: Vec<HistoryRow>,
    /// The next page of it.
    pub next: Option<String>,
    /// Whether this is a later page.
    pub later: bool,
}

impl Page for IncidentHistoryPage {
    fn title(&self) -> String {
        format!("History of {}", self.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let up = (self.number.to_string(), paths::incident(self.number));
        let here = paths::incident_history(self.number);
        let next = self.next.map(|after| paths::with_query(&here, &[("after", after)]));
        let first = self.later.then_some(here);
        let shown = self.rows.len();
        view! {
            <PageHead title=format!("History of {}", self.number) lead=self.incident_title up=up />
            {list(self.rows)}
            <Pager shown=shown noun=("entry", "entries") next=next first=first />
        }
        .into_any()
    }
}
