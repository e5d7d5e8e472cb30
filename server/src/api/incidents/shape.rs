//! An incident as the API reads and writes it.

use std::collections::BTreeMap;

use app::domain::account::Person;
use app::domain::durations::Durations;
use app::domain::incident::{
    AgentInvolvement, DataExposure, Incident, IncidentKind, IncidentPerson, Milestones, PersonRole,
    RawIncident, Status, Visibility,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::moments::{DurationsOut, MomentIn, MomentOut, raw};
use crate::api::openapi::words;

/// What is said of an incident; only the title is required.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentIn {
    /// What it is called.
    #[schema(example = "Agent posted wrong ACL advice")]
    pub title: String,
    /// What happened, in Markdown.
    #[serde(default)]
    pub summary: Option<String>,
    /// What sort of thing it is; `incident` when left out.
    #[serde(default)]
    #[schema(schema_with = words::<IncidentKind>)]
    pub kind: Option<String>,
    /// How bad it was, `SEV1`; unset when left out.
    #[serde(default)]
    pub severity: Option<String>,
    /// Why this severity.
    #[serde(default)]
    pub severity_rationale: Option<String>,
    /// How bad it could have been.
    #[serde(default)]
    pub potential_severity: Option<String>,
    /// Why this potential severity.
    #[serde(default)]
    pub potential_rationale: Option<String>,
    /// Which part AI agents had in it.
    #[serde(default)]
    #[schema(schema_with = words::<AgentInvolvement>)]
    pub agent_involvement: Option<String>,
    /// Whether data was exposed.
    #[serde(default)]
    #[schema(schema_with = words::<DataExposure>)]
    pub data_exposure: Option<String>,
    /// Who may see it.
    #[serde(default)]
    #[schema(schema_with = words::<Visibility>)]
    pub visibility: Option<String>,
    /// When it began.
    #[serde(default)]
    pub started: Option<MomentIn>,
    /// When somebody or something noticed.
    #[serde(default)]
    pub detected: Option<MomentIn>,
    /// When it was declared an incident.
    #[serde(default)]
    pub declared: Option<MomentIn>,
    /// When somebody took it on.
    #[serde(default)]
    pub acknowledged: Option<MomentIn>,
    /// When it could do no further harm.
    #[serde(default)]
    pub contained: Option<MomentIn>,
    /// When the harm was repaired.
    #[serde(default)]
    pub resolved: Option<MomentIn>,
    /// Who commands, by name or address.
    #[serde(default)]
    pub commander: Option<String>,
    /// Who writes, by name or address.
    #[serde(default)]
    pub scribe: Option<String>,
    /// Who speaks for the response, by name or address.
    #[serde(default)]
    pub communications: Option<String>,
    /// The services it touched, by name or key; new names make new services.
    #[serde(default)]
    pub services: Vec<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What else is recorded here, by field name.
    #[serde(default)]
    pub custom_fields: BTreeMap<String, String>,
    /// Its names in other systems, each `system:id`.
    #[serde(default)]
    pub external_ids: Vec<String>,
}

impl From<IncidentIn> for RawIncident {
    fn from(body: IncidentIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            title: body.title,
            summary: text(body.summary),
            kind: text(body.kind),
            severity: text(body.severity),
            severity_rationale: text(body.severity_rationale),
            potential_severity: text(body.potential_severity),
            potential_rationale: text(body.potential_rationale),
            agent_involvement: text(body.agent_involvement),
            data_exposure: text(body.data_exposure),
            visibility: text(body.visibility),
            started: raw(body.started),
            detected: raw(body.detected),
            declared: raw(body.declared),
            acknowledged: raw(body.acknowledged),
            contained: raw(body.contained),
            resolved: raw(body.resolved),
            commander: text(body.commander),
            scribe: text(body.scribe),
            communications: text(body.communications),
            services: body.services,
            tags: body.tags,
            custom_fields: body.custom_fields,
            external_ids: body.external_ids,
        }
    }
}

impl From<&Incident> for IncidentIn {
    fn from(incident: &Incident) -> Self {
        let text = |text: String| Some(text).filter(|text| !text.is_empty());
        let m = &incident.milestones;
        let raw = RawIncident::from(incident);
        Self {
            title: raw.title,
            summary: text(raw.summary),
            kind: text(raw.kind),
            severity: text(raw.severity),
            severity_rationale: text(raw.severity_rationale),
            potential_severity: text(raw.potential_severity),
            potential_rationale: text(raw.potential_rationale),
            agent_involvement: text(raw.agent_involvement),
            data_exposure: text(raw.data_exposure),
            visibility: text(raw.visibility),
            started: m.started.as_ref().map(MomentIn::from),
            detected: m.detected.as_ref().map(MomentIn::from),
            declared: m.declared.as_ref().map(MomentIn::from),
            acknowledged: m.acknowledged.as_ref().map(MomentIn::from),
            contained: m.contained.as_ref().map(MomentIn::from),
            resolved: m.resolved.as_ref().map(MomentIn::from),
            commander: text(raw.commander),
            scribe: text(raw.scribe),
            communications: text(raw.communications),
            services: raw.services,
            tags: raw.tags,
            custom_fields: raw.custom_fields,
            external_ids: raw.external_ids,
        }
    }
}

