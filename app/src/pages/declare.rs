//! Declaring an incident: a title is enough; everything else may come later.

use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;

use super::incident::alarms;
use super::{Page, remediations};
use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::{
    AgentInvolvement, DataExposure, IncidentKind, IncidentNumber, RawIncident, Visibility,
};
use crate::domain::recurrence::{Alarm, Alike, AlikeIncident, Family};
use crate::domain::remediation::RemediationSummary;
use crate::domain::severity::SeverityLevel;
use crate::domain::{Invalid, Vocabulary};
use crate::islands::DrawWhileTyping;
use crate::pages::incidents::status_badge;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, CheckField, Form, FormFoot, Glyph, MomentField, More, NavItem,
    PageHead, Panel, Ref, SelectField, SeverityBadge, SeverityField, Size, TextArea, TextField,
    choices_of, field_id,
};

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
    /// What is like what is typed; what is open now while nothing is.
    pub alike: Alike,
    /// The names of the factors and controls in its alarms.
    pub names: Arc<CatalogueNames>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

impl Page for DeclarePage {
    fn title(&self) -> String {
        "Declare an incident".into()
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
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
                <aside class="side" aria-label="What is like it" aria-live="polite" data-draw-for=field_id("", "title") data-draw=paths::DECLARE_ALIKE>
                    {AlikePart { alike: self.alike, names: self.names, typed, today: self.today }.view()}
                </aside>
                <DrawWhileTyping />
            </div>
        }
        .into_any()
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

/// What may be the same thing, so that one incident is not declared twice, and what was to prevent
/// it. Drawn with the form, and again while a title is typed.
#[derive(Clone, Debug, Default)]
pub struct AlikePart {
    /// What is like it.
    pub alike: Alike,
    /// The names of the factors and controls in its alarms.
    pub names: Arc<CatalogueNames>,
    /// Whether there is a title yet.
    pub typed: bool,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

impl AlikePart {
    /// Draws the part.
    pub fn view(self) -> impl IntoView + use<> {
        let Self { alike, names, typed, today } = self;
        let Alike { incidents, families, mut remediations, alarms, alarms_if_like } = alike;
        // What an alarm tells is told once.
        remediations
            .retain(|row| !alarms.iter().any(|alarm| alarm.remediation == Some(row.number)));
        view! {
            {alarming(alarms, alarms_if_like, &names)}
            {awaited(remediations, today)}
            {in_families(families)}
            {similar(incidents, typed)}
        }
    }
}

/// How many alarms are told before the rest is folded: the gravest.
const ALARMS: usize = 4;

/// What there is to know at once if it is the same again.
fn alarming(
    alarms: Vec<Alarm>,
    if_like: Vec<IncidentNumber>,
    names: &CatalogueNames,
) -> Option<AnyView> {
    let mut first = alarms;
    let more = first.split_off(first.len().min(ALARMS));
    let count = more.len();
    let more = alarms::list(more, names).map(|more| {
        let words = if count == 1 { "1 more".to_owned() } else { format!("{count} more") };
        view! { <More summary=words>{more}</More> }
    });
    let alarms = alarms::list(first, names)?;
    let like = if_like.iter().enumerate().map(|(n, number)| {
        let before = if n == 0 { "" } else { ", " };
        view! { {before}<Ref to=number.to_string() href=paths::incident(*number) /> }
    });
    let like = like.collect_view();
    let view = view! {
        <section class="alarms-if" aria-label="If it is the same again">
            <h2 class="alarms-title">"If this is like "{like}</h2>
            {alarms}
            {more}
        </section>
    };
    Some(view.into_any())
}

fn similar(incidents: Vec<AlikeIncident>, typed: bool) -> Option<AnyView> {
    let title = if typed { "This may have happened before" } else { "Open now" };
    let foot = if typed {
        "Matched by words, on this server."
    } else {
        "If it is one of these, write on its timeline instead."
    };
    if incidents.is_empty() {
        return None;
    }
    let rows = incidents.into_iter().map(|incident| {
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
    let view = view! {
        <Panel title=title icon=Glyph::List foot=foot><ul class="side-list">{rows}</ul></Panel>
    };
    Some(view.into_any())
}

fn awaited(remediations: Vec<RemediationSummary>, today: NaiveDate) -> Option<AnyView> {
    if remediations.is_empty() {
        return None;
    }
    let rows = remediations.into_iter().map(|row| {
        let number = format!("REM-{}", row.number);
        let href = paths::remediation(&number);
        view! {
            <li>
                <span class="side-line">
                    <a class="ref" href=href>{number}</a>
                    {remediations::status_badge(row.status)}
                    <span class="push">{remediations::due(row.due, row.overdue(today))}</span>
                </span>
                <span>{row.title}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    let foot = "Not in effect yet. If it should have prevented this, say so on the incident.";
    let view = view! {
        <Panel title="Remediations still awaited" icon=Glyph::Work foot=foot><ul class="side-list">{rows}</ul></Panel>
    };
    Some(view.into_any())
}

fn in_families(families: Vec<Family>) -> Option<AnyView> {
    if families.is_empty() {
        return None;
    }
    let rows = families.into_iter().map(|family| {
        let incidents = family.incidents.iter().map(|line| {
            let number = IncidentNumber(line.number);
            view! { <Ref to=number.to_string() href=paths::incident(number) />" " }
        });
        let incidents = incidents.collect_view();
        view! { <li><span>{family.name.clone()}</span><span class="side-sub">{incidents}</span></li> }
    });
    let rows = rows.collect_view();
    let view = view! {
        <Panel title="Families it may belong to" icon=Glyph::Family><ul class="side-list">{rows}</ul></Panel>
    };
    Some(view.into_any())
}
