//! `/tokens`: one's own API tokens.

use app::domain::account::{CreateToken, RawToken, Scope, Token};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right, secret};
use crate::error::{Error, Result};
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, tokens};

type Owner = Require<right::ViewIncidents>;

/// A new token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenIn {
    /// What it is for.
    pub name: String,
    /// What it may be used for; never more than a token that asks for it.
    #[schema(schema_with = scopes)]
    pub scopes: Vec<String>,
    /// The last day on which it works, `YYYY-MM-DD`; without one it does not end.
    #[serde(default)]
    pub expires_on: String,
}

fn scopes() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(words::<Scope>()).build()
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenOut {
    /// Id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    #[schema(schema_with = scopes)]
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The last day on which it works.
    pub expires_on: Option<NaiveDate>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// The secret; only in the answer that makes the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl From<Token> for TokenOut {
    fn from(token: Token) -> Self {
        let Token { id, name, scopes, created_at, expires_on, used_at, revoked_at, .. } = token;
        Self { id, name, scopes, created_at, expires_on, used_at, revoked_at, token: None }
    }
}

/// List one's own tokens
#[utoipa::path(get, path = "/api/v1/tokens", tag = "Administration",
    responses((status = 200, body = List<TokenOut>)))]
pub async fn list(State(state): State<AppState>, who: Owner) -> Result<Json<List<TokenOut>>> {
    let tokens = tokens::of_user(&state.db, who.viewer.user_id).await?;
    Ok(Json(List { items: tokens.into_iter().map(TokenOut::from).collect(), next: None }))
}

/// Make a token; its secret is in this answer only
#[utoipa::path(post, path = "/api/v1/tokens", tag = "Administration", request_body = TokenIn,
    responses((status = 201, body = TokenOut), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Owner,
    extract::Json(body): extract::Json<TokenIn>,
) -> Result<Response> {
    let TokenIn { name, scopes, expires_on } = body;
    let raw = RawToken { name, scopes, expires_on };
    let command = CreateToken::parse(raw, state.clock.now().date_naive())?;
    may_hand_on(&who, &command.scopes)?;
    let secret = secret::token();
    let hash = secret::hash(&secret);
    let token = store::write(&state.db, who.by(&state), async |tx| {
        tokens::create(&tx, who.viewer.user_id, &command, &hash).await
    })
    .await?;
    let body = TokenOut { token: Some(secret), ..TokenOut::from(token) };
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

/// A token cannot make one that may do more than itself.
fn may_hand_on(who: &Owner, wanted: &[Scope]) -> Result<()> {
    let Some(own) = &who.viewer.scopes else { return Ok(()) };
    match wanted.iter().find(|wanted| !own.iter().any(|own| own.covers(**wanted))) {
        None => Ok(()),
        Some(scope) => Err(Error::Invalid(app::domain::Invalid::one(
            "scopes",
            format!("The token that asks does not have the scope {scope}, so it cannot give it."),
        ))),
    }
}

/// Revoke a token
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The token's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke(
    State(state): State<AppState>,
    who: Owner,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    store::write(&state.db, who.by(&state), async |tx| {
        tokens::revoke(&tx, who.viewer.user_id, id).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
