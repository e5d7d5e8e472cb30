//! The relations of an incident to others, from its page.

use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::recurrence::{RawRelation, RelateIncident};
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::analysis::RelationPage;
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
use crate::store::{incidents, relations};

type Writer = Require<right::WriteAnalysis>;

fn section(incident: IncidentNumber) -> String {
    paths::incident_section(incident, "recurrence")
}

/// `POST /incidents/{incident}/relations`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawRelation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RelateIncident::parse(raw.clone()), async |tx, command| {
        relations::add(&tx, viewer, &reference, &command).await
    });
    let refill =
        |page: &mut IncidentPage, trouble| page.recurrence.relate = Sent::new(raw, trouble);
    let there = |_| (section(number), "Related.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<RelationPage> {
    let row = relations::get(&state.db, viewer, reference, id).await?;
    let raw = RawRelation {
        kind: row.kind.to_string(),
        to: format!("INC-{}", row.other.number),
        remediation: row.remediation.map(|number| format!("REM-{number}")).unwrap_or_default(),
        rationale: row.rationale,
    };
    Ok(RelationPage {
        incident: incidents::brief(&state.db, viewer, reference).await?.number,
        id,
        edit: Edit::of(raw, row.version),
        retract: Sent::default(),
    })
}

/// `GET /incidents/{incident}/relations/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/relations/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawRelation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RelateIncident::parse(raw.clone()), async |tx, command| {
        relations::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let refill = |page: &mut RelationPage, trouble| page.edit.again(raw, version, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |_| (section(number), "Saved."), again, refill).await
}

/// `POST /incidents/{incident}/relations/{id}/retract`
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
        relations::retract(&tx, viewer, &reference, id, &reason).await
    });
    let refill = |page: &mut RelationPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |()| (section(number), "Retracted."), again, refill).await
}
