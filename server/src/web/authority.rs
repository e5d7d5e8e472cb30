//! The authority record of an incident.

use app::domain::reference::IncidentRef;
use app::pages::authority::AuthorityPage;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Path;
use crate::record;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::incidents;

/// `GET /incidents/{incident}/authority`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let page = AuthorityPage {
        acts: record::authority(&state.db, incident.id).await?,
        number: incident.number,
        incident_title: incident.title,
    };
    Ok(frame.show(StatusCode::OK, page))
}
