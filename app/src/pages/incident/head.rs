//! The head of an incident: what it is called, how bad, how far, how long.

use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::durations::Durations;
use crate::domain::exposure::Exposure;
use crate::domain::incident::{
    DataExposure, Incident, IncidentKind, PersonRole, RawStatusChange, Status, Visibility,
};
use crate::domain::permission::Right;
use crate::domain::severity::{RawSeverityChange, Severity, SeverityLevel};
use crate::pages::incidents::{involvement_badge, word_of};
use crate::pages::notices::follow_button;
use crate::paths;
use crate::ui::{
    ActorName, Badge, ButtonLink, Chip, DurationTiles, ExposureTile, Glyph, Mark, Markdown,
    SafeHtml, Section, SeverityBadge, StatusSteps, Tone,
};

/// What the head shows.
#[derive(Clone, Debug)]
pub struct IncidentHead {
    /// The summary as HTML.
    pub summary: SafeHtml,
    /// How long each stretch took.
    pub durations: Durations,
    /// The exposure ledger, for the line beside the durations.
    pub exposures: Vec<Exposure>,
    /// The severity scale.
    pub scale: Vec<SeverityLevel>,
    /// The change of status as it was sent.
    pub status: Sent<RawStatusChange>,
    /// The change of severity as it was sent.
    pub severity: Sent<RawSeverityChange>,
    /// Whether the reader follows the incident.
    pub follows: bool,
}

impl IncidentHead {
    /// Draws the head and its dialogs.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let incident = &on.incident;
        let dialogs = super::super::incident_forms::dialogs(on, &self);
        view! {
            <header class="incident-head">
                {crumb(incident)}
                <div class="incident-title">
                    <h1>{incident.title.clone()}</h1>
                    {acts(on, self.follows)}
                </div>
                {facts(incident, &self.scale)}
                {labels(incident)}
                {ledger(incident, &self.durations, &self.exposures)}
            </header>
            {dialogs}
        }
    }
}

fn crumb(incident: &Incident) -> impl IntoView + use<> {
    let number = incident.number.to_string();
    let restricted = (incident.visibility == Visibility::Restricted)
        .then(|| view! { <Badge tone=Tone::Warn icon=Glyph::Lock>"Restricted"</Badge> });
    let drill = (incident.kind == IncidentKind::Drill)
        .then(|| view! { <span class="faint">"not counted in any statistic"</span> });
    view! {
        <p class="incident-crumb">
            <a href=paths::INCIDENTS>"Incidents"</a>
            <span aria-hidden="true">"/"</span>
            <span class="ref">{number}</span>
            <span aria-hidden="true">"/"</span>
            <span>{incident.kind.label()}</span>
            {drill}
            {restricted}
        </p>
    }
}

/// What happened, in a few words, before the timeline tells it.
pub(super) fn summary(html: SafeHtml) -> Option<AnyView> {
    if html.is_empty() {
        return None;
    }
    let view = view! { <Section title="Summary" id="summary"><Markdown html /></Section> };
    Some(view.into_any())
}

/// The buttons, as far as the viewer may press them.
fn acts(on: &Subject, follows: bool) -> impl IntoView + use<> {
    let number = on.incident.number;
    let next = on.incident.status.next().map_or("Change status".to_owned(), |next| {
        format!("Move to {}", next.label().to_lowercase())
    });
    let edit = on.may(Right::EditIncident).then(|| {
        view! { <ButtonLink href=paths::edit_incident(number) icon=Glyph::Edit key="e">"Edit"</ButtonLink> }
    });
    let severity = on
        .may(Right::ChangeSeverity)
        .then(|| view! { <ButtonLink href="#change-severity" key="s">"Severity"</ButtonLink> });
    let status = on
        .may(Right::ChangeStatus)
        .then(|| view! { <ButtonLink href="#change-status" key="m">{next}</ButtonLink> });
    let postmortem =
        view! { <ButtonLink href=paths::postmortem(number) key="p">"Postmortem"</ButtonLink> };
    let follow = follow_button(paths::incident_part(number, "follow"), follows);
    view! { <div class="row row-tight push no-print">{follow}{postmortem}{edit}{severity}{status}</div> }
}

