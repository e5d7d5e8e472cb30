//! An incident as it is read: in full, and as a row of a list.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    AgentInvolvement, DataExposure, IncidentKind, IncidentNumber, Milestones, PersonRole, Status,
    Visibility,
};
use crate::domain::account::Person;
use crate::domain::severity::Severity;

/// One person's part in the response; a hand-over ends one and begins the next.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IncidentPerson {
    /// What they do.
    pub role: PersonRole,
    /// What they do, in words, with [`PersonRole::Other`].
    pub title: Option<String>,
    /// Their name, also when they have no account.
    pub name: String,
    /// Their account, if they have one.
    pub user_id: Option<Uuid>,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when; `None` is now.
    pub until: Option<DateTime<Utc>>,
}

/// The incident's name in another system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct ExternalId {
    /// Which system, e.g. `pagerduty`.
    pub system: String,
    /// Its id there.
    pub id: String,
}

impl std::fmt::Display for ExternalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.system, self.id)
    }
}

/// An incident in full.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: Uuid,
    /// Its human reference.
    pub number: IncidentNumber,
    /// What it is called.
    pub title: String,
    /// What happened, in Markdown.
    pub summary: String,
    /// What sort of thing it is.
    pub kind: IncidentKind,
    /// How far it has come.
    pub status: Status,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Why the severity is what it is: the rationale of its last change.
    pub severity_rationale: Option<String>,
    /// How bad it could have been.
    pub potential_severity: Option<Severity>,
    /// Why the potential severity is what it is.
    pub potential_rationale: Option<String>,
    /// Which part AI agents had in it.
    pub agent_involvement: AgentInvolvement,
    /// Whether data was exposed.
    pub data_exposure: DataExposure,
    /// Who may see it.
    pub visibility: Visibility,
    /// When each station was reached.
    #[serde(flatten)]
    pub milestones: Milestones,
    /// Everyone who has or had a part in the response, oldest first.
    pub people: Vec<IncidentPerson>,
    /// The services it touched.
    pub services: Vec<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// What else this installation records, by field name.
    pub custom_fields: BTreeMap<String, String>,
    /// Its names in other systems.
    pub external_ids: Vec<ExternalId>,
    /// Its evidence must not be removed.
    pub evidence_hold: bool,
    /// Counts up with every edit.
    pub version: i32,
    /// Who declared it here.
    pub created_by: Person,
    /// When it was declared here.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Incident {
    /// Who holds a role now.
    pub fn person(&self, role: PersonRole) -> Option<&IncidentPerson> {
        self.people.iter().rev().find(|person| person.role == role && person.until.is_none())
    }

    /// The name of the commander now.
    pub fn commander(&self) -> Option<&str> {
        self.person(PersonRole::Commander).map(|person| person.name.as_str())
    }
}

/// An incident as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IncidentRow {
    /// Its id.
    pub id: Uuid,
    /// Its human reference.
    pub number: IncidentNumber,
    /// What it is called.
    pub title: String,
    /// What sort of thing it is.
    pub kind: IncidentKind,
    /// How far it has come.
    pub status: Status,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// How bad it could have been.
    pub potential_severity: Option<Severity>,
    /// Which part AI agents had in it.
    pub agent_involvement: AgentInvolvement,
    /// Whether data was exposed.
    pub data_exposure: DataExposure,
    /// Who may see it.
    pub visibility: Visibility,
    /// When each station was reached.
    #[serde(flatten)]
    pub milestones: Milestones,
    /// The name of the commander now.
    pub commander: Option<String>,
    /// The services it touched.
    pub services: Vec<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// How many events its timeline has.
    pub events: i32,
    /// Counts up with every edit.
    pub version: i32,
    /// When it was declared here.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
