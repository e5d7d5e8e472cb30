//! Declaring an incident: a title is enough; everything else may come later.

use leptos::prelude::*;

use super::Page;
use crate::domain::incident::{
    AgentInvolvement, DataExposure, IncidentKind, IncidentNumber, RawIncident, Status, Visibility,
};
use crate::domain::severity::{Severity, SeverityLevel};
use crate::domain::{Invalid, Vocabulary};
use crate::pages::incidents::status_badge;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, CheckField, Form, FormFoot, Glyph, MomentField, More, NavItem,
    PageHead, Panel, SelectField, SeverityBadge, SeverityField, Size, TextArea, TextField,
    choices_of,
};

/// An incident that may be the same, or be going on already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Its reference.
    pub number: IncidentNumber,
    /// Its title.
    pub title: String,
    /// How far it has come.
    pub status: Status,
    /// How bad it is.
    pub severity: Option<Severity>,
}

/// The form that declares an incident, as it was sent.
#[derive(Clone, Debug, Default)]
pub struct DeclarePage {
    /// What was typed.
    pub form: RawIncident,
    /// What was wrong with it.
    pub invalid: Invalid,
    /// The severity scale.
    pub scale: Vec<SeverityLevel>,
    /// Names of people that may be meant.
    pub people: Vec<String>,
    /// Names of services that may be meant.
    pub services: Vec<String>,
    /// Incidents that are open now, or that share words with the title.
    pub similar: Vec<Similar>,
}

impl Page for DeclarePage {
    fn title(&self) -> String {
        "Declare an incident".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> impl IntoView {
        let raw = self.form;
        let typed = !raw.title.is_empty();
        let details = self.invalid.errors.iter().any(|error| {
            !matches!(error.field.as_str(), "title" | "severity" | "severity_rationale")
        });
        let rationale = (!raw.severity_rationale.is_empty()
            || self.invalid.of("severity_rationale").next().is_some())
        .then(|| view! { <TextArea name="severity_rationale" label="Why this severity?" value=raw.severity_rationale.clone() rows=2 optional=true /> });
        view! {
            <PageHead
                title="Declare an incident"
                lead="A title is enough. You land on its timeline; everything else can follow."
            />
            <div class="split split-form">
                <Form
                    action=paths::DECLARE
                    errors=self.invalid
                    problem="The incident is not declared yet"
                >
                    <TextField
                        name="title"
                        label="What is happening?"
                        value=raw.title.clone()
                        hint="One plain line. You can change it later."
                        required=true
                        autofocus=!typed
                        autocomplete="off"
                    />
                    <SeverityField
                        name="severity"
                        label="How bad is it?"
                        scale=self.scale
                        value=raw.severity.clone()
                        hint="Pick the worst line that is true now. Changing it later asks for one sentence of reason."
                    />
                    {rationale}
                    <More summary="What kind, who leads, who may see it? Optional" open=details>
                        {more(raw, self.people, self.services)}
                    </More>
                    <FormFoot>
                        <Button kind=ButtonKind::Primary size=Size::Large>"Declare"</Button>
                        <ButtonLink href=paths::INCIDENTS kind=ButtonKind::Quiet size=Size::Large>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
                {similar(self.similar, typed)}
            </div>
        }
    }
}

/// The details that may wait.
fn more(raw: RawIncident, people: Vec<String>, services: Vec<String>) -> impl IntoView {
    let or = |word: String, default: &str| if word.is_empty() { default.to_owned() } else { word };
    let kind = or(raw.kind, IncidentKind::Incident.as_str());
    let involvement = or(raw.agent_involvement, AgentInvolvement::None.as_str());
    let exposure = or(raw.data_exposure, DataExposure::None.as_str());
    let restricted = raw.visibility == Visibility::Restricted.as_str();
    view! {
        <SelectField name="kind" label="Kind" choices={choices_of::<IncidentKind>()} value=kind />
        <SelectField name="agent_involvement" label="Did an AI agent have a part?" choices={choices_of::<AgentInvolvement>()} value=involvement />
        <SelectField name="data_exposure" label="Was data exposed?" choices={choices_of::<DataExposure>()} value=exposure />
        <MomentField name="started" label="When did it start?" value=raw.started optional=true />
        <MomentField name="detected" label="When was it noticed?" value=raw.detected optional=true />
        <TextField name="commander" label="Commander" value=raw.commander suggestions=people hint="A name or an address." autocomplete="off" optional=true />
        <TextField name="services" label="Services" value=raw.services.join(", ") suggestions=services hint="With commas between them; a new name makes a new service." autocomplete="off" optional=true />
        <TextField name="tags" label="Tags" value=raw.tags.join(", ") hint="With commas between them." autocomplete="off" optional=true />
        <TextArea name="summary" label="What is known" value=raw.summary hint="Markdown." optional=true />
        <CheckField
            name="visibility"
            label="Restricted"
            value=Visibility::Restricted.as_str()
            checked=restricted
            hint="Only you, the people you name and administrators can tell that it exists: not from lists, counts, search or exports."
        />
    }
}

/// What may be the same thing, so that one incident is not declared twice.
fn similar(similar: Vec<Similar>, typed: bool) -> impl IntoView {
    let title = if typed { "This may have happened before" } else { "Open now" };
    let foot = if typed {
        "Matched by words, on this server."
    } else {
        "If it is one of these, write on its timeline instead."
    };
    let blank = similar.is_empty();
    let rows = similar.into_iter().map(|incident| {
        let href = paths::incident(incident.number);
        view! {
            <li>
                <span class="side-line">
                    <a class="ref" href=href>{incident.number.to_string()}</a>
                    <SeverityBadge severity=incident.severity small=true />
                    {status_badge(incident.status)}
                </span>
                <span>{incident.title}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <aside class="side" aria-label=title>
            {(!blank).then(|| view! {
                <Panel title=title icon=Glyph::Family foot=foot><ul class="side-list">{rows}</ul></Panel>
            })}
        </aside>
    }
}
