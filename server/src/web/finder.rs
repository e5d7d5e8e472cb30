//! What the finder notices in the record of an incident, and dismissing it.

use app::domain::finder::{DismissNotice, RawDismissal};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::pages::finder::FinderPage;
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path};
use crate::record;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, dismissals};

async fn load(state: &AppState, viewer: &Viewer, reference: &IncidentRef) -> Result<FinderPage> {
    let (incident, notices) = record::notices(&state.db, viewer, reference).await?;
    Ok(FinderPage {
        notices,
        number: incident.number,
        incident_title: incident.title,
        sent: Sent::default(),
        writes: viewer.may(Right::WriteAnalysis),
    })
}

/// `GET /incidents/{incident}/notices`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state, &who.viewer, &reference).await?))
}

/// `POST /incidents/{incident}/notices`
pub async fn dismiss(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteAnalysis>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawDismissal>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, DismissNotice::parse(&raw), async |tx, command| {
        dismissals::dismiss(&tx, viewer, &reference, &command).await?;
        Ok(command.rule)
    });
    let there = |rule| {
        let page = paths::incident_part(reference, "notices");
        (format!("{page}#{rule}"), "Dismissed; the reason is kept.")
    };
    let refill = |page: &mut FinderPage, trouble| page.sent = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

/// `POST /incidents/{incident}/notices/{id}/restore`
pub async fn restore(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteAnalysis>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| dismissals::restore(&tx, viewer, &reference, id).await)
        .await?;
    Ok(frame.redirect(&paths::incident_part(reference, "notices"), "It asks again."))
}
