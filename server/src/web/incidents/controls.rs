//! The controls of an incident, from its page.

use app::domain::control::{RawControl, RecordControl};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::analysis::ControlPage;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Edit;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::load;
use super::retraction::reason;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{catalogue, controls, incidents};

type Writer = Require<right::WriteAnalysis>;

fn section(incident: IncidentNumber) -> String {
    paths::incident_section(incident, "controls")
}

/// `POST /incidents/{incident}/controls`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawControl>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RecordControl::parse(raw.clone()), async |tx, command| {
        controls::add(&tx, viewer, &reference, &command).await
    });
    let refill = |page: &mut IncidentPage, trouble| page.controls.add = Sent::new(raw, trouble);
    let there = |_| (section(number), "Control recorded.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ControlPage> {
    let row = controls::get(&state.db, viewer, reference, id).await?;
    Ok(ControlPage {
        incident: incidents::brief(&state.db, viewer, reference).await?.number,
        id,
        kinds: catalogue::controls(&state.db).await?,
        edit: Edit::of(RawControl::from(&row), row.version),
        retract: Sent::default(),
    })
}

/// `GET /incidents/{incident}/controls/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/controls/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawControl>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RecordControl::parse(raw.clone()), async |tx, command| {
        controls::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let refill = |page: &mut ControlPage, trouble| page.edit.again(raw, version, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |_| (section(number), "Saved."), again, refill).await
}

/// `POST /incidents/{incident}/controls/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, reason(&raw), async |tx, reason| {
        controls::retract(&tx, viewer, &reference, id, &reason).await
    });
    let refill = |page: &mut ControlPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |()| (section(number), "Retracted."), again, refill).await
}
