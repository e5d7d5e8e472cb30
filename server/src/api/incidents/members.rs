//! Who may see a restricted incident.

use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::problem::Problem;
use crate::api::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, incidents};

/// Somebody who is to see the incident.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberIn {
    /// The address or the id of an account.
    #[schema(example = "ada@example.org")]
    pub user: String,
}

/// Somebody who may see the incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberOut {
    /// The account's id.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// Since when.
    pub added_at: DateTime<Utc>,
    /// Who added them.
    pub added_by: String,
}

impl From<incidents::Member> for MemberOut {
    fn from(member: incidents::Member) -> Self {
        let incidents::Member { person, email, added_at, added_by } = member;
        Self { id: person.id, name: person.name, email, added_at, added_by }
    }
}

/// The members of an incident, by name
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/members", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<MemberOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<MemberOut>>> {
    let members = incidents::members(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: members.into_iter().map(Into::into).collect(), next: None }))
}

/// Let somebody see an incident; a second time changes nothing
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/members", tag = "Incidents",
    request_body = MemberIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = MemberOut), (status = 422, body = Problem)))]
pub async fn add(
    State(state): State<AppState>,
    who: Require<right::ManageMembers>,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<MemberIn>,
) -> Result<Response> {
    let added = crate::web::incidents::add_one(&state, &who, &reference, &body.user).await?;
    Ok((StatusCode::CREATED, Json(MemberOut::from(added))).into_response())
}

/// Take somebody off an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/members/{id}", tag = "Incidents",
    params(
        ("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The account's id"),
    ),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(state): State<AppState>,
    who: Require<right::ManageMembers>,
    Path((reference, user)): Path<(IncidentRef, Uuid)>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        incidents::remove_member(&tx, viewer, &reference, user).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
