//! `/incidents/{incident}/stream`: what happens to an incident, as it happens.

use app::domain::reference::IncidentRef;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::live::{self, Note, Shape};
use crate::state::AppState;

/// From when on to tell.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub struct StreamQuery {
    /// The id of the last message that was seen; without it only what happens from now on is told.
    pub after: Option<i64>,
}

/// Follow what happens to an incident
///
/// A stream of server-sent events. Each `change` says what was done to what, by whom, and which events
/// of the timeline it touches; its id is its number in the audit log. A reader who comes back with
/// `Last-Event-ID` is told what came after it; after a long time it is one `reload`, and the incident is
/// to be read anew. The stream ends with a `reload` when its reader may no longer see the incident.
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/stream", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), StreamQuery,
        ("Last-Event-ID" = Option<i64>, Header, description = "The id of the last message that was seen")),
    responses((status = 200, body = Note, content_type = "text/event-stream", description = "Messages whose data is this, as JSON"),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub async fn follow(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
    Query(query): Query<StreamQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    live::open(&state, &who.viewer, &headers, &reference, query.after, Shape::Json).await
}
