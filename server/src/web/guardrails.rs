//! The map control × factor × agent.

use app::domain::guardrail::GuardFilter;
use app::pages::guardrails::GuardrailsPage;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::api::guardrails::load;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::catalogue;

/// `GET /guardrails`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(filter): Query<GuardFilter>,
) -> Result<Response> {
    let controls = catalogue::controls(&state.db).await?;
    let factors = catalogue::factors(&state.db).await?;
    let controls = controls.into_iter().map(|kind| (kind.code, kind.name));
    let factors = factors.into_iter().map(|kind| (kind.code, kind.name));
    let page = GuardrailsPage {
        map: load(&state, &who.viewer, &filter).await?,
        names: controls.chain(factors).collect(),
        today: state.clock.now().date_naive(),
        filter,
    };
    Ok(frame.show(StatusCode::OK, page))
}
