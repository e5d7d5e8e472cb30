//! The exposure ledger.

use app::domain::exposure::{ExposureFields, RawExposure};
use app::domain::incident::IncidentNumber;
use app::domain::moment::RawMoment;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::exposure::ExposurePage;
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
use crate::store::incidents;

type Writer = Require<right::EditIncident>;

/// `POST /incidents/{incident}/exposures`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawExposure>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, ExposureFields::parse(&raw), async |tx, fields| {
        incidents::add_exposure(&tx, viewer, &reference, &fields).await
    });
    let refill = |page: &mut IncidentPage, trouble| page.exposures.add = Sent::new(raw, trouble);
    let there = |_| (ledger(number), "Added to the ledger.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

fn ledger(incident: IncidentNumber) -> String {
    paths::incident_section(incident, "exposures")
}

/// `GET /incidents/{incident}/exposures/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/exposures/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawExposure>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, ExposureFields::parse(&raw), async |tx, fields| {
        incidents::edit_exposure(&tx, viewer, &reference, id, &fields, version).await
    });
    let refill = |page: &mut ExposurePage, trouble| page.edit.again(raw, version, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |_| (ledger(number), "Saved."), again, refill).await
}

/// `POST /incidents/{incident}/exposures/{id}/retract`
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
        incidents::retract_exposure(&tx, viewer, &reference, id, &reason).await
    });
    let refill = |page: &mut ExposurePage, trouble| page.retract = Sent::new(raw.reason, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |()| (ledger(number), "Retracted."), again, refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ExposurePage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let row = incidents::get_exposure(&state.db, viewer, reference, id).await?;
    let mut raw = RawExposure::from(&row.fields);
    for (typed, moment) in [
        (&mut raw.window_start, &row.fields.window_start),
        (&mut raw.window_end, &row.fields.window_end),
    ] {
        *typed = moment.as_ref().map(RawMoment::typed).unwrap_or_default();
    }
    Ok(ExposurePage {
        incident: incident.number,
        id,
        edit: Edit::of(raw, row.version),
        retract: Sent::default(),
    })
}
