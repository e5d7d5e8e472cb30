//! `Idempotency-Key`: the same POST sent again gets the first answer and is not carried out twice.

mod spool;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::auth::{Principal, secret};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::idempotency::{self, Begun, Claim, Saved};

/// The largest body of a keyed request, in bytes.
const BODY_MAX: usize = 16 * 1024 * 1024;
/// The largest answer that is kept for a repeat, in bytes.
const ANSWER_MAX: usize = 4 * 1024 * 1024;
const KEY: &str = "idempotency-key";

/// Layer for the API: looks a keyed POST up before, and keeps its answer after.
pub async fn replay(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // The answer that makes a token holds its secret: it is never kept.
    let keyed = request.method() == Method::POST
        && request.headers().contains_key(KEY)
        && request.uri().path() != "/api/v1/tokens";
    match request.extensions().get::<Principal>().cloned() {
        Some(principal) if keyed => match run(&state, principal, request, next).await {
            Ok(response) => response,
            Err(error) => error.into_response(),
        },
        _ => next.run(request).await,
    }
}

async fn run(
    state: &AppState,
    principal: Principal,
    request: Request,
    next: Next,
) -> Result<Response> {
    let key = request.headers().get(KEY).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.len() > 200 {
        return Err(Error::BadRequest("Idempotency-Key takes 1 to 200 plain characters.".into()));
    }
    let key = key.to_owned();
    let (parts, body) = request.into_parts();
    let route = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let mut hash = Sha256::new_with_prefix(route.as_bytes());
    // A file is streamed and may be large: it waits on disk while its hash is taken.
    let body = match spool::room(state, parts.uri.path()) {
        Some(room) => spool::keep(body, &mut hash, room).await?,
        None => {
            let body = to_bytes(body, BODY_MAX).await.map_err(|_| Error::TooLarge)?;
            hash.update(&body);
            Body::from(body)
        }
    };
    let hash = secret::hex(&hash.finalize());
    let now = state.clock.now();
    let claim = match idempotency::begin(&state.db, principal.viewer.user_id, &key, &hash, now)
        .await?
    {
        Begun::New(claim) => claim,
        Begun::Done(saved) => return Ok(again(saved)),
        Begun::Running => {
            return Err(Error::Conflict(
                "A request with this Idempotency-Key was begun and its answer is not known yet. \
                 Wait, then look whether it was carried out."
                    .into(),
            ));
        }
        Begun::Lost(written) => {
            return Err(Error::Conflict(format!(
                "A request with this Idempotency-Key was carried out ({written}), but the server \
                 stopped before its answer was kept. It is not done again: read what it wrote."
            )));
        }
        Begun::OtherBody => {
            return Err(Error::Invalid(app::domain::Invalid::one(
                "Idempotency-Key",
                "This key was used for another request. Use a new key.",
            )));
        }
    };
    let request = Request::from_parts(parts, body);
    let response = claim.hold(next.run(request)).await;
    keep(state, &claim, response).await
}

/// Keeps a success; forgets the key of anything that was not carried out, so it can be mended.
async fn keep(state: &AppState, claim: &Claim, response: Response) -> Result<Response> {
    if !response.status().is_success() {
        idempotency::forget(&state.db, claim).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_MAX).await.map_err(Error::internal)?;
    let text = |name| parts.headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let saved = Saved {
        status: parts.status.as_u16(),
        location: text(header::LOCATION).map(str::to_owned),
        etag: text(header::ETAG).map(str::to_owned),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    idempotency::finish(&state.db, claim, &saved).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn again(saved: Saved) -> Response {
    let status = StatusCode::from_u16(saved.status).unwrap_or(StatusCode::OK);
    let mut response = (status, saved.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    for (name, value) in [(header::LOCATION, saved.location), (header::ETAG, saved.etag)] {
        if let Some(value) = value.and_then(|v| HeaderValue::from_str(&v).ok()) {
            headers.insert(name, value);
        }
    }
    response
}
