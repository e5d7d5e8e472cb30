//! The head of an incident: what it is called, how bad, how far, how long.

use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::durations::{DurationState, Durations, Measure};
use crate::domain::exposure::Exposure;
use crate::domain::incident::{
    DataExposure, Incident, IncidentKind, PersonRole, RawStatusChange, Status, Visibility,
};
use crate::domain::permission::Right;
use crate::domain::severity::{RawSeverityChange, Severity, SeverityLevel};
use crate::pages::incidents::{involvement_badge, word_of};
use crate::paths;
use crate::ui::{
    ActorName, Badge, ButtonLink, Chip, Definition, Glyph, Markdown, Mark, SafeHtml,
    SeverityBadge, Steps, Tone,
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
}

impl IncidentHead {
    /// Draws the head and its dialogs.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let incident = &on.incident;
        let summary = (!self.summary.is_empty()).then(|| view! { <Markdown html=self.summary.clone() /> });
        let dialogs = super::super::incident_forms::dialogs(on, &self);
        view! {
            <header class="incident-head">
                {crumb(incident)}
                <div class="incident-title">
                    <h1>{incident.title.clone()}</h1>
                    {acts(on)}
                </div>
                {facts(incident, &self.scale)}
                {summary}
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

/// The buttons, as far as the viewer may press them.
fn acts(on: &Subject) -> impl IntoView + use<> {
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
    view! { <div class="row row-tight push no-print">{edit}{severity}{status}</div> }
}

fn facts(incident: &Incident, scale: &[SeverityLevel]) -> impl IntoView + use<> {
    let potential = incident.potential_severity.map(|severity| {
        view! { <dd class="quiet">"could have been "<SeverityBadge severity=Some(severity) small=true /></dd> }
    });
    let word = incident.severity.and_then(|severity| word_of(severity, scale));
    let steps = Status::ALL.iter().map(|status| status.label().to_owned()).collect();
    let current = Status::ALL.iter().position(|status| *status == incident.status);
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
                <dd><Steps steps=steps current=current.unwrap_or_default() /></dd>
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
        let href = link("service", name);
        view! { <Chip href=href icon=Glyph::Work>{name.clone()}</Chip> }.into_any()
    });
    let tags = incident.tags.iter().map(|tag| {
        let href = link("tag", tag);
        view! { <Chip href=href>{format!("#{tag}")}</Chip> }.into_any()
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
    let counted = |(measure, state): &(Measure, DurationState)| {
        *measure != Measure::Exposure && *state != DurationState::NotApplicable
    };
    let cells = durations.all().filter(counted).map(|(m, state)| duration(m, state)).collect_view();
    let exposed = incident.data_exposure != DataExposure::None || !exposures.is_empty();
    let exposure = exposed.then(|| exposure(durations.exposure, exposures));
    view! { <div class="ledger"><dl class="durations">{cells}</dl>{exposure}</div> }
}

fn duration(measure: Measure, state: DurationState) -> impl IntoView {
    let recorded = matches!(state, DurationState::Recorded(_));
    let name = short_name(measure);
    let id = format!("def-{}", measure.as_str());
    let class = if recorded { "duration" } else { "duration duration-none" };
    view! {
        <div class=class>
            <dt>{name}<Definition of=name id=id>{definition(measure)}</Definition></dt>
            <dd>{value(state)}</dd>
            <dd class="duration-def">{formula(measure)}</dd>
        </div>
    }
}

fn definition(measure: Measure) -> impl IntoView {
    view! {
        <b>{measure.label()}</b>". "{measure.definition()}
        " A time that is only known to the hour or the day makes this a range. Blank stays blank."
    }
}

/// The length; what is unsure of it smaller.
fn value(state: DurationState) -> AnyView {
    let label = match state {
        DurationState::Pending => "not recorded".to_owned(),
        state => state.label(),
    };
    match label.split_once(" ± ") {
        Some((length, margin)) => {
            let (length, margin) = (length.to_owned(), format!("± {margin}"));
            view! { {length}" "<small>{margin}</small> }.into_any()
        }
        None => label.into_any(),
    }
}

fn exposure(state: DurationState, rows: &[Exposure]) -> impl IntoView + use<> {
    let what = match rows {
        [] => "Nothing in the ledger yet.".to_owned(),
        rows => rows.iter().map(|row| row.fields.data_class.clone()).collect::<Vec<_>>().join(", "),
    };
    view! {
        <dl class="exposure">
            <dt>
                "Exposure, counted apart"
                <Definition of="Exposure" id="def-exposure">{definition(Measure::Exposure)}</Definition>
            </dt>
            <dd class="exposure-value">{value(state)}</dd>
            <dd>{what}" "<a href="#exposures">"Ledger"</a></dd>
        </dl>
    }
}

fn short_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Detect => "Detect",
        Measure::Acknowledge => "Acknowledge",
        Measure::Contain => "Contain",
        Measure::Resolve => "Resolve",
        Measure::Exposure => "Exposure",
        Measure::Reliance => "Reliance",
        Measure::LatentError => "Latent error",
    }
}

fn formula(measure: Measure) -> &'static str {
    match measure {
        Measure::Detect => "started → detected",
        Measure::Acknowledge => "detected → acknowledged",
        Measure::Contain => "started → contained",
        Measure::Resolve => "started → resolved",
        Measure::Exposure => "window start → end",
        Measure::Reliance => "agent output → first act on it",
        Measure::LatentError => "agent output → detected",
    }
}
