//! `/incidents/{ref}/alarms`: what to know at once about an incident.

use app::domain::incident::IncidentNumber;
use app::domain::recurrence::{Alarm, AlarmKind};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Path;
use crate::state::AppState;
use crate::store::alarms;

/// One thing to know at once, with what makes the program say so.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlarmOut {
    /// What it is about.
    #[schema(schema_with = words::<AlarmKind>)]
    pub kind: String,
    /// What is told.
    #[schema(example = "REM-7, 41 days overdue, targets this factor")]
    pub what: String,
    /// In more words.
    pub why: String,
    /// What makes the program say so.
    #[schema(example = json!(["same factor: approval_missing @ forum-helper"]))]
    pub reasons: Vec<String>,
    /// The remediation it is about.
    #[schema(example = "REM-7")]
    pub remediation: Option<String>,
    /// The family it is about.
    pub family: Option<Uuid>,
    /// The other incidents it is about, as far as you may see them.
    pub incidents: Vec<String>,
}

impl From<Alarm> for AlarmOut {
    fn from(alarm: Alarm) -> Self {
        let number = |n: &i32| IncidentNumber(*n).to_string();
        Self {
            kind: alarm.kind.to_string(),
            what: alarm.what,
            why: alarm.why,
            reasons: alarm.reasons.iter().map(ToString::to_string).collect(),
            remediation: alarm.remediation.map(|n| format!("REM-{n}")),
            family: alarm.family,
            incidents: alarm.incidents.iter().map(number).collect(),
        }
    }
}

/// What to know at once about an incident
#[utoipa::path(get, path = "/api/v1/incidents/{ref}/alarms", tag = "Recurrence",
    params(("ref" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<AlarmOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<AlarmOut>>> {
    let found = alarms::list(&state.db, &who.viewer, &reference, state.clock.now()).await?;
    let items = found.into_iter().map(AlarmOut::from).collect();
    Ok(Json(List { items, next: None }))
}
