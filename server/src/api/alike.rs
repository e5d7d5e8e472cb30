//! `/recurrence/suggestions`: what is like an incident that somebody is about to declare.

use app::domain::incident::Status;
use app::domain::recurrence::{Alike, AlikeIncident, Family};
use app::domain::remediation::{RemediationStatus, RemediationSummary};
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::alarms::AlarmOut;
use super::openapi::words;
use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::state::AppState;
use crate::store::alike;

/// What is about to be declared.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SuggestionQuery {
    /// The title as far as it is typed. Without it, the incidents that are open now.
    pub title: String,
}

/// What may be the same thing again, best first; only what you may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionsOut {
    /// Incidents with similar titles.
    pub incidents: Vec<AlikeIncidentOut>,
    /// Families it may belong to.
    pub families: Vec<AlikeFamilyOut>,
    /// Remediations, still awaited, that were meant to prevent it.
    pub remediations: Vec<AlikeRemediationOut>,
    /// What there is to know at once if it is the same again, gravest first.
    pub alarms: Vec<AlarmOut>,
    /// The incidents that the alarms are about, should it be like them.
    #[schema(example = json!(["INC-1"]))]
    pub alarms_if_like: Vec<String>,
}

/// An incident that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeIncidentOut {
    /// Its number.
    #[schema(example = "INC-42")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// How far it has come.
    #[schema(schema_with = words::<Status>)]
    pub status: Status,
    /// How bad it is.
    #[schema(example = "SEV1")]
    pub severity: Option<String>,
}

impl From<AlikeIncident> for AlikeIncidentOut {
    fn from(incident: AlikeIncident) -> Self {
        let AlikeIncident { number, title, status, severity } = incident;
        let severity = severity.map(|severity| severity.to_string());
        Self { number: number.to_string(), title, status, severity }
    }
}

/// A family that it may belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeFamilyOut {
    /// Id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its incidents.
    #[schema(example = json!(["INC-1", "INC-2"]))]
    pub incidents: Vec<String>,
}

impl From<Family> for AlikeFamilyOut {
    fn from(family: Family) -> Self {
        let number = |number: i32| format!("INC-{number}");
        let incidents = family.incidents.iter().map(|line| number(line.number)).collect();
        Self { id: family.id, name: family.name, incidents }
    }
}

/// A remediation that was meant to prevent it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlikeRemediationOut {
    /// Its number.
    #[schema(example = "REM-7")]
    pub number: String,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub status: RemediationStatus,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// How many days it is overdue.
    pub overdue_days: Option<i64>,
}

impl AlikeRemediationOut {
    fn new(row: RemediationSummary, today: NaiveDate) -> Self {
        let overdue_days = row.overdue(today);
        let number = format!("REM-{}", row.number);
        Self { number, title: row.title, status: row.status, due: row.due, overdue_days }
    }
}

/// Ask what is like an incident before declaring it
#[utoipa::path(get, path = "/api/v1/recurrence/suggestions", tag = "Recurrence",
    params(SuggestionQuery),
    responses((status = 200, body = SuggestionsOut), (status = 401, body = Problem)))]
pub async fn suggestions(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(query): Query<SuggestionQuery>,
) -> Result<Json<SuggestionsOut>> {
    let now = state.clock.now();
    let found = alike::find(&state.db, &who.viewer, &query.title, now).await?;
    let Alike { incidents, families, remediations, alarms, alarms_if_like } = found;
    let remediation = |row| AlikeRemediationOut::new(row, now.date_naive());
    Ok(Json(SuggestionsOut {
        incidents: incidents.into_iter().map(Into::into).collect(),
        families: families.into_iter().map(Into::into).collect(),
        remediations: remediations.into_iter().map(remediation).collect(),
        alarms: alarms.into_iter().map(Into::into).collect(),
        alarms_if_like: alarms_if_like.iter().map(ToString::to_string).collect(),
    }))
}