fn facts(incident: &Incident, scale: &[SeverityLevel]) -> impl IntoView + use<> {
    let potential = incident.potential_severity.map(|severity| {
        view! { <dd class="quiet">"could have been "<SeverityBadge severity=Some(severity) small=true /></dd> }
    });
    let word = incident.severity.and_then(|severity| word_of(severity, scale));
    let exposure = (incident.data_exposure != DataExposure::None).then(|| {
        view! { <div><dt>"Data"</dt><dd>{incident.data_exposure.label()}</dd></div> }
    });
    view! {
        <dl class="incident-facts">
            <div>
                <dt class="visually-hidden">"Severity"</dt>
                <dd>{severity_badge(incident.severity, word)}</dd>
                {potential}
            </div>
            <div>
                <dt class="visually-hidden">"Status"</dt>
                <dd><StatusSteps status=incident.status /></dd>
            </div>
            <div>
                <dt class="visually-hidden">"Agent involvement"</dt>
                <dd>{involvement_badge(incident.agent_involvement)}</dd>
            </div>
            {exposure}
            <div><dt>"Commander"</dt><dd>{commander(incident)}</dd></div>
        </dl>
    }
}

fn severity_badge(severity: Option<Severity>, word: Option<String>) -> AnyView {
    match word {
        Some(word) => view! { <SeverityBadge severity=severity word=word /> }.into_any(),
        None => view! { <SeverityBadge severity=severity /> }.into_any(),
    }
}

fn commander(incident: &Incident) -> AnyView {
    match incident.person(PersonRole::Commander) {
        Some(person) => {
            view! { <ActorName mark=Mark::Person name=person.name.clone() /> }.into_any()
        }
        None => view! { <span class="faint">"nobody yet"</span> }.into_any(),
    }
}

/// Services, tags and names in other systems.
fn labels(incident: &Incident) -> Option<AnyView> {
    let link = |key: &str, value: &str| paths::with_query(paths::INCIDENTS, &[(key, value)]);
    let services = incident.services.iter().map(|name| {
        let (href, name) = (link("service", name), name.clone());
        view! { <Chip href=href icon=Glyph::Work>{name}</Chip> }.into_any()
    });
    let tags = incident.tags.iter().map(|tag| {
        let href = link("tag", tag);
        let tag = format!("#{tag}");
        view! { <Chip href=href>{tag}</Chip> }.into_any()
    });
    let external = incident.external_ids.iter().map(|id| {
        let id = id.to_string();
        view! { <Chip icon=Glyph::Link>{id}</Chip> }.into_any()
    });
    let custom = incident.custom_fields.iter().map(|(name, value)| {
        let words = format!("{name}: {value}");
        view! { <Chip>{words}</Chip> }.into_any()
    });
    let all: Vec<AnyView> = services.chain(tags).chain(external).chain(custom).collect();
    (!all.is_empty()).then(|| view! { <div class="chips">{all}</div> }.into_any())
}

/// The durations with their definitions, and the exposure apart from them.
fn ledger(
    incident: &Incident,
    durations: &Durations,
    exposures: &[Exposure],
) -> impl IntoView + use<> {
    let (durations, state) = (*durations, durations.exposure);
    let exposed = incident.data_exposure != DataExposure::None || !exposures.is_empty();
    let exposure = exposed.then(|| {
        let rows = exposures.iter().map(|row| row.fields.data_class.clone()).collect::<Vec<_>>();
        let what =
            if rows.is_empty() { "Nothing in the ledger yet.".into() } else { rows.join(", ") };
        view! { <ExposureTile state>{what}" "<a href="#exposures">"Ledger"</a></ExposureTile> }
    });
    let over = matches!(incident.status, Status::Resolved | Status::InReview | Status::Closed);
    view! { <div class="ledger"><DurationTiles durations over />{exposure}</div> }
}
