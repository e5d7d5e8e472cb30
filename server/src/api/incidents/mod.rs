//! `/incidents` and what belongs to one: status, severity, people, members, exposures.

pub mod changes;
pub mod exposures;
pub mod members;
mod row;
mod shape;

pub use row::IncidentRowOut;
pub use shape::{IncidentIn, IncidentOut};

use app::domain::incident::{
    EditIncident, Incident, IncidentFilter, RawIncident, RawIncidentFilter,
};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, incident::IncidentNumber};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;

use super::problem::Problem;
use super::respond::{List, Window, created, current, if_match, patched, stale};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, incidents};

/// The address of an incident in the API.
pub(crate) fn location(number: IncidentNumber) -> String {
    format!("/api/v1/incidents/{number}")
}

/// The incident as it is answered: with its durations.
pub(crate) async fn out(
    state: &AppState,
    viewer: &Viewer,
    incident: Incident,
) -> Result<IncidentOut> {
    let reference = IncidentRef::Id(incident.id);
    let exposures = incidents::exposures(&state.db, viewer, &reference).await?;
    let durations = incidents::durations(&state.db, &incident, &exposures).await?;
    Ok(IncidentOut::new(incident, durations))
}

/// The same with its version, 200.
pub(crate) async fn answer(
    state: &AppState,
    viewer: &Viewer,
    incident: Incident,
) -> Result<Response> {
    Ok(current(incident.version, out(state, viewer, incident).await?))
}

/// What a failed write answers: a stale one shows what is there now.
pub(crate) async fn failed(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    error: store::Error,
) -> Error {
    if !error.is_stale() {
        return error.into();
    }
    match incidents::get(&state.db, viewer, reference).await {
        Ok(now) => match out(state, viewer, now).await {
            Ok(now) => stale(&now),
            Err(error) => error,
        },
        Err(error) => error.into(),
    }
}

/// List incidents, newest first by when they began
///
/// Filters may be repeated or hold several words with commas: any of them matches.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "Incidents",
    params(
        ("q" = Option<String>, Query, description = "Words of the title or the summary, or a number"),
        ("severity" = Option<Vec<String>>, Query, description = "SEV0 …; `unset` for those without"),
        ("status" = Option<Vec<String>>, Query, description = "`active` means open or contained"),
        ("kind" = Option<Vec<String>>, Query, description = "Kinds"),
        ("agent" = Option<String>, Query, description = "The key of an agent that acted or spoke"),
        ("service" = Option<String>, Query, description = "The name or key of a service"),
        ("tag" = Option<String>, Query, description = "A tag"),
        ("involvement" = Option<Vec<String>>, Query, description = "`any` means every one but none"),
        ("visibility" = Option<Vec<String>>, Query, description = "`open`, `restricted`"),
        Window,
    ),
    responses((status = 200, body = List<IncidentRowOut>), (status = 422, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(raw): Query<RawIncidentFilter>,
    Query(window): Query<Window>,
) -> Result<Json<List<IncidentRowOut>>> {
    let filter = IncidentFilter::parse(&raw)?;
    let page = incidents::page(&state.db, &who.viewer, &filter, &window.request()).await?;
    Ok(Json(page.map(IncidentRowOut::from).into()))
}

/// Declare an incident; a title is enough
#[utoipa::path(post, path = "/api/v1/incidents", tag = "Incidents", request_body = IncidentIn,
    responses((status = 201, body = IncidentOut), (status = 422, body = Problem)))]
pub async fn declare(
    State(state): State<AppState>,
    who: Require<right::Declare>,
    extract::Json(body): extract::Json<IncidentIn>,
) -> Result<Response> {
    let incident = crate::web::incidents::declare(&state, &who, &body.into()).await?;
    let (location, version) = (location(incident.number), incident.version);
    Ok(created(&location, version, out(&state, &who.viewer, incident).await?))
}

/// Read an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = IncidentOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let incident = incidents::get(&state.db, &who.viewer, &reference).await?;
    answer(&state, &who.viewer, incident).await
}

/// Change an incident's fields; status and severity have their own addresses
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}", tag = "Incidents",
    request_body = IncidentIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = IncidentOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = incidents::get(&state.db, &who.viewer, &reference).await?;
    severities_stay(&before, &patch)?;
    let raw: RawIncident = patched(&IncidentIn::from(&before), patch)?.into();
    let command = EditIncident::parse(&raw, &before)?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        incidents::edit(&tx, viewer, &reference, &command, version).await
    })
    .await;
    match written {
        Ok(incident) => answer(&state, viewer, incident).await,
        Err(error) => Err(failed(&state, viewer, &reference, error).await),
    }
}

/// Taking a severity away is a change too: it needs its rationale.
fn severities_stay(before: &Incident, patch: &Value) -> Result<()> {
    let mut invalid = Invalid::default();
    for (field, severity) in
        [("severity", before.severity), ("potential_severity", before.potential_severity)]
    {
        if severity.is_some() && patch.get(field).is_some_and(Value::is_null) {
            invalid.add(field, "A severity is changed on its own, with a rationale.");
        }
    }
    if invalid.errors.is_empty() { Ok(()) } else { Err(invalid.into()) }
}
