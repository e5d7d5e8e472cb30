//! `/users`: accounts, for administrators.

use app::domain::account::{EditUser, RawUser, RawUserEdit, User};
use app::domain::permission::Role;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::{List, changed, created, current, if_match, patched};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, users};

type Admin = Require<right::ManageUsers>;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserIn {
    /// The address to sign in with.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// The name shown to others; made from the address when left out.
    #[serde(default)]
    pub name: String,
    /// What the account is trusted with; `responder` when left out.
    #[serde(default)]
    #[schema(schema_with = words::<Role>)]
    pub role: String,
    /// The first password, 12 characters or more.
    pub password: String,
}

/// What can be changed of an account.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The name shown to others.
    pub name: String,
    /// What the account is trusted with.
    #[schema(schema_with = words::<Role>)]
    pub role: String,
    /// Whether the account may sign in.
    pub active: bool,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserOut {
    /// Id.
    pub id: Uuid,
    /// The address to sign in with.
    pub email: String,
    /// The name shown to others.
    pub name: String,
    /// What the account is trusted with.
    #[schema(schema_with = words::<Role>)]
    pub role: Role,
    /// Whether the account may sign in.
    pub active: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<User> for UserOut {
    fn from(user: User) -> Self {
        let User { id, email, name, role, active, created_at, signed_in_at, version } = user;
        Self { id, email, name, role, active, created_at, signed_in_at, version }
    }
}

/// List the accounts
#[utoipa::path(get, path = "/api/v1/users", tag = "Administration",
    responses((status = 200, body = List<UserOut>), (status = 403, body = Problem)))]
pub async fn list(State(state): State<AppState>, _: Admin) -> Result<Json<List<UserOut>>> {
    let items = users::list(&state.db).await?.into_iter().map(UserOut::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Add an account
#[utoipa::path(post, path = "/api/v1/users", tag = "Administration", request_body = UserIn,
    responses((status = 201, body = UserOut), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Admin,
    extract::Json(body): extract::Json<UserIn>,
) -> Result<Response> {
    let UserIn { email, name, role, password } = body;
    let user =
        crate::web::users::add(&state, &who, RawUser { email, name, role, password }).await?;
    Ok(created(&format!("/api/v1/users/{}", user.id), user.version, UserOut::from(user)))
}

/// Read an account
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The account's id")),
    responses((status = 200, body = UserOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    _: Admin,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let user = users::get(&state.db, id).await?;
    Ok(current(user.version, UserOut::from(user)))
}

/// Change an account's name, role, or whether it may sign in
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "Administration", request_body = UserPatch,
    params(("id" = Uuid, Path, description = "The account's id")),
    responses((status = 200, body = UserOut), (status = 412, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Admin,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = users::get(&state.db, id).await?;
    let shape =
        UserPatch { name: before.name, role: before.role.to_string(), active: before.active };
    let UserPatch { name, role, active } = patched(&shape, patch)?;
    let edit = EditUser::parse(RawUserEdit { name, role, active: active.to_string() })?;
    let version = if_match(&headers)?.or(Some(before.version));
    let written = store::write(&state.db, who.by(&state), async |tx| {
        users::update(&tx, id, &edit, version).await
    })
    .await;
    let now = users::get(&state.db, id);
    changed(written, now, |row| (row.version, UserOut::from(row))).await
}
