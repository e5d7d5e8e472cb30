//! `/remediations`: what is done so that it does not happen again.

mod acts;
pub mod notes;
mod shape;

pub use acts::{ServeIn, ServedOut, StepIn, StepOut};
pub use shape::{MeasureShape, RemediationIn, RemediationOut, RemediationRowOut, TargetShape};

use app::domain::permission::Viewer;
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::{
    RawRemediationFilter, Remediation, RemediationFilter, ServeIncident, Transition,
    WriteRemediation,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

use super::problem::Problem;
use super::respond::{List, Window, created, current, if_match, patched, stale};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, remediations, users};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteRemediation>;

async fn out(state: &AppState, it: Remediation) -> Result<RemediationOut> {
    let named: Vec<_> =
        [&it.owner, &it.verifier].into_iter().flatten().map(|person| person.id).collect();
    let addresses = users::addresses(&state.db, named).await?;
    Ok(RemediationOut::new(it, &addresses, state.clock.now().date_naive()))
}

/// 200 with the remediation, or what failed: a stale write shows what is there now.
async fn answer(
    state: &AppState,
    viewer: &Viewer,
    reference: &RemediationRef,
    written: store::Result<Remediation>,
) -> Result<Response> {
    match written {
        Ok(it) => Ok(current(it.version, out(state, it).await?)),
        Err(error) if error.is_stale() => {
            let now = remediations::get(&state.db, viewer, reference).await?;
            Err(stale(&out(state, now).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// List the remediations
#[utoipa::path(get, path = "/api/v1/remediations", tag = "Remediations",
    params(
        ("q" = Option<String>, Query, description = "Words of the title or description, or `REM-7`"),
        ("status" = Option<String>, Query, description = "Words with commas; `open` for not yet implemented"),
        ("type" = Option<String>, Query, description = "Words with commas"),
        ("owner" = Option<String>, Query, description = "An address or an id; `none` for nobody"),
        ("mine" = Option<bool>, Query, description = "What you own or verify"),
        ("overdue" = Option<bool>, Query, description = "What is past its due date"),
        ("incident" = Option<String>, Query, description = "What serves this incident"),
        ("sort" = Option<String>, Query, description = "`due` or `newest`"),
        Window,
    ),
    responses((status = 200, body = List<RemediationRowOut>), (status = 422, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Query(filter): Query<RawRemediationFilter>,
    Query(window): Query<Window>,
) -> Result<Json<List<RemediationRowOut>>> {
    let filter = RemediationFilter::parse(&filter)?;
    let today = state.clock.now().date_naive();
    let request = window.request();
    let page = remediations::page(&state.db, &who.viewer, &filter, today, &request).await?;
    Ok(Json(page.map(|row| RemediationRowOut::new(row, today)).into()))
}

/// Write a remediation down
#[utoipa::path(post, path = "/api/v1/remediations", tag = "Remediations",
    request_body = RemediationIn,
    responses((status = 201, body = RemediationOut), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Writer,
    extract::Json(body): extract::Json<RemediationIn>,
) -> Result<Response> {
    let command = WriteRemediation::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let it =
        store::write(&state.db, by, async |tx| remediations::write(&tx, viewer, &command).await)
            .await?;
    let (at, version) = (format!("/api/v1/remediations/REM-{}", it.number), it.version);
    Ok(created(&at, version, out(&state, it).await?))
}

/// Read a remediation
#[utoipa::path(get, path = "/api/v1/remediations/{ref}", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = RemediationOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<Response> {
    let it = remediations::get(&state.db, &who.viewer, &reference).await?;
    Ok(current(it.version, out(&state, it).await?))
}

/// Change a remediation; its status has steps of its own
#[utoipa::path(patch, path = "/api/v1/remediations/{ref}", tag = "Remediations",
    request_body = RemediationIn,
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = RemediationOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = remediations::get(&state.db, &who.viewer, &reference).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: RemediationIn = patched(&RemediationIn::from(&before), patch)?;
    let command = WriteRemediation::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        remediations::edit(&tx, viewer, &reference, &command, version).await
    })
    .await;
    answer(&state, viewer, &reference, written).await
}

/// Take a step: `to`, and what that step needs
#[utoipa::path(post, path = "/api/v1/remediations/{ref}/status", tag = "Remediations",
    request_body = StepIn,
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = RemediationOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn step(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<StepIn>,
) -> Result<Response> {
    let command = Transition::parse(body.into(), state.clock.now())?;
    let version = if_match(&headers)?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        remediations::step(&tx, viewer, &reference, &command, version).await
    })
    .await;
    answer(&state, viewer, &reference, written).await
}

/// The steps that a remediation took, oldest first
#[utoipa::path(get, path = "/api/v1/remediations/{ref}/status", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = List<StepOut>), (status = 404, body = Problem)))]
pub async fn history(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<Json<List<StepOut>>> {
    let steps = remediations::history(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: steps.into_iter().map(Into::into).collect(), next: None }))
}

/// The incidents that a remediation serves, as far as you may see them
#[utoipa::path(get, path = "/api/v1/remediations/{ref}/incidents", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = List<ServedOut>), (status = 404, body = Problem)))]
pub async fn incidents(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<Json<List<ServedOut>>> {
    let it = remediations::get(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: it.incidents.into_iter().map(Into::into).collect(), next: None }))
}

/// Let a remediation serve one more incident
#[utoipa::path(post, path = "/api/v1/remediations/{ref}/incidents", tag = "Remediations",
    request_body = ServeIn,
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 201, body = RemediationOut), (status = 422, body = Problem)))]
pub async fn attach(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    extract::Json(body): extract::Json<ServeIn>,
) -> Result<Response> {
    let command = ServeIncident::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let it = store::write(&state.db, by, async |tx| {
        remediations::attach(&tx, viewer, &reference, &command).await
    })
    .await?;
    Ok((StatusCode::CREATED, Json(out(&state, it).await?)).into_response())
}

/// Which incident is taken off a remediation.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Detach {
    /// `INC-2` or the id.
    pub incident: String,
}

/// Take an incident off a remediation
#[utoipa::path(delete, path = "/api/v1/remediations/{ref}/incidents", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id"), Detach),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn detach(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    Query(Detach { incident }): Query<Detach>,
) -> Result<StatusCode> {
    let incident = IncidentRef::parse(&incident)
        .map_err(|message| Error::from(app::domain::Invalid::one("incident", message)))?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        remediations::detach(&tx, viewer, &reference, &incident).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
