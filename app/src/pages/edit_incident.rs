//! Editing an incident. Two editors at once lose nothing: the second is shown both versions.

use leptos::prelude::*;

use super::Page;
use super::sent::{Compared, Edit, listed, moment};
use crate::domain::incident::{
    AgentInvolvement, DataExposure, Incident, IncidentKind, IncidentNumber, RawIncident, Visibility,
};
use crate::domain::moment::{Moment, RawMoment};
use crate::paths;
use crate::ui::{
    FormGroup, MomentField, NavItem, PageHead, RadioField, SelectField, TextArea, TextField,
    choices_of,
};

/// How to write the stations, said once for all six.
const HINT: &str = "2026-03-17 14:32, or only as much as is known: 2026-03-17, 2026-03. Leave empty what nobody knows: no precision is made up, and no station follows from another.";

/// The fields of an incident, as they are or as they were sent.
#[derive(Clone, Debug, Default)]
pub struct EditIncidentPage {
    /// Its reference.
    pub number: String,
    /// The fields.
    pub edit: Edit<RawIncident>,
    /// Names of people that may be meant.
    pub people: Vec<String>,
    /// Names of services that may be meant.
    pub services: Vec<String>,
    /// Whether the reader may restrict it or open it again.
    pub restricts: bool,
}

impl EditIncidentPage {
    /// The form for an incident.
    pub fn new(number: IncidentNumber, version: i32, form: RawIncident) -> Self {
        Self { number: number.to_string(), edit: Edit::of(form, version), ..Self::default() }
    }
}

impl Page for EditIncidentPage {
    fn title(&self) -> String {
        format!("Edit {}", self.number)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let back = paths::incident(&self.number);
        let up = (self.number.clone(), back.clone());
        let title = self.title();
        let (people, services, restricts) = (self.people, self.services, self.restricts);
        let fields = move |raw: RawIncident| {
            view! {
                <TextField name="title" label="Title" value=raw.title.clone() required=true autocomplete="off" />
                <TextArea name="summary" label="Summary" value=raw.summary.clone() hint="What happened, in Markdown." rows=6 optional=true />
                {what(&raw)}
                {when(&raw)}
                {who(&raw, people)}
                {filed(&raw, services)}
                {visibility(&raw, restricts)}
            }
        };
        let form = self.edit.form(paths::edit_incident(&self.number), back, fields);
        view! {
            <PageHead title=title up=up />
            <div class="split split-form"><div class="stack">{form}</div></div>
        }
        .into_any()
    }
}

fn what(raw: &RawIncident) -> impl IntoView + use<> {
    let (kind, involvement) = (raw.kind.clone(), raw.agent_involvement.clone());
    let exposure = raw.data_exposure.clone();
    view! {
        <FormGroup title="What it is">
            <SelectField name="kind" label="Kind" choices={choices_of::<IncidentKind>()} value=kind />
            <SelectField name="agent_involvement" label="Part that AI agents had" choices={choices_of::<AgentInvolvement>()} value=involvement />
            <SelectField name="data_exposure" label="Data exposure" choices={choices_of::<DataExposure>()} value=exposure />
        </FormGroup>
    }
}

fn when(raw: &RawIncident) -> impl IntoView + use<> {
    let fields: [(&str, &str, &RawMoment); 6] = [
        ("started", "Started", &raw.started),
        ("detected", "Detected", &raw.detected),
        ("declared", "Declared", &raw.declared),
        ("acknowledged", "Acknowledged", &raw.acknowledged),
        ("contained", "Contained", &raw.contained),
        ("resolved", "Resolved", &raw.resolved),
    ];
    let fields = fields.map(|(name, label, value)| {
        view! { <MomentField name=name label=label value=value.clone() hint="" optional=true /> }
    });
    view! {
        <FormGroup title="When">
            <p class="hint wide">{HINT}</p>
            {fields}
        </FormGroup>
    }
}

