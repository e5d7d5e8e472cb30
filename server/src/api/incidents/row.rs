//! An incident in a list, as the API writes it.

use app::domain::durations::between;
use app::domain::incident::{
    AgentInvolvement, DataExposure, IncidentKind, IncidentRow, Status, Visibility,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shape::MilestonesOut;
use crate::api::moments::DurationOut;
use crate::api::openapi::words;

/// The durations that a list shows: those between stations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowDurationsOut {
    /// Started to detected.
    pub detect: DurationOut,
    /// Detected to acknowledged.
    pub acknowledge: DurationOut,
    /// Started to contained.
    pub contain: DurationOut,
    /// Started to resolved.
    pub resolve: DurationOut,
}

/// An incident in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentRowOut {
    /// Id.
    pub id: Uuid,
    /// The human reference.
    #[schema(example = "INC-42")]
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What sort of thing it is.
    #[schema(schema_with = words::<IncidentKind>)]
    pub kind: IncidentKind,
    /// How far it has come.
    #[schema(schema_with = words::<Status>)]
    pub status: Status,
    /// How bad it was.
    pub severity: Option<String>,
    /// How bad it could have been.
    pub potential_severity: Option<String>,
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
    /// How long each stretch between stations took.
    pub durations: RowDurationsOut,
    /// Who commands now.
    pub commander: Option<String>,
    /// The services it touched.
    pub services: Vec<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// How many events its timeline has.
    pub events: i32,
    /// The version.
    pub version: i32,
    /// When it was declared here.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<IncidentRow> for IncidentRowOut {
    fn from(row: IncidentRow) -> Self {
        let m = &row.milestones;
        let durations = RowDurationsOut {
            detect: between(m.started.as_ref(), m.detected.as_ref()).into(),
            acknowledge: between(m.detected.as_ref(), m.acknowledged.as_ref()).into(),
            contain: between(m.started.as_ref(), m.contained.as_ref()).into(),
            resolve: between(m.started.as_ref(), m.resolved.as_ref()).into(),
        };
        Self {
            id: row.id,
            number: row.number.to_string(),
            title: row.title,
            kind: row.kind,
            status: row.status,
            severity: row.severity.map(|severity| severity.to_string()),
            potential_severity: row.potential_severity.map(|severity| severity.to_string()),
            agent_involvement: row.agent_involvement,
            data_exposure: row.data_exposure,
            visibility: row.visibility,
            milestones: row.milestones.into(),
            durations,
            commander: row.commander,
            services: row.services,
            tags: row.tags,
            events: row.events,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
