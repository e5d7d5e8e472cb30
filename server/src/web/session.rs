//! Signing in and out.

use std::net::SocketAddr;

use app::domain::Invalid;
use app::pages::sign_in::SignInPage;
use app::paths;
use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use crate::auth::identify::cookie_name;
use crate::auth::{self, Principal, client_address, password, secret};
use crate::error::{Error, Result};
use crate::extract::{Form, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, By, Via, sessions, throttle, users};

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

impl Next {
    /// The wanted page if it is one of ours, else the start page: never another site.
    fn target(&self) -> &str {
        let own = self.next.starts_with('/')
            && !self.next.starts_with("//")
            && !self.next.contains(['\\', '\r', '\n']);
        if own { &self.next } else { "/" }
    }
}

/// What the sign-in form posts.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    email: String,
    password: String,
    next: String,
}

/// `GET /sign-in`
pub async fn show(frame: Frame, Query(next): Query<Next>) -> Response {
    if frame.viewer.is_some() {
        return Redirect::to(next.target()).into_response();
    }
    let page = SignInPage { next: next.target().to_owned(), ..SignInPage::default() };
    frame.show(StatusCode::OK, page)
}

/// `POST /sign-in`: a new session on success; after too many tries, a wait.
pub async fn sign_in(
    State(state): State<AppState>,
    frame: Frame,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<SignIn>,
) -> Result<Response> {
    let now = state.clock.now();
    let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    let address = client_address::counted(peer, &headers, &state.config.trusted_proxies);
    let email = form.email.trim().to_lowercase();
    if let Some(wait) = throttle::wait(&state.db, &email, &address, now).await? {
        return Err(Error::Throttled(wait));
    }
    let found = users::credentials(&state.db, &email).await?;
    let stored = found.as_ref().and_then(|found| found.password_hash.clone());
    let right = password::verify(form.password, stored).await?;
    let Some(user) = found.filter(|found| right && found.user.active).map(|found| found.user)
    else {
        throttle::failed(&state.db, &email, &address, now).await?;
        let wrong = "The e-mail address or the password is wrong.";
        let page = SignInPage {
            email: form.email,
            next: Next { next: form.next }.target().to_owned(),
            invalid: Invalid::one("password", wrong),
        };
        return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
    };
    let by =
        By { actor: Some(user.id), via: Via::Web, request_id: Some(frame.request_id), at: now };
    throttle::succeeded(&state.db, &email, &address).await?;
    let jar = begin(&state, jar, by, &headers).await?;
    Ok((jar, Redirect::to(Next { next: form.next }.target())).into_response())
}

/// Begins a session under a new secret, ending the one the browser came with.
pub(super) async fn begin(
    state: &AppState,
    jar: CookieJar,
    by: By,
    headers: &HeaderMap,
) -> Result<CookieJar> {
    let Some(user_id) = by.actor else { return Err(Error::SignIn) };
    let name = cookie_name(state);
    let old = jar.get(name).map(|cookie| secret::hash(cookie.value()));
    let fresh = secret::generate();
    let agent = headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("");
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
    let hash = secret::hash(&fresh);
    let until = state.config.sessions.end(by.at, by.at);
    store::write(&state.db, &by, async |tx| {
        if let Some(old) = &old {
            sessions::end(&tx, old).await?;
        }
        sessions::create(&tx, user_id, &hash, &agent, until).await
    })
    .await?;
    let cookie = Cookie::build((name, fresh))
        .path("/")
        .http_only(true)
        .secure(state.config.secure_cookies())
        .same_site(SameSite::Lax)
        // How long it lives is decided here, in the database.
        .permanent();
    Ok(jar.add(cookie))
}

/// `POST /sign-out`: ends this session and forgets what the browser kept.
pub async fn sign_out(
    State(state): State<AppState>,
    principal: Option<Extension<Principal>>,
    jar: CookieJar,
) -> Result<Response> {
    let name = cookie_name(&state);
    if let Some(Extension(principal)) = principal
        && matches!(principal.via, auth::Via::Session(_))
        && let Some(cookie) = jar.get(name)
    {
        let hash = secret::hash(cookie.value());
        let by = By::new(Some(principal.viewer.user_id), Via::Web, state.clock.now());
        store::write(&state.db, &by, async |tx| sessions::end(&tx, &hash).await).await?;
    }
    let gone = Cookie::build((name, "")).path("/").secure(state.config.secure_cookies());
    let mut response = (jar.remove(gone), Redirect::to(paths::SIGN_IN)).into_response();
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
