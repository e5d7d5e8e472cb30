//! The catalogues as pages.

use app::pages::catalogue::{ControlsPage, FactorsPage};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::catalogue;

/// `GET /factors`
pub async fn factors(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
) -> Result<Response> {
    let kinds = catalogue::factors(&state.db).await?;
    let counts = catalogue::factor_counts(&state.db, &who.viewer).await?;
    Ok(frame.show(StatusCode::OK, FactorsPage { kinds, counts }))
}

/// `GET /controls`
pub async fn controls(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
) -> Result<Response> {
    let kinds = catalogue::controls(&state.db).await?;
    let counts = catalogue::control_counts(&state.db, &who.viewer).await?;
    Ok(frame.show(StatusCode::OK, ControlsPage { kinds, counts }))
}
