//! The catalogues as pages.

use app::domain::permission::Right;
use app::pages::catalogue::{ControlsPage, FactorsPage, SeveritiesPage};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{catalogue, severities};

type Reader = Require<right::ViewIncidents>;

fn keeps(who: &Reader) -> bool {
    who.viewer.may(Right::ManageCatalogue)
}

/// `GET /factors`
pub async fn factors(State(state): State<AppState>, frame: Frame, who: Reader) -> Result<Response> {
    let kinds = catalogue::factors(&state.db).await?;
    let counts = catalogue::factor_counts(&state.db, &who.viewer).await?;
    Ok(frame.show(StatusCode::OK, FactorsPage { kinds, counts, keeps: keeps(&who) }))
}

/// `GET /controls`
pub async fn controls(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
) -> Result<Response> {
    let kinds = catalogue::controls(&state.db).await?;
    let counts = catalogue::control_counts(&state.db, &who.viewer).await?;
    Ok(frame.show(StatusCode::OK, ControlsPage { kinds, counts, keeps: keeps(&who) }))
}

/// `GET /severities`
pub async fn severities(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
) -> Result<Response> {
    let scale = severities::scale(&state.db).await?;
    Ok(frame.show(StatusCode::OK, SeveritiesPage { scale, keeps: keeps(&who) }))
}
