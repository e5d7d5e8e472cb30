//! Editing or retracting one factor, control or relation of an incident.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::{controls, factors, recurrence};
use super::sent::{Compared, Edit, Sent, listed, retraction};
use crate::domain::control::{Control, RawControl};
use crate::domain::factor::{FactorKind, RawFactor};
use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::RawRelation;
use crate::paths;
use crate::ui::{NavItem, PageHead};

/// One factor of an incident, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct FactorPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The record.
    pub id: Uuid,
    /// The catalogue.
    pub kinds: Vec<FactorKind>,
    /// Its fields.
    pub edit: Edit<RawFactor>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
}

impl Page for FactorPage {
    fn title(&self) -> String {
        format!("A factor of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let action = paths::incident_row(self.incident, "factors", self.id);
        let back = paths::incident_section(self.incident, "factors");
        let kinds = self.kinds;
        let fields = move |raw| factors::fields(&raw, &kinds);
        let form = self.edit.form(action.clone(), back, fields);
        view! {
            <PageHead title="A contributing factor" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

/// One control of an incident, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct ControlPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The record.
    pub id: Uuid,
    /// The catalogue.
    pub kinds: Vec<Control>,
    /// Its fields.
    pub edit: Edit<RawControl>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
}

impl Page for ControlPage {
    fn title(&self) -> String {
        format!("A control of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let action = paths::incident_row(self.incident, "controls", self.id);
        let back = paths::incident_section(self.incident, "controls");
        let kinds = self.kinds;
        let fields = move |raw| controls::fields(&raw, &kinds);
        let form = self.edit.form(action.clone(), back, fields);
        view! {
            <PageHead title="The state of a control" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

/// One relation of an incident to another, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct RelationPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The record.
    pub id: Uuid,
    /// Its fields.
    pub edit: Edit<RawRelation>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
}

impl Page for RelationPage {
    fn title(&self) -> String {
        format!("A relation of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let action = paths::incident_row(self.incident, "relations", self.id);
        let back = paths::incident_section(self.incident, "recurrence");
        let form = self.edit.form(action.clone(), back, recurrence::relation_fields);
        view! {
            <PageHead title="A relation to another incident" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

fn up(incident: IncidentNumber) -> (String, String) {
    (incident.to_string(), paths::incident(incident))
}

impl Compared for RawFactor {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Factor", self.code.clone()),
            ("Where it was seen", self.scope.clone()),
            ("What it did", self.role.clone()),
            ("Known or potential", self.known.clone()),
            ("Confidence", self.confidence.clone()),
            ("Control", self.control.clone()),
            ("Events that show it", listed(&self.events)),
            ("What is known about it", self.note.clone()),
        ]
    }
}

impl Compared for RawControl {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Control", self.control.clone()),
            ("What it did", self.state.clone()),
            ("Events that show it", listed(&self.events)),
            ("What is known about it", self.note.clone()),
        ]
    }
}

impl Compared for RawRelation {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("This incident is", self.kind.clone()),
            ("The other incident", self.to.clone()),
            ("Which remediation caused it", self.remediation.clone()),
            ("Why", self.rationale.clone()),
        ]
    }
}
