//! The authority record of an incident.

use app::domain::reference::IncidentRef;
use app::pages::authority::AuthorityPage;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Path;
use crate::record::Loaded;
use crate::render::Frame;
use crate::state::AppState;

/// `GET /incidents/{incident}/authority`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let record = Loaded::of(&state.db, &who.viewer, &reference).await?;
    let acts = record.authority();
    let page = AuthorityPage {
        number: record.incident.number,
        incident_title: record.incident.title,
        acts,
    };
    Ok(frame.show(StatusCode::OK, page))
}
