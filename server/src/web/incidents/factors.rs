//! The factors of an incident, from its page.

use app::domain::factor::{NameFactor, RawFactor};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::analysis::FactorPage;
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
use crate::store::{catalogue, factors, incidents};

type Writer = Require<right::WriteAnalysis>;

fn section(incident: IncidentNumber) -> String {
    paths::incident_section(incident, "factors")
}

/// `POST /incidents/{incident}/factors`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawFactor>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, NameFactor::parse(raw.clone()), async |tx, command| {
        factors::add(&tx, viewer, &reference, &command).await
    });
    let refill = |page: &mut IncidentPage, trouble| page.factors.add = Sent::new(raw, trouble);
    let there = |_| (section(number), "Factor named.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<FactorPage> {
    let row = factors::get(&state.db, viewer, reference, id).await?;
    Ok(FactorPage {
        incident: incidents::brief(&state.db, viewer, reference).await?.number,
        id,
        kinds: catalogue::factors(&state.db).await?,
        edit: Edit::of(RawFactor::from(&row), row.version),
        retract: Sent::default(),
    })
}

/// `GET /incidents/{incident}/factors/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/factors/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawFactor>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, NameFactor::parse(raw.clone()), async |tx, command| {
        factors::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let refill = |page: &mut FactorPage, trouble| page.edit.again(raw, version, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |_| (section(number), "Saved."), again, refill).await
}

/// `POST /incidents/{incident}/factors/{id}/retract`
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
        factors::retract(&tx, viewer, &reference, id, &reason).await
    });
    let refill = |page: &mut FactorPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |()| (section(number), "Retracted."), again, refill).await
}
