//! The list of incidents.

use app::domain::incident::{IncidentFilter, RawIncidentFilter};
use app::domain::permission::Right;
use app::pages::incidents::IncidentsPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{PageRequest, incidents, severities};

/// The part of the address that says which page.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct After {
    pub(super) after: String,
}

/// `GET /`: the incidents, newest first, are what everyone comes for.
pub async fn home() -> Response {
    Redirect::to(paths::INCIDENTS).into_response()
}

/// `GET /incidents`
pub async fn list(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(raw): Query<RawIncidentFilter>,
    Query(After { after }): Query<After>,
) -> Result<Response> {
    let mut page = IncidentsPage {
        later: !after.is_empty(),
        scale: severities::scale(&state.db).await?,
        agents: incidents::agents_named(&state.db).await?,
        services: incidents::services_named(&state.db, &who.viewer).await?,
        declares: who.viewer.may(Right::Declare),
        ..IncidentsPage::default()
    };
    let parsed = IncidentFilter::parse(&raw);
    page.filter = raw;
    let filter = match parsed {
        Ok(filter) => filter,
        Err(invalid) => {
            page.invalid = invalid;
            return Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page));
        }
    };
    let request = PageRequest { after: Some(after), ..PageRequest::default() };
    match incidents::page(&state.db, &who.viewer, &filter, &request).await.map_err(Error::from) {
        Ok(rows) => (page.rows, page.next) = (rows.items, rows.next),
        Err(Error::Invalid(invalid)) => page.invalid = invalid,
        Err(error) => return Err(error),
    }
    page.counts = incidents::counts(&state.db, &who.viewer, &filter).await?;
    let wrong = !page.invalid.errors.is_empty();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(frame.show(status, page))
}
