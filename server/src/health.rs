//! For whoever watches the program: alive, ready, figures.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use crate::state::AppState;
use crate::store;

/// 200 while the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// 200 when the database answers too, else 503.
pub async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    match store::ping(&state.db).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

/// Figures in the form that Prometheus reads. They name routes and statuses, never incidents.
pub async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    match state.metrics.text() {
        Ok(text) => (
            StatusCode::OK,
            [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")],
            text,
        ),
        Err(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(header::CONTENT_TYPE, "text/plain")],
            String::new(),
        ),
    }
}
