//! `/incidents/{incident}/claims`: what somebody said is so, each beside the others.

use app::domain::account::Person;
use app::domain::claim::{Claim, ClaimStatus, RawClaim, RecordClaim};
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
use super::respond::{List, changed, created, if_match, patched};
use super::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query, from_value};
use crate::state::AppState;
use crate::store::{self, claims};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

/// A claim.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimIn {
    /// The question it answers; claims with the same question compete.
    #[schema(example = "Who acted?")]
    pub question: String,
    /// What is claimed.
    pub statement: String,
    /// Who claims it.
    pub made_by: String,
    /// Where it can be read: a link or words.
    pub source: String,
    /// The number of the event it is about.
    #[serde(deserialize_with = "raw::text")]
    #[schema(value_type = Option<i32>)]
    pub event: String,
    /// How it stands; `asserted` when left out.
    #[schema(schema_with = words::<ClaimStatus>)]
    pub status: String,
}

impl From<ClaimIn> for RawClaim {
    fn from(claim: ClaimIn) -> Self {
        let ClaimIn { question, statement, made_by, source, event, status } = claim;
        Self { question, statement, made_by, source, event, status }
    }
}

impl From<&Claim> for ClaimIn {
    fn from(claim: &Claim) -> Self {
        Self {
            question: claim.question.clone(),
            statement: claim.statement.clone(),
            made_by: claim.made_by.clone(),
            source: claim.source.clone(),
            event: claim.event.map(|seq| seq.to_string()).unwrap_or_default(),
            status: claim.status.to_string(),
        }
    }
}

/// A claim as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimOut {
    /// Id.
    pub id: Uuid,
    /// The question it answers.
    pub question: String,
    /// What is claimed.
    pub statement: String,
    /// Who claims it.
    pub made_by: String,
    /// Where it can be read.
    pub source: String,
    /// The number of the event it is about.
    pub event: Option<i32>,
    /// How it stands.
    #[schema(schema_with = words::<ClaimStatus>)]
    pub status: ClaimStatus,
    /// Who recorded it.
    #[schema(value_type = Option<Object>)]
    pub recorded_by: Option<Person>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Claim> for ClaimOut {
    fn from(claim: Claim) -> Self {
        let Claim { id, question, statement, made_by, source, event, status, .. } = claim;
        let Claim { recorded_by, recorded_at, version, .. } = claim;
        Self {
            id,
            question,
            statement,
            made_by,
            source,
            event,
            status,
            recorded_by,
            recorded_at,
            version,
        }
    }
}

/// List the claims of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/claims", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, body = List<ClaimOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<ClaimOut>>> {
    let claims = claims::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: claims.into_iter().map(ClaimOut::from).collect(), next: None }))
}

/// Record a claim
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/claims", tag = "Timeline", request_body = ClaimIn,
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 201, body = ClaimOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(mut body): extract::Json<Value>,
) -> Result<Response> {
    without_nulls(&mut body);
    let command = RecordClaim::parse(from_value::<ClaimIn>(body)?.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let claim = store::write(&state.db, by, async |tx| {
        claims::record(&tx, viewer, &reference, &command).await
    })
    .await?;
    let location = format!("/api/v1/incidents/{reference}/claims/{}", claim.id);
    Ok(created(&location, claim.version, ClaimOut::from(claim)))
}

/// Rewrite a claim
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/claims/{id}", tag = "Timeline", request_body = ClaimIn,
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The claim's id")),
    responses((status = 200, body = ClaimOut), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = claims::get(&state.db, &who.viewer, &reference, id).await?;
    let command = RecordClaim::parse(patched(&ClaimIn::from(&before), patch)?.into())?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        claims::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = claims::get(&state.db, &who.viewer, &reference, id);
    changed(written, now, |row| (row.version, ClaimOut::from(row))).await
}

/// Remove a claim; the record keeps it
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/claims/{id}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The claim's id"), Why),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        claims::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
