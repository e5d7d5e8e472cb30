//! `/inbox`: runs that were received without an incident, to be sorted into one.

use app::domain::Invalid;
use app::domain::import::{Import, InboxRun};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::problem::Problem;
use super::respond::{List, Window};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, inbox};

/// Where a run goes.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignIn {
    /// The incident: `INC-42` or its id.
    pub incident: String,
}

/// List what waits in the inbox, the latest first
#[utoipa::path(get, path = "/api/v1/inbox", tag = "Timeline", params(Window),
    responses((status = 200, description = "The runs", body = Object), (status = 403, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    _who: Require<right::Import>,
    Query(window): Query<Window>,
) -> Result<Json<List<InboxRun>>> {
    Ok(Json(inbox::page(&state.db, &window.request()).await?.into()))
}

/// Sort a run into an incident; what still comes of it goes there as well
#[utoipa::path(post, path = "/api/v1/inbox/{id}", tag = "Timeline",
    params(("id" = Uuid, Path, description = "The run in the inbox")), request_body = AssignIn,
    responses((status = 200, description = "What was imported", body = Object), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn assign(
    State(state): State<AppState>,
    who: Require<right::Import>,
    Path(id): Path<Uuid>,
    extract::Json(body): extract::Json<AssignIn>,
) -> Result<Json<Import>> {
    let reference: IncidentRef = body
        .incident
        .parse()
        .map_err(|_| Invalid::one("incident", "Name the incident, like INC-42."))?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let import =
        store::write(&state.db, by, async |tx| inbox::assign(&tx, viewer, id, &reference).await)
            .await?;
    Ok(Json(import))
}

/// Dismiss a run: what was received of it is forgotten, and what still comes is not kept
#[utoipa::path(delete, path = "/api/v1/inbox/{id}", tag = "Timeline",
    params(("id" = Uuid, Path, description = "The run in the inbox")),
    responses((status = 204, description = "Dismissed"), (status = 404, body = Problem)))]
pub async fn dismiss(
    State(state): State<AppState>,
    who: Require<right::Import>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    store::write(&state.db, who.by(&state), async |tx| inbox::dismiss(&tx, id).await).await?;
    Ok(StatusCode::NO_CONTENT)
}
