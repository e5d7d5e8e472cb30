//! Status, severity and people of an incident: each with its history.

use app::domain::incident::{
    ChangeStatus, HandOver, PersonRole, RawHandOver, RawStatusChange, Status, StatusEntry,
};
use app::domain::reference::IncidentRef;
use app::domain::severity::{ChangeSeverity, Dimension, RawSeverityChange, SeverityChange};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shape::PartOut;
use super::{IncidentOut, answer, failed};
use crate::api::openapi::words;
use crate::api::problem::Problem;
use crate::api::respond::{List, if_match};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, incidents};

/// A step of the status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusIn {
    /// To which status: the next one, or any earlier one.
    #[schema(schema_with = words::<Status>)]
    pub to: String,
    /// Why; needed to go back, 10 characters or more.
    #[serde(default)]
    pub reason: String,
}

/// A step of the status that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusChangeOut {
    /// Id.
    pub id: Uuid,
    /// The status before.
    #[schema(schema_with = words::<Status>)]
    pub from: Status,
    /// The status since.
    #[schema(schema_with = words::<Status>)]
    pub to: Status,
    /// Why.
    pub reason: String,
    /// Who took it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl From<StatusEntry> for StatusChangeOut {
    fn from(entry: StatusEntry) -> Self {
        let StatusEntry { id, change, changed_by, changed_at } = entry;
        let (from, to, reason) = (change.from, change.to, change.reason);
        Self { id, from, to, reason, changed_by, changed_at }
    }
}

/// A change of a severity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityIn {
    /// Which severity; `realised` when left out.
    #[serde(default)]
    #[schema(schema_with = words::<Dimension>)]
    pub dimension: String,
    /// To which severity, `SEV1`; `unset` takes it away.
    pub to: String,
    /// Why, 10 characters or more.
    pub rationale: String,
}

/// A change of a severity that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeverityChangeOut {
    /// Id.
    pub id: Uuid,
    /// Which severity.
    #[schema(schema_with = words::<Dimension>)]
    pub dimension: Dimension,
    /// The severity before.
    pub from: Option<String>,
    /// The severity since.
    pub to: Option<String>,
    /// Why.
    pub rationale: String,
    /// Who made it.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

impl From<SeverityChange> for SeverityChangeOut {
    fn from(change: SeverityChange) -> Self {
        Self {
            id: change.id,
            dimension: change.dimension,
            from: change.from.map(|severity| severity.to_string()),
            to: change.to.map(|severity| severity.to_string()),
            rationale: change.rationale,
            changed_by: change.changed_by,
            changed_at: change.changed_at,
        }
    }
}

/// A hand-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartIn {
    /// Which part.
    #[schema(schema_with = words::<PersonRole>)]
    pub role: String,
    /// What they do, with `other`.
    #[serde(default)]
    pub title: Option<String>,
    /// Who has it from now on, by name or address; `null` ends it.
    #[serde(default)]
    pub name: Option<String>,
}

/// The steps of an incident's status, oldest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/status", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<StatusChangeOut>), (status = 404, body = Problem)))]
pub async fn statuses(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<StatusChangeOut>>> {
    let entries = incidents::status_history(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: entries.into_iter().map(Into::into).collect(), next: None }))
}

/// Take a step of the status
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/status", tag = "Incidents",
    request_body = StatusIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = IncidentOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_status(
    State(state): State<AppState>,
    who: Require<right::ChangeStatus>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<StatusIn>,
) -> Result<Response> {
    let step = ChangeStatus::parse(&RawStatusChange { to: body.to, reason: body.reason })?;
    let version = if_match(&headers)?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        incidents::change_status(&tx, viewer, &reference, &step, version).await
    })
    .await;
    match written {
        Ok(incident) => answer(&state, viewer, incident).await,
        Err(error) => Err(failed(&state, viewer, &reference, error).await),
    }
}

/// The changes of an incident's severities, oldest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/severity", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<SeverityChangeOut>), (status = 404, body = Problem)))]
pub async fn severities(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<SeverityChangeOut>>> {
    let changes = incidents::severity_history(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: changes.into_iter().map(Into::into).collect(), next: None }))
}

/// Change a severity, with its rationale
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/severity", tag = "Incidents",
    request_body = SeverityIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = IncidentOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_severity(
    State(state): State<AppState>,
    who: Require<right::ChangeSeverity>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<SeverityIn>,
) -> Result<Response> {
    let SeverityIn { dimension, to, rationale } = body;
    let change = ChangeSeverity::parse(&RawSeverityChange { dimension, to, rationale })?;
    let version = if_match(&headers)?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        incidents::change_severity(&tx, viewer, &reference, &change, version).await
    })
    .await;
    match written {
        Ok(incident) => answer(&state, viewer, incident).await,
        Err(error) => Err(failed(&state, viewer, &reference, error).await),
    }
}

/// Everyone who has or had a part in the response, oldest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/people", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<PartOut>), (status = 404, body = Problem)))]
pub async fn people(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<PartOut>>> {
    let incident = incidents::get(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: incident.people.into_iter().map(Into::into).collect(), next: None }))
}

/// Hand a part over
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/people", tag = "Incidents",
    request_body = PartIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = IncidentOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn hand_over(
    State(state): State<AppState>,
    who: Require<right::ManagePeople>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<PartIn>,
) -> Result<Response> {
    let (title, name) = (body.title.unwrap_or_default(), body.name.unwrap_or_default());
    let part = HandOver::parse(&RawHandOver { role: body.role, title, name })?;
    let version = if_match(&headers)?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        incidents::hand_over(&tx, viewer, &reference, &part, version).await
    })
    .await;
    match written {
        Ok(incident) => answer(&state, viewer, incident).await,
        Err(error) => Err(failed(&state, viewer, &reference, error).await),
    }
}
