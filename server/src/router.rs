//! Every route of the program, in one place, and the layers around them.

mod endpoints;
mod pages;

pub use endpoints::api_routes;

use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, http};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel, DefaultPredicate};
use tower_http::csrf::CsrfLayer;

use app::paths;

use crate::api::{self, idempotency, problem};
use crate::auth::identify;
use crate::error::Error;
use crate::state::AppState;
use crate::web::{self, forward, layers};
use crate::{assets, health, telemetry};

/// The largest body of a form, in bytes.
const FORM_MAX: usize = 2 * 1024 * 1024;
/// The largest body of an API request, in bytes: 5,000 events with room.
const API_MAX: usize = 16 * 1024 * 1024;

/// The pages and forms, for browsers.
fn pages(state: &AppState) -> Router<AppState> {
    pages::all()
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .layer(from_fn_with_state(state.clone(), forward::lead_on))
        .layer(from_fn_with_state(state.clone(), layers::error_pages))
}

/// What trackers tell us; proven by a signature, so no browser and no session has a part in it.
fn hooks() -> Router<AppState> {
    Router::new()
        .route(&paths::hook("{provider}", "{id}"), post(web::hooks::receive))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(from_fn(problem::problems))
}

fn api(state: &AppState) -> Router<AppState> {
    let (routes, _) = api_routes().split_for_parts();
    routes
        .route(paths::OPENAPI, get(api::openapi::show))
        .route("/api/v1/{*rest}", axum::routing::any(async || Error::NotFound))
        .method_not_allowed_fallback(async || Error::MethodNotAllowed)
        .layer(from_fn_with_state(state.clone(), forward::lead_on))
        .layer(from_fn_with_state(state.clone(), idempotency::replay))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(API_MAX))
        .layer(CsrfLayer::new().with_rejection_response(cross_site))
        .layer(from_fn(problem::problems))
}

/// The whole program as one service.
pub fn router(state: AppState) -> Router {
    let dynamic = Router::new()
        .merge(pages(&state))
        .merge(api(&state))
        .layer(from_fn_with_state(state.clone(), identify::identify))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                // Files are handed out as they are, with their length and hash.
                .compress_when(
                    DefaultPredicate::new()
                        .and(NotForContentType::const_new("application/octet-stream")),
                ),
        )
        .layer(from_fn_with_state(state.clone(), layers::security));
    Router::new()
        .merge(dynamic)
        .merge(assets::routes())
        .merge(hooks())
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(from_fn_with_state(state.clone(), telemetry::measure))
        .layer(from_fn(layers::trace))
        .with_state(state)
}

/// A request that another site made a browser send.
fn cross_site(_: tower_http::csrf::ProtectionError) -> Response {
    Error::CrossSite.into_response()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> http::Response<axum::body::Body> {
    Error::Internal("a handler panicked".into()).into_response()
}