fn who(raw: &RawIncident, people: Vec<String>) -> impl IntoView + use<> {
    let fields = [
        ("commander", "Commander", raw.commander.clone()),
        ("scribe", "Scribe", raw.scribe.clone()),
        ("communications", "Communications", raw.communications.clone()),
    ];
    let fields = fields.map(|(name, label, value)| {
        let suggestions = people.clone();
        view! {
            <TextField name=name label=label value=value suggestions=suggestions hint="A name or an address." autocomplete="off" optional=true />
        }
    });
    view! { <FormGroup title="Who">{fields}</FormGroup> }
}

fn filed(raw: &RawIncident, services: Vec<String>) -> impl IntoView + use<> {
    let custom: Vec<_> = raw
        .custom_fields
        .iter()
        .map(|(name, value)| {
            let (label, value) = (name.clone(), value.clone());
            view! { <TextField name=format!("custom_fields.{label}") label=label value=value optional=true /> }
        })
        .collect();
    let [listed_services, tags, ids] =
        [&raw.services, &raw.tags, &raw.external_ids].map(|items| items.join(", "));
    view! {
        <FormGroup title="Where it is filed">
            <TextField name="services" label="Services" value=listed_services suggestions=services hint="With commas between them; a new name makes a new service." autocomplete="off" optional=true />
            <TextField name="tags" label="Tags" value=tags hint="With commas between them." autocomplete="off" optional=true />
            <TextField name="external_ids" label="Names in other systems" value=ids hint="Each as system:id, like pagerduty:PT4KHLK." autocomplete="off" optional=true />
            {custom}
        </FormGroup>
    }
}

/// Who may see it; who may not change that sends back what it is.
fn visibility(raw: &RawIncident, restricts: bool) -> AnyView {
    let value = raw.visibility.clone();
    if restricts {
        let choices = choices_of::<Visibility>();
        return view! { <RadioField name="visibility" label="Who may see it" choices=choices value=value /> }
            .into_any();
    }
    view! { <input type="hidden" name="visibility" value=value /> }.into_any()
}

/// An incident as the form shows it: times in their own zone, no longer than they are known.
pub fn form_of(incident: &Incident) -> RawIncident {
    let short = |raw: &mut RawMoment, moment: Option<&Moment>| {
        if let Some(moment) = moment {
            *raw = RawMoment::typed(moment);
        }
    };
    let (mut raw, m) = (RawIncident::from(incident), &incident.milestones);
    short(&mut raw.started, m.started.as_ref());
    short(&mut raw.detected, m.detected.as_ref());
    short(&mut raw.declared, m.declared.as_ref());
    short(&mut raw.acknowledged, m.acknowledged.as_ref());
    short(&mut raw.contained, m.contained.as_ref());
    short(&mut raw.resolved, m.resolved.as_ref());
    raw
}

impl Compared for RawIncident {
    fn compared(&self) -> Vec<(&'static str, String)> {
        let word = |text: &str| text.to_owned();
        vec![
            ("Title", word(&self.title)),
            ("Summary", word(&self.summary)),
            ("Kind", word(&self.kind)),
            ("Part that AI agents had", word(&self.agent_involvement)),
            ("Data exposure", word(&self.data_exposure)),
            ("Started", moment(&self.started)),
            ("Detected", moment(&self.detected)),
            ("Declared", moment(&self.declared)),
            ("Acknowledged", moment(&self.acknowledged)),
            ("Contained", moment(&self.contained)),
            ("Resolved", moment(&self.resolved)),
            ("Commander", word(&self.commander)),
            ("Scribe", word(&self.scribe)),
            ("Communications", word(&self.communications)),
            ("Services", listed(&self.services)),
            ("Tags", listed(&self.tags)),
            ("Names in other systems", listed(&self.external_ids)),
            ("Who may see it", word(&self.visibility)),
        ]
    }
}
