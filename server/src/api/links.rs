//! `/incidents/{incident}/links`: what led to what.

use app::domain::link::{AddLink, Basis, Extent, Link, LinkFields, LinkKind, LinkOrder, RawLink};
use app::domain::raw;
use app::domain::reference::IncidentRef;
use app::domain::timeline::Confidence;
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
use crate::store::{self, links};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

/// A link between two events of one incident.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LinkIn {
    /// The number of the event it starts from.
    #[serde(deserialize_with = "raw::text")]
    #[schema(value_type = i32, example = 5)]
    pub from: String,
    /// The number of the event it leads to.
    #[serde(deserialize_with = "raw::text")]
    #[schema(value_type = i32, example = 7)]
    pub to: String,
    /// What it says.
    #[schema(schema_with = words::<LinkKind>)]
    pub kind: String,
    /// What it rests on; `testimony` when left out.
    #[schema(schema_with = words::<Basis>)]
    pub basis: String,
    /// How sure the record is; `reported` when left out.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: String,
    /// How far a mitigation reached; of `mitigated` alone.
    #[schema(schema_with = words::<Extent>)]
    pub extent: String,
    /// Why it is thought so; reliance (`acted_on`) needs this or evidence.
    pub rationale: String,
    /// What supports it, by id.
    pub evidence: Vec<String>,
}

impl From<LinkIn> for RawLink {
    fn from(link: LinkIn) -> Self {
        let LinkIn { from, to, kind, basis, confidence, extent, rationale, evidence } = link;
        Self { from, to, kind, basis, confidence, extent, rationale, evidence }
    }
}

impl From<RawLink> for LinkIn {
    fn from(link: RawLink) -> Self {
        let RawLink { from, to, kind, basis, confidence, extent, rationale, evidence } = link;
        Self { from, to, kind, basis, confidence, extent, rationale, evidence }
    }
}

/// A link.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkOut {
    /// Id.
    pub id: Uuid,
    /// The number of the event it starts from.
    pub from: i32,
    /// The number of the event it leads to.
    pub to: i32,
    /// What it says.
    #[schema(schema_with = words::<LinkKind>)]
    pub kind: LinkKind,
    /// Whether the times of the two events bear it out.
    #[schema(schema_with = words::<LinkOrder>)]
    pub order: LinkOrder,
    /// What it rests on.
    #[schema(schema_with = words::<Basis>)]
    pub basis: Basis,
    /// How sure the record is.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Confidence,
    /// How far a mitigation reached.
    #[schema(schema_with = words::<Extent>)]
    pub extent: Option<Extent>,
    /// Why it is thought so.
    pub rationale: String,
    /// What supports it, by id.
    pub evidence: Vec<Uuid>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Link> for LinkOut {
    fn from(link: Link) -> Self {
        let Link { id, from, to, kind, order, basis, confidence, extent, rationale, .. } = link;
        let Link { evidence, recorded_by, recorded_at, version, .. } = link;
        Self {
            id,
            from,
            to,
            kind,
            order,
            basis,
            confidence,
            extent,
            rationale,
            evidence,
            recorded_by,
            recorded_at,
            version,
        }
    }
}

/// List the links between the events of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/links", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, body = List<LinkOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<LinkOut>>> {
    let links = links::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: links.into_iter().map(LinkOut::from).collect(), next: None }))
}

/// Link two events
///
/// 409 `causal-cycle` names the `path` that the link would close.
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/links", tag = "Timeline", request_body = LinkIn,
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 201, body = LinkOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(mut body): extract::Json<Value>,
) -> Result<Response> {
    without_nulls(&mut body);
    let command = AddLink::parse(&from_value::<LinkIn>(body)?.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let link =
        store::write(&state.db, by, async |tx| links::add(&tx, viewer, &reference, &command).await)
            .await?;
    let location = format!("/api/v1/incidents/{reference}/links/{}", link.id);
    Ok(created(&location, link.version, LinkOut::from(link)))
}

/// Change a link
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/links/{id}", tag = "Timeline", request_body = LinkIn,
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The link's id")),
    responses((status = 200, body = LinkOut), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = links::get(&state.db, &who.viewer, &reference, id).await?;
    let raw: RawLink = patched(&LinkIn::from(RawLink::from(&before)), patch)?.into();
    let command = LinkFields::parse(&raw)?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        links::edit(&tx, viewer, &reference, id, &command, version).await
    })
    .await;
    let now = links::get(&state.db, &who.viewer, &reference, id);
    changed(written, now, |row| (row.version, LinkOut::from(row))).await
}

/// Remove a link; the record keeps it
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/links/{id}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The link's id"), Why),
    responses((status = 204), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub async fn retract(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let version = if_match(&headers)?;
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        links::retract(&tx, viewer, &reference, id, &reason, version).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
