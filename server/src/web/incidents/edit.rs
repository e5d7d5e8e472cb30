//! Editing an incident, two at once without loss.

use app::domain::incident::{EditIncident, Incident, RawIncident};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::pages::edit_incident::{EditIncidentPage, form_of};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::incidents;

type Editor = Require<right::EditIncident>;

/// `GET /incidents/{incident}/edit`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Editor,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference).await?))
}

/// `POST /incidents/{incident}/edit`; a stale version answers with both versions side by side.
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Editor,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, raw }: VersionedForm<RawIncident>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let before = incidents::get(&state.db, viewer, &reference).await?;
    let done = who.write(&state, EditIncident::parse(&raw, &before), async |tx, command| {
        incidents::edit(&tx, viewer, &reference, &command, version).await
    });
    let there = |incident: Incident| (paths::incident(incident.number), "Saved.");
    let refill = |page: &mut EditIncidentPage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<EditIncidentPage> {
    let incident = incidents::get(&state.db, viewer, reference).await?;
    let form = form_of(&incident);
    Ok(EditIncidentPage {
        people: incidents::known_names(&state.db).await?,
        services: incidents::services_named(&state.db, viewer).await?,
        restricts: viewer.may(Right::ManageMembers),
        ..EditIncidentPage::new(incident.number, incident.version, form)
    })
}
