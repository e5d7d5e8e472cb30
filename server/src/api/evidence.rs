//! `/incidents/{incident}/evidence`: quoted words, links and files, with their hash.

use app::domain::account::Person;
use app::domain::custody::{ContentState, CustodyAct};
use app::domain::evidence::{AddEvidence, Evidence, EvidenceKind, RawEvidence, RedactionTier};
use app::domain::raw;
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::events::without_nulls;
use super::openapi::words;
use super::problem::Problem;
use super::respond::{List, changed, created, current, if_match, patched};
use super::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query, from_value};
use crate::state::AppState;
use crate::store::{self, evidence};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

/// Quoted words or a link.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceIn {
    /// What form it has; guessed from `quote` and `url` when left out.
    #[schema(schema_with = words::<EvidenceKind>)]
    pub kind: String,
    /// What it is, for people; made from the words when left out.
    pub title: String,
    /// The quoted words; the server keeps the SHA-256 of their bytes.
    pub quote: String,
    /// Where it can be found.
    pub url: String,
    /// The media type of the words.
    pub media_type: String,
    /// When it was acquired; now when left out.
    pub acquired_at: String,
    /// When what it covers begins.
    pub covers_from: String,
    /// When what it covers ends.
    pub covers_to: String,
    /// How much of the original it shows.
    #[schema(schema_with = words::<RedactionTier>)]
    pub redaction: String,
    /// The id of the evidence that this is a rendition of.
    pub rendition_of: String,
    /// Whether it must be kept whatever the retention rules say.
    #[serde(deserialize_with = "raw::text")]
    #[schema(value_type = bool)]
    pub legal_hold: String,
    /// The numbers of the events it supports.
    #[serde(deserialize_with = "numbers")]
    #[schema(value_type = Vec<i32>)]
    pub events: Vec<String>,
}

/// Event numbers, written as `5` or `"E5"`.
fn numbers<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Number(#[serde(deserialize_with = "raw::text")] String);
    let numbers = Vec::<Number>::deserialize(deserializer)?;
    Ok(numbers.into_iter().map(|number| number.0).collect())
}

impl From<EvidenceIn> for RawEvidence {
    fn from(shape: EvidenceIn) -> Self {
        Self {
            kind: shape.kind,
            title: shape.title,
            quote: shape.quote,
            url: shape.url,
            media_type: shape.media_type,
            acquired_at: shape.acquired_at,
            covers_from: shape.covers_from,
            covers_to: shape.covers_to,
            redaction: shape.redaction,
            rendition_of: shape.rendition_of,
            legal_hold: shape.legal_hold,
            events: shape.events,
        }
    }
}

impl From<&Evidence> for EvidenceIn {
    fn from(evidence: &Evidence) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let at = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
        Self {
            kind: evidence.kind.to_string(),
            title: evidence.title.clone(),
            quote: text(&evidence.quote),
            url: text(&evidence.url),
            media_type: text(&evidence.media_type),
            acquired_at: at(evidence.acquired_at),
            covers_from: at(evidence.covers_from),
            covers_to: at(evidence.covers_to),
            redaction: evidence.redaction.to_string(),
            rendition_of: evidence.rendition_of.map(|id| id.to_string()).unwrap_or_default(),
            legal_hold: evidence.legal_hold.to_string(),
            events: evidence.events.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceOut {
    /// Id.
    pub id: Uuid,
    /// What form it has.
    #[schema(schema_with = words::<EvidenceKind>)]
    pub kind: EvidenceKind,
    /// What it is, for people.
    pub title: String,
    /// The quoted words.
    pub quote: Option<String>,
    /// Where it can be found.
    pub url: Option<String>,
    /// SHA-256 of the quoted bytes, or of the file.
    pub sha256: Option<String>,
    /// How many bytes.
    pub size: Option<i64>,
    /// Their media type; of a file as its contents say.
    pub media_type: Option<String>,
    /// What a file was called where it came from.
    pub file_name: Option<String>,
    /// In what state a file's contents were when they were last hashed.
    #[schema(schema_with = words::<ContentState>)]
    pub state: Option<ContentState>,
    /// When that was.
    pub checked_at: Option<DateTime<Utc>>,
    /// When the contents were removed for good.
    pub purged_at: Option<DateTime<Utc>>,
    /// When it was acquired.
    pub acquired_at: Option<DateTime<Utc>>,
    /// Who acquired it.
    #[schema(value_type = Option<Object>)]
    pub acquired_by: Option<Person>,
    /// When what it covers begins.
    pub covers_from: Option<DateTime<Utc>>,
    /// When what it covers ends.
    pub covers_to: Option<DateTime<Utc>>,
    /// How much of the original it shows.
    #[schema(schema_with = words::<RedactionTier>)]
    pub redaction: RedactionTier,
    /// The evidence that this is a rendition of.
    pub rendition_of: Option<Uuid>,
    /// Whether it must be kept.
    pub legal_hold: bool,
    /// The numbers of the events it supports.
    pub events: Vec<i32>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Evidence> for EvidenceOut {
    fn from(evidence: Evidence) -> Self {
        Self {
            id: evidence.id,
            kind: evidence.kind,
            title: evidence.title,
            quote: evidence.quote,
            url: evidence.url,
            sha256: evidence.sha256,
            size: evidence.size,
            media_type: evidence.media_type,
            file_name: evidence.file_name,
            state: evidence.state,
            checked_at: evidence.checked_at,
            purged_at: evidence.purged_at,
            acquired_at: evidence.acquired_at,
            acquired_by: evidence.acquired_by,
            covers_from: evidence.covers_from,
            covers_to: evidence.covers_to,
            redaction: evidence.redaction,
            rendition_of: evidence.rendition_of,
            legal_hold: evidence.legal_hold,
            events: evidence.events,
            version: evidence.version,
        }
    }
}

/// List the evidence of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/evidence", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, body = List<EvidenceOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<EvidenceOut>>> {
    let evidence = evidence::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: evidence.into_iter().map(EvidenceOut::from).collect(), next: None }))
}

/// Add quoted words or a link
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/evidence", tag = "Timeline", request_body = EvidenceIn,
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 201, body = EvidenceOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(mut body): extract::Json<Value>,
) -> Result<Response> {
    without_nulls(&mut body);
    let command = AddEvidence::parse(from_value::<EvidenceIn>(body)?.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let added = store::write(&state.db, by, async |tx| {
        evidence::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let location = format!("/api/v1/incidents/{reference}/evidence/{}", added.id);
    Ok(created(&location, added.version, EvidenceOut::from(added)))
}

/// Read a piece of evidence; that it was looked at is noted
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/evidence/{id}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, body = EvidenceOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let found = evidence::get(&state.db, viewer, &reference, id).await?;
    store::write(&state.db, by, async |tx| {
        evidence::looked_at(&tx, viewer, &reference, id, CustodyAct::LookedAt).await
    })
    .await?;
    Ok(current(found.version, EvidenceOut::from(found)))
}

/// Change what is known of a piece of evidence
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/evidence/{id}", tag = "Timeline", request_body = EvidenceIn,
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, body = EvidenceOut), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = evidence::get(&state.db, &who.viewer, &reference, id).await?;
    let command = AddEvidence::parse(patched(&EvidenceIn::from(&before), patch)?.into())?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        evidence::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = evidence::get(&state.db, &who.viewer, &reference, id);
    changed(written, now, |row| (row.version, EvidenceOut::from(row))).await
}

/// Remove a piece of evidence; the record keeps it
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/evidence/{id}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id"), Why),
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn retract(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        evidence::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
