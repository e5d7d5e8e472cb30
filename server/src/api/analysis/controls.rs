//! What the controls did in an incident.

use app::domain::control::{ControlState, IncidentControl, RawControl, RecordControl, Strength};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{location, seqs};
use crate::api::openapi::words;
use crate::api::problem::Problem;
use crate::api::respond::{List, changed, created, current, if_match, patched};
use crate::api::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, controls};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// What a control did when it mattered.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ControlIn {
    /// The control's code.
    #[schema(example = "approval_gate")]
    pub control: String,
    /// What it did.
    #[schema(schema_with = words::<ControlState>)]
    pub state: String,
    /// What is known about it, in Markdown.
    pub note: Option<String>,
    /// The events that show it, by number.
    pub events: Vec<i32>,
}

impl From<ControlIn> for RawControl {
    fn from(body: ControlIn) -> Self {
        let ControlIn { control, state, note, events } = body;
        Self { control, state, note: note.unwrap_or_default(), events: seqs(events) }
    }
}

impl From<IncidentControl> for ControlIn {
    fn from(row: IncidentControl) -> Self {
        let state = row.state.to_string();
        Self { control: row.control, state, note: Some(row.note), events: row.events }
    }
}

/// The state of a control in an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlOut {
    /// Id.
    pub id: Uuid,
    /// The control's code.
    pub control: String,
    /// Its name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Strength,
    /// What it did.
    #[schema(schema_with = words::<ControlState>)]
    pub state: ControlState,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<IncidentControl> for ControlOut {
    fn from(row: IncidentControl) -> Self {
        let IncidentControl { id, control, name, strength, state, note, events, version } = row;
        Self { id, control, name, strength, state, note, events, version }
    }
}

/// List the controls of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/controls", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<ControlOut>), (status = 404, body = Problem)))]
pub async fn list_controls(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<ControlOut>>> {
    let rows = controls::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List::all(rows)))
}

/// Record what a control did in an incident
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/controls", tag = "Analysis",
    request_body = ControlIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = ControlOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_control(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<ControlIn>,
) -> Result<Response> {
    let command = RecordControl::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        controls::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "controls", row.id).await?;
    Ok(created(&at, row.version, ControlOut::from(row)))
}

/// Read a control of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = ControlOut), (status = 404, body = Problem)))]
pub async fn control(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = controls::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, ControlOut::from(row)))
}

/// Change a control of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    request_body = ControlIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = ControlOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_control(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = controls::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: ControlIn = patched(&ControlIn::from(before), patch)?;
    let command = RecordControl::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        controls::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = controls::get(&state.db, viewer, &reference, id);
    changed(written, now, |row| (row.version, ControlOut::from(row))).await
}

/// Retract a control of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/controls/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Why),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_control(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        controls::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
