//! Editing or retracting one factor, control or relation of an incident.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::{Sent, controls, factors, recurrence};
use crate::domain::control::{Control, RawControl};
use crate::domain::factor::{FactorKind, RawFactor};
use crate::domain::incident::IncidentNumber;
use crate::domain::recurrence::RawRelation;
use crate::paths;
use crate::ui::{Button, ButtonKind, ButtonLink, Form, FormFoot, NavItem, PageHead, TextField};

/// One factor of an incident, to be edited or retracted.
#[derive(Clone, Debug)]
pub struct FactorPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The record.
    pub id: Uuid,
    /// Its version when it was read.
    pub version: i32,
    /// The catalogue.
    pub kinds: Vec<FactorKind>,
    /// Its fields as they are or as they were sent.
    pub edit: Sent<RawFactor>,
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
        let Sent { raw, invalid } = self.edit;
        let kinds = self.kinds;
        let fields = move || factors::fields(&raw, &kinds).into_any();
        let action = paths::incident_row(self.incident, "factors", self.id);
        let form = frame(self.incident, "factors", action, self.version, invalid, fields);
        let action = paths::incident_row(self.incident, "factors", self.id);
        view! {
            <PageHead title="A contributing factor" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retract(&action, self.retract)}</div>
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
    /// Its version when it was read.
    pub version: i32,
    /// The catalogue.
    pub kinds: Vec<Control>,
    /// Its fields as they are or as they were sent.
    pub edit: Sent<RawControl>,
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
        let Sent { raw, invalid } = self.edit;
        let kinds = self.kinds;
        let fields = move || controls::fields(&raw, &kinds).into_any();
        let action = paths::incident_row(self.incident, "controls", self.id);
        let form = frame(self.incident, "controls", action, self.version, invalid, fields);
        let action = paths::incident_row(self.incident, "controls", self.id);
        view! {
            <PageHead title="The state of a control" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retract(&action, self.retract)}</div>
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
    /// Its version when it was read.
    pub version: i32,
    /// Its fields as they are or as they were sent.
    pub edit: Sent<RawRelation>,
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
        let Sent { raw, invalid } = self.edit;
        let fields = move || recurrence::relation_fields(raw).into_any();
        let action = paths::incident_row(self.incident, "relations", self.id);
        let form = frame(self.incident, "recurrence", action, self.version, invalid, fields);
        let action = paths::incident_row(self.incident, "relations", self.id);
        view! {
            <PageHead title="A relation to another incident" up=up(self.incident) />
            <div class="readable stack stack-wide">{form}{retract(&action, self.retract)}</div>
        }
        .into_any()
    }
}

fn up(incident: IncidentNumber) -> (String, String) {
    (incident.to_string(), paths::incident(incident))
}

fn frame(
    incident: IncidentNumber,
    part: &'static str,
    action: String,
    version: i32,
    invalid: crate::domain::Invalid,
    fields: impl FnOnce() -> AnyView + Send + 'static,
) -> impl IntoView {
    let back = format!("{}#{part}", paths::incident(incident));
    view! {
        <Form action=action errors=invalid version=version>
            {fields()}
            <FormFoot>
                <Button kind=ButtonKind::Primary>"Save"</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </Form>
    }
}

pub(super) fn retract(action: &str, sent: Sent<String>) -> impl IntoView + use<> {
    let action = format!("{action}/retract");
    view! {
        <Form action=action errors=sent.invalid problem="It is not retracted yet" prefix="retract" small=true>
            <TextField
                name="reason"
                label="Retract it"
                value=sent.raw
                hint="Why is it wrong? It leaves the page; the record keeps it."
            />
            <FormFoot><Button kind=ButtonKind::Danger>"Retract"</Button></FormFoot>
        </Form>
    }
}
