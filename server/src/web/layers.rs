//! What surrounds every request: its id and log line, security headers, and errors in their form.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tracing::Instrument;

use app::pages::error::ErrorPage;
use app::paths;

use crate::auth::{Principal, secret};
use crate::error::{Carried, Error};
use crate::render;
use crate::state::AppState;

/// The request's id: the caller's `x-request-id` when it is short and plain, else a new one.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The random word that this answer's scripts carry.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, writes one log line when it is answered.
pub async fn trace(mut request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).and_then(|v| v.to_str().ok());
    let id = match given {
        Some(id) if (8..=64).contains(&id.len()) && id.bytes().all(is_plain) => id.to_owned(),
        _ => secret::nonce(),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let span = tracing::info_span!("request", %id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| {
        let status = response.status().as_u16();
        let millis = started.elapsed().as_millis();
        tracing::info!(%method, path = loggable(&path), status, millis, "answered");
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The path without the secret that a first-run link or a feed carries.
fn loggable(path: &str) -> &str {
    match path {
        path if path.starts_with("/setup/") => "/setup/…",
        path if path.starts_with("/feeds/") => "/feeds/…",
        path => path,
    }
}

/// Security headers, with a fresh nonce for the page's scripts.
pub async fn security(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = secret::nonce();
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    );
    let headers = response.headers_mut();
    let own_policy = headers.contains_key(header::CONTENT_SECURITY_POLICY);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    // What is handed out as it came in brings a stricter policy of its own.
    if !own_policy {
        set(header::CONTENT_SECURITY_POLICY, &policy);
    }
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    if state.config.public_url.starts_with("https://") {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
    // What has no rule of its own (the API, redirects) is kept nowhere.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Gives errors of web pages their form: the sign-in page, or a page that says what to do.
pub async fn error_pages(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let frame = render::Frame::of(&state, request.extensions(), request.uri(), request.headers());
    let wanted = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let is_get = request.method() == axum::http::Method::GET;
    let signed_in = request.extensions().get::<Principal>().is_some();
    let response = next.run(request).await;
    let Some(Carried(error)) = response.extensions().get::<Carried>().cloned() else {
        return response;
    };
    if matches!(*error, Error::SignIn) && frame.is_part() {
        return response;
    }
    if matches!(*error, Error::SignIn) && !signed_in {
        let next = if is_get { wanted } else { "/".to_owned() };
        return Redirect::to(&paths::with_query(paths::SIGN_IN, &[("next", next)])).into_response();
    }
    let page = ErrorPage {
        status: error.status().as_u16(),
        title: error.title().to_owned(),
        detail: error.detail(),
        request_id: frame.request_id.clone(),
    };
    let mut rendered = frame.show(error.status(), page);
    if let Some(retry) = response.headers().get(header::RETRY_AFTER) {
        rendered.headers_mut().insert(header::RETRY_AFTER, retry.clone());
    }
    rendered
}
