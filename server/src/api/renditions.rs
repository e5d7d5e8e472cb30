//! `/incidents/{incident}/events/{seq}/redactions` and `/originals`: hiding passages, and what was
//! there.

use app::domain::account::Person;
use app::domain::redaction::{Original, RawRedaction, Redact, Rendition};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::events::EventOut;
use super::problem::Problem;
use super::respond::{List, current};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, renditions};

type Reader = Require<right::ViewIncidents>;
type Redactor = Require<right::Redact>;
type Purger = Require<right::Purge>;

/// What is to be hidden.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RedactionIn {
    /// The passages, letter by letter, of three letters or more.
    pub passages: Vec<String>,
    /// Why; everybody reads it.
    pub reason: String,
}

/// That something was hidden; never what.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenditionOut {
    /// Id.
    pub id: Uuid,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    #[schema(value_type = Option<Object>)]
    pub by: Option<Person>,
    /// Why.
    pub reason: String,
    /// SHA-256 of what the event said before: of an agent's output, or else of its text.
    pub original_sha256: String,
    /// SHA-256 of what it says since.
    pub rendition_sha256: String,
    /// In how many places of the record something was hidden.
    pub places: i32,
    /// When the original was removed for good.
    pub purged_at: Option<DateTime<Utc>>,
}

/// A rendition with what stood there before.
#[derive(Debug, Serialize, ToSchema)]
pub struct OriginalsOut {
    /// The rendition.
    pub rendition: RenditionOut,
    /// What stood where; empty when it was removed for good.
    #[schema(value_type = Vec<Object>)]
    pub originals: Vec<Original>,
}

impl From<Rendition> for RenditionOut {
    fn from(rendition: Rendition) -> Self {
        Self {
            id: rendition.id,
            at: rendition.at,
            by: rendition.by,
            reason: rendition.reason,
            original_sha256: rendition.original_sha256,
            rendition_sha256: rendition.rendition_sha256,
            places: rendition.places,
            purged_at: rendition.purged_at,
        }
    }
}

/// List the renditions of an event in which something was hidden, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}/redactions", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = List<RenditionOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Json<List<RenditionOut>>> {
    let found = renditions::list(&state.db, &who.viewer, &reference, seq).await?;
    Ok(Json(List { items: found.into_iter().map(RenditionOut::from).collect(), next: None }))
}

/// Hide passages of an event, wherever the incident's record has them
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/events/{seq}/redactions", tag = "Timeline",
    request_body = RedactionIn,
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = EventOut), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn make(
    State(state): State<AppState>,
    who: Redactor,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    extract::Json(body): extract::Json<RedactionIn>,
) -> Result<Response> {
    let RedactionIn { passages, reason } = body;
    let command = Redact::parse(RawRedaction { passages, reason, ..RawRedaction::default() })?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let event = store::write(&state.db, by, async |tx| {
        renditions::make(&tx, viewer, &reference, seq, &command).await
    })
    .await?;
    Ok(current(event.version, EventOut::from(event)))
}

/// Read what was hidden in an event; that it was read is noted
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}/originals", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = List<OriginalsOut>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn originals(
    State(state): State<AppState>,
    who: Redactor,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Json<List<OriginalsOut>>> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let found = store::write(&state.db, by, async |tx| {
        renditions::originals(&tx, viewer, &reference, seq).await
    })
    .await?;
    let out = |(rendition, originals): (Rendition, _)| OriginalsOut {
        rendition: rendition.into(),
        originals,
    };
    Ok(Json(List { items: found.into_iter().map(out).collect(), next: None }))
}

/// Remove what was hidden in an event for good; its hash stays
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/events/{seq}/originals", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = List<RenditionOut>), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn purge(
    State(state): State<AppState>,
    who: Purger,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let left = store::write(&state.db, by, async |tx| {
        renditions::purge(&tx, viewer, &reference, seq).await
    })
    .await?;
    let items: Vec<_> = left.into_iter().map(RenditionOut::from).collect();
    Ok(Json(List { items, next: None }).into_response())
}
