//! The contributing factors of an incident.

use app::domain::factor::{Factor, FactorGroup, FactorRole, NameFactor, RawFactor};
use app::domain::reference::IncidentRef;
use app::domain::timeline::Confidence;
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
use crate::store::{self, factors};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// A contributing factor; only its code is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactorIn {
    /// The catalogue's word.
    #[schema(example = "exceeded_authority")]
    pub code: String,
    /// The service, agent or surface it was seen at.
    pub scope: Option<String>,
    /// What it did; `enabling` when left out.
    #[schema(schema_with = words::<FactorRole>)]
    pub role: Option<String>,
    /// Whether it is known to have contributed; `true` when left out.
    pub known: Option<bool>,
    /// How sure that is; `reported` when left out.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Option<String>,
    /// What is known about it, in Markdown.
    pub note: Option<String>,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
}

impl From<FactorIn> for RawFactor {
    fn from(body: FactorIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            code: body.code,
            scope: text(body.scope),
            role: text(body.role),
            known: body.known.map(|known| known.to_string()).unwrap_or_default(),
            confidence: text(body.confidence),
            note: text(body.note),
            events: seqs(body.events),
            control: text(body.control),
        }
    }
}

impl From<Factor> for FactorIn {
    fn from(factor: Factor) -> Self {
        Self {
            code: factor.code,
            scope: Some(factor.scope),
            role: Some(factor.role.to_string()),
            known: Some(factor.known),
            confidence: Some(factor.confidence.to_string()),
            note: Some(factor.note),
            events: factor.events,
            control: factor.control,
        }
    }
}

/// A contributing factor of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorOut {
    /// Id.
    pub id: Uuid,
    /// The catalogue's word.
    pub code: String,
    /// The catalogue's name for people.
    pub name: String,
    /// Where it lies.
    #[schema(schema_with = words::<FactorGroup>)]
    pub group: FactorGroup,
    /// The service, agent or surface it was seen at.
    pub scope: String,
    /// What it did.
    #[schema(schema_with = words::<FactorRole>)]
    pub role: FactorRole,
    /// Whether it is known to have contributed.
    pub known: bool,
    /// How sure that is.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Confidence,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Factor> for FactorOut {
    fn from(factor: Factor) -> Self {
        Self {
            id: factor.id,
            code: factor.code,
            name: factor.name,
            group: factor.group,
            scope: factor.scope,
            role: factor.role,
            known: factor.known,
            confidence: factor.confidence,
            note: factor.note,
            events: factor.events,
            control: factor.control,
            version: factor.version,
        }
    }
}

/// List the factors of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/factors", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<FactorOut>), (status = 404, body = Problem)))]
pub async fn list_factors(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<FactorOut>>> {
    let rows = factors::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List::all(rows)))
}

/// Name a contributing factor of an incident
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/factors", tag = "Analysis",
    request_body = FactorIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = FactorOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_factor(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<FactorIn>,
) -> Result<Response> {
    let command = NameFactor::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        factors::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "factors", row.id).await?;
    Ok(created(&at, row.version, FactorOut::from(row)))
}

/// Read a factor of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = FactorOut), (status = 404, body = Problem)))]
pub async fn factor(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = factors::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, FactorOut::from(row)))
}

/// Change a factor of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    request_body = FactorIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = FactorOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_factor(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = factors::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: FactorIn = patched(&FactorIn::from(before), patch)?;
    let command = NameFactor::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        factors::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = factors::get(&state.db, viewer, &reference, id);
    changed(written, now, |row| (row.version, FactorOut::from(row))).await
}

/// Retract a factor of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/factors/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Why),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_factor(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        factors::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
