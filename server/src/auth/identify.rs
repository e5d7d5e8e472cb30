//! Finds out who sent a request: by session cookie or by bearer token, once per request.

use app::domain::account::{Scope, User};
use app::domain::permission::Viewer;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use uuid::Uuid;

use super::secret;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{sessions, tokens};

/// The account behind a request.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The account, its role, and what its token is limited to.
    pub viewer: Viewer,
    /// How it came in.
    pub via: Via,
}

/// How a request proved who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A browser's cookie, with the session's id.
    Session(Uuid),
    /// An API token, with its id.
    Token(Uuid),
}

impl Principal {
    fn new(user: User, scopes: Option<Vec<Scope>>, via: Via) -> Self {
        let User { id, email, name, role, .. } = user;
        Self { viewer: Viewer { user_id: id, name, email, role, scopes }, via }
    }
}

/// Cookie name: `__Host-` binds it to this origin over TLS; the plain one is for loopback only.
pub fn cookie_name(state: &AppState) -> &'static str {
    if state.config.secure_cookies() { "__Host-throughline" } else { "throughline" }
}

/// Layer: puts the [`Principal`] into the request's extensions when there is one.
pub async fn identify(
    State(state): State<AppState>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    match find(&state, &jar, request.headers()).await {
        Ok(Some(principal)) => {
            request.extensions_mut().insert(principal);
        }
        Ok(None) => {}
        Err(error) => return error.into_response(),
    }
    next.run(request).await
}

async fn find(state: &AppState, jar: &CookieJar, headers: &HeaderMap) -> Result<Option<Principal>> {
    if let Some(token) = bearer(headers) {
        return by_token(state, token).await;
    }
    match jar.get(cookie_name(state)) {
        Some(cookie) => by_session(state, cookie.value()).await,
        None => Ok(None),
    }
}

/// Whether the sender of an earlier request may still come in, and as whom. Asking does not count as
/// being there: a page that is left open does not keep its session.
pub async fn again(state: &AppState, headers: &HeaderMap) -> Result<Option<Principal>> {
    if let Some(token) = bearer(headers) {
        return by_token(state, token).await;
    }
    let jar = CookieJar::from_headers(headers);
    let Some(cookie) = jar.get(cookie_name(state)) else { return Ok(None) };
    let hash = secret::hash(cookie.value());
    let found = sessions::peek(&state.db, &hash, state.clock.now()).await?;
    Ok(found.map(|(session, user)| Principal::new(user, None, Via::Session(session.id))))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

async fn by_token(state: &AppState, token: &str) -> Result<Option<Principal>> {
    let found = tokens::find_valid(&state.db, &secret::hash(token), state.clock.now()).await?;
    Ok(found.map(|(token, user)| Principal::new(user, Some(token.scopes), Via::Token(token.id))))
}

async fn by_session(state: &AppState, cookie: &str) -> Result<Option<Principal>> {
    let (hash, lifetime) = (secret::hash(cookie), state.config.sessions);
    let found = sessions::find_valid(&state.db, &hash, lifetime, state.clock.now()).await?;
    Ok(found.map(|(session, user)| Principal::new(user, None, Via::Session(session.id))))
}
