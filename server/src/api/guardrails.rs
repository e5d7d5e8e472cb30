//! `/guardrails`: the map control × factor × agent.

use app::domain::control::ControlState;
use app::domain::guardrail::{GuardFilter, GuardRow};
use app::domain::incident::IncidentNumber;
use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::state::AppState;
use crate::store::guardrails::{self, Depth};

/// An incident in which the control let something pass.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardCellOut {
    /// The agent that had a part; `null` for none.
    pub agent: Option<String>,
    /// The incident.
    #[schema(example = "INC-42")]
    pub incident: String,
    /// What the control did.
    #[schema(schema_with = words::<ControlState>)]
    pub state: String,
}

/// A control and a factor.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardRowOut {
    /// The control's code.
    pub control: String,
    /// The factor's code; `null` where the incidents name none.
    pub factor: Option<String>,
    /// In how many incidents.
    pub times: usize,
    /// The incidents, agent by agent.
    pub cells: Vec<GuardCellOut>,
    /// The remediations that are aimed at it and not verified.
    #[schema(example = json!(["REM-7"]))]
    pub open: Vec<String>,
    /// The remediation that was verified last.
    pub verified: Option<String>,
    /// The day of that verification.
    pub verified_on: Option<NaiveDate>,
}

impl GuardRowOut {
    fn new(row: &GuardRow, agents: &[String]) -> Self {
        let keys = agents.iter().cloned().map(Some).chain([None]);
        let cells = row.cells.iter().zip(keys).flat_map(|(cell, agent)| {
            cell.iter().map(move |(incident, state)| GuardCellOut {
                agent: agent.clone(),
                incident: IncidentNumber(*incident).to_string(),
                state: state.to_string(),
            })
        });
        Self {
            cells: cells.collect(),
            control: row.control.clone(),
            factor: row.factor.clone(),
            times: row.times,
            open: row.open.iter().map(|fix| format!("REM-{}", fix.number)).collect(),
            verified: row.verified.map(|(number, _)| format!("REM-{number}")),
            verified_on: row.verified.map(|(_, on)| on),
        }
    }
}

/// The map control × factor × agent, the most frequent first
#[utoipa::path(get, path = "/api/v1/guardrails", tag = "Recurrence",
    params(
        ("control" = Option<String>, Query, description = "The code of a control"),
        ("factor" = Option<String>, Query, description = "The code of a factor"),
        ("agent" = Option<String>, Query, description = "The key of an agent"),
    ),
    responses((status = 200, body = List<GuardRowOut>), (status = 401, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(filter): Query<GuardFilter>,
) -> Result<Json<List<GuardRowOut>>> {
    let map = guardrails::map(&state.db, &who.viewer, &filter, Depth::Whole).await?;
    let items = map.rows.iter().map(|row| GuardRowOut::new(row, &map.agents)).collect();
    Ok(Json(List { items, next: None }))
}