/// The stations of an incident's course; unknown ones are `null`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MilestonesOut {
    /// When it began.
    pub started: Option<MomentOut>,
    /// When somebody or something noticed.
    pub detected: Option<MomentOut>,
    /// When it was declared an incident.
    pub declared: Option<MomentOut>,
    /// When somebody took it on.
    pub acknowledged: Option<MomentOut>,
    /// When it could do no further harm.
    pub contained: Option<MomentOut>,
    /// When the harm was repaired.
    pub resolved: Option<MomentOut>,
}

impl From<Milestones> for MilestonesOut {
    fn from(m: Milestones) -> Self {
        Self {
            started: m.started.map(Into::into),
            detected: m.detected.map(Into::into),
            declared: m.declared.map(Into::into),
            acknowledged: m.acknowledged.map(Into::into),
            contained: m.contained.map(Into::into),
            resolved: m.resolved.map(Into::into),
        }
    }
}

/// Somebody with an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonOut {
    /// The account's id.
    pub id: Uuid,
    /// The name.
    pub name: String,
}

impl From<Person> for PersonOut {
    fn from(Person { id, name }: Person) -> Self {
        Self { id, name }
    }
}

/// Somebody's part in the response.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartOut {
    /// What they do.
    #[schema(schema_with = words::<PersonRole>)]
    pub role: PersonRole,
    /// What they do, in words, with `other`.
    pub title: Option<String>,
    /// Their name.
    pub name: String,
    /// Their account, if they have one.
    pub user_id: Option<Uuid>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; `null` is now.
    pub until: Option<DateTime<Utc>>,
}

impl From<IncidentPerson> for PartOut {
    fn from(person: IncidentPerson) -> Self {
        let IncidentPerson { role, title, name, user_id, since, until } = person;
        Self { role, title, name, user_id, since, until }
    }
}

/// An incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentOut {
    /// Id.
    pub id: Uuid,
    /// The human reference.
    #[schema(example = "INC-42")]
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What happened, in Markdown.
    pub summary: String,
    /// What sort of thing it is.
    #[schema(schema_with = words::<IncidentKind>)]
    pub kind: IncidentKind,
    /// How far it has come.
    #[schema(schema_with = words::<Status>)]
    pub status: Status,
    /// How bad it was.
    pub severity: Option<String>,
    /// Why.
    pub severity_rationale: Option<String>,
    /// How bad it could have been.
    pub potential_severity: Option<String>,
    /// Why.
    pub potential_rationale: Option<String>,
    /// Which part AI agents had in it.
    #[schema(schema_with = words::<AgentInvolvement>)]
    pub agent_involvement: AgentInvolvement,
    /// Whether data was exposed.
    #[schema(schema_with = words::<DataExposure>)]
    pub data_exposure: DataExposure,
    /// Who may see it.
    #[schema(schema_with = words::<Visibility>)]
    pub visibility: Visibility,
    /// When each station was reached.
    #[serde(flatten)]
    pub milestones: MilestonesOut,
    /// How long each stretch took.
    pub durations: DurationsOut,
    /// Who commands now.
    pub commander: Option<String>,
    /// Who writes now.
    pub scribe: Option<String>,
    /// Who speaks for the response now.
    pub communications: Option<String>,
    /// Everyone who has or had a part, oldest first.
    pub people: Vec<PartOut>,
    /// The services it touched.
    pub services: Vec<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// What else is recorded here, by field name.
    pub custom_fields: BTreeMap<String, String>,
    /// Its names in other systems, each `system:id`.
    pub external_ids: Vec<String>,
    /// Its evidence must not be removed.
    pub evidence_hold: bool,
    /// The version, also in `ETag`.
    pub version: i32,
    /// Who declared it here.
    pub created_by: PersonOut,
    /// When it was declared here.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl IncidentOut {
    /// The incident with its durations.
    pub fn new(incident: Incident, durations: Durations) -> Self {
        let person = |role| incident.person(role).map(|person| person.name.clone());
        Self {
            commander: person(PersonRole::Commander),
            scribe: person(PersonRole::Scribe),
            communications: person(PersonRole::Communications),
            id: incident.id,
            number: incident.number.to_string(),
            title: incident.title,
            summary: incident.summary,
            kind: incident.kind,
            status: incident.status,
            severity: incident.severity.map(|severity| severity.to_string()),
            severity_rationale: incident.severity_rationale,
            potential_severity: incident.potential_severity.map(|severity| severity.to_string()),
            potential_rationale: incident.potential_rationale,
            agent_involvement: incident.agent_involvement,
            data_exposure: incident.data_exposure,
            visibility: incident.visibility,
            milestones: incident.milestones.into(),
            durations: durations.into(),
            people: incident.people.into_iter().map(PartOut::from).collect(),
            services: incident.services,
            tags: incident.tags,
            custom_fields: incident.custom_fields,
            external_ids: incident.external_ids.iter().map(ToString::to_string).collect(),
            evidence_hold: incident.evidence_hold,
            version: incident.version,
            created_by: incident.created_by.into(),
            created_at: incident.created_at,
            updated_at: incident.updated_at,
        }
    }
}
