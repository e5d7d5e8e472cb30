//! How an incident stands to others.

use app::domain::recurrence::{RawRelation, RelateIncident, Relation, RelationKind};
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

use super::location;
use crate::api::openapi::words;
use crate::api::people::NamedUser;
use crate::api::problem::Problem;
use crate::api::respond::{List, changed, created, current, if_match, patched};
use crate::api::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, relations};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// How an incident stands to another one.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationIn {
    /// How they stand to each other.
    #[schema(schema_with = words::<RelationKind>)]
    pub kind: String,
    /// The other, earlier incident.
    #[schema(example = "INC-1")]
    pub to: String,
    /// The remediation, for `caused_by_remediation_of`.
    pub remediation: Option<String>,
    /// Why.
    pub rationale: Option<String>,
}

impl From<RelationIn> for RawRelation {
    fn from(body: RelationIn) -> Self {
        let text = Option::unwrap_or_default;
        let RelationIn { kind, to, remediation, rationale } = body;
        Self { kind, to, remediation: text(remediation), rationale: text(rationale) }
    }
}

impl From<Relation> for RelationIn {
    fn from(relation: Relation) -> Self {
        Self {
            kind: relation.kind.to_string(),
            to: format!("INC-{}", relation.other.number),
            remediation: relation.remediation.map(|number| format!("REM-{number}")),
            rationale: Some(relation.rationale),
        }
    }
}

/// A relation, as seen from one incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct RelationOut {
    /// Id.
    pub id: Uuid,
    /// How they stand to each other.
    #[schema(schema_with = words::<RelationKind>)]
    pub kind: RelationKind,
    /// How it reads from this side.
    pub label: String,
    /// Whether it goes out from this incident.
    pub outgoing: bool,
    /// The other incident.
    #[schema(example = "INC-1")]
    pub to: String,
    /// The other incident's title.
    pub to_title: String,
    /// The remediation, for `caused_by_remediation_of`.
    pub remediation: Option<String>,
    /// Why.
    pub rationale: String,
    /// Who said so.
    pub recorded_by: Option<NamedUser>,
    /// When it was said.
    pub recorded_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Relation> for RelationOut {
    fn from(relation: Relation) -> Self {
        Self {
            id: relation.id,
            kind: relation.kind,
            label: relation.label().to_owned(),
            outgoing: relation.outgoing,
            to: format!("INC-{}", relation.other.number),
            to_title: relation.other.title,
            remediation: relation.remediation.map(|number| format!("REM-{number}")),
            rationale: relation.rationale,
            recorded_by: relation.recorded_by.map(Into::into),
            recorded_at: relation.recorded_at,
            version: relation.version,
        }
    }
}

/// List the relations of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/relations", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<RelationOut>), (status = 404, body = Problem)))]
pub async fn list_relations(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<RelationOut>>> {
    let rows = relations::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List::all(rows)))
}

/// Relate an incident to another one
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/relations", tag = "Analysis",
    request_body = RelationIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = RelationOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_relation(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<RelationIn>,
) -> Result<Response> {
    let command = RelateIncident::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        relations::add(&tx, viewer, &reference, &command).await
    })
    .await?;
    let at = location(&state, viewer, &reference, "relations", row.id).await?;
    Ok(created(&at, row.version, RelationOut::from(row)))
}

/// Read a relation of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = RelationOut), (status = 404, body = Problem)))]
pub async fn relation(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = relations::get(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, RelationOut::from(row)))
}

/// Change a relation of an incident
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    request_body = RelationIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = RelationOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change_relation(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = relations::get(&state.db, &who.viewer, &reference, id).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: RelationIn = patched(&RelationIn::from(before), patch)?;
    let command = RelateIncident::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        relations::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = relations::get(&state.db, viewer, &reference, id);
    changed(written, now, |row| (row.version, RelationOut::from(row))).await
}

/// Retract a relation of an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/relations/{id}", tag = "Analysis",
    params(("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The record's id"), Why),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract_relation(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        relations::retract(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
