//! `/services`: what incidents touch.

use app::domain::service::{DescribeService, RawService, Service};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::people::NamedUser;
use super::problem::Problem;
use super::respond::{List, Window, changed, created, current, if_match, patched};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, services};

/// A service; only a name is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ServiceIn {
    /// Its short name; made from the name when left out.
    pub key: Option<String>,
    /// Its name for people.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Who answers for it: an address or an id.
    pub owner: Option<String>,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl From<ServiceIn> for RawService {
    fn from(body: ServiceIn) -> Self {
        Self {
            key: body.key.unwrap_or_default(),
            name: body.name,
            description: body.description.unwrap_or_default(),
            owner: body.owner.unwrap_or_default(),
            retired: body.retired.to_string(),
        }
    }
}

/// A service.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceOut {
    /// Id.
    pub id: Uuid,
    /// Its short name.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Who answers for it.
    pub owner: Option<NamedUser>,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// When it was first named.
    pub created_at: DateTime<Utc>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Service> for ServiceOut {
    fn from(service: Service) -> Self {
        let Service { id, key, name, description, owner, retired, created_at, version } = service;
        let owner = owner.map(Into::into);
        Self { id, key, name, description, owner, retired, created_at, version }
    }
}

/// List the services, by name
#[utoipa::path(get, path = "/api/v1/services", tag = "Catalogues", params(Window),
    responses((status = 200, body = List<ServiceOut>)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(window): Query<Window>,
) -> Result<Json<List<ServiceOut>>> {
    let page = services::page(&state.db, &who.viewer, &window.request()).await?;
    Ok(Json(page.map(ServiceOut::from).into()))
}

/// Add a service
#[utoipa::path(post, path = "/api/v1/services", tag = "Catalogues", request_body = ServiceIn,
    responses((status = 201, body = ServiceOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    extract::Json(body): extract::Json<ServiceIn>,
) -> Result<Response> {
    let command = DescribeService::parse(body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let service =
        store::write(&state.db, by, async |tx| services::add(&tx, viewer, &command).await).await?;
    let at = format!("/api/v1/services/{}", service.key);
    Ok(created(&at, service.version, ServiceOut::from(service)))
}

/// Read a service
#[utoipa::path(get, path = "/api/v1/services/{ref}", tag = "Catalogues",
    params(("ref" = String, Path, description = "The service's key or id")),
    responses((status = 200, body = ServiceOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<String>,
) -> Result<Response> {
    let service = services::get(&state.db, &who.viewer, &reference).await?;
    Ok(current(service.version, ServiceOut::from(service)))
}

/// Change a service
#[utoipa::path(patch, path = "/api/v1/services/{ref}", tag = "Catalogues",
    request_body = ServiceIn,
    params(("ref" = String, Path, description = "The service's key or id")),
    responses((status = 200, body = ServiceOut), (status = 412, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    Path(reference): Path<String>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = services::get(&state.db, &who.viewer, &reference).await?;
    let shape = ServiceIn {
        key: Some(before.key),
        name: before.name,
        description: Some(before.description),
        owner: before.owner.map(|owner| owner.id.to_string()),
        retired: before.retired,
    };
    let command = DescribeService::parse(patched::<ServiceIn>(&shape, patch)?.into())?;
    let version = if_match(&headers)?.or(Some(before.version));
    let id = before.id.to_string();
    let written = store::write(&state.db, who.by(&state), async |tx| {
        services::edit(&tx, &who.viewer, &id, &command, version).await
    })
    .await;
    let now = services::get(&state.db, &who.viewer, &id);
    changed(written, now, |row| (row.version, ServiceOut::from(row))).await
}
