//! The map control × factor × agent.

use app::domain::guardrail::GuardFilter;
use app::pages::guardrails::GuardrailsPage;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::guardrails::{self, Depth};
use crate::store::{agents, catalogue};

/// `GET /guardrails`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(filter): Query<GuardFilter>,
) -> Result<Response> {
    let map = guardrails::map(&state.db, &who.viewer, &filter, Depth::Page).await?;
    let controls = catalogue::controls(&state.db).await?;
    let factors = catalogue::factors(&state.db).await?;
    let page = GuardrailsPage {
        map,
        controls: controls.into_iter().map(|kind| (kind.code, kind.name)).collect(),
        factors: factors.into_iter().map(|kind| (kind.code, kind.name)).collect(),
        agents: agents::names(&state.db).await?,
        today: state.clock.now().date_naive(),
        filter,
    };
    Ok(frame.show(StatusCode::OK, page))
}
