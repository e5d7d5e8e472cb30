//! Recording, rewriting and retracting claims.

use app::domain::claim::{Claim, RawClaim, RecordClaim};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::claim::{ClaimPage, NewClaimPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::to_choose;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{claims, incidents};
use crate::web::incidents::reason;

type Writer = Require<right::WriteTimeline>;

/// Where a claim is seen: at its event, or below the timeline.
fn place(incident: IncidentNumber, claim: &Claim) -> String {
    match claim.event {
        Some(seq) => paths::event(incident, seq),
        None => paths::incident_section(incident, "claims"),
    }
}

async fn blank(state: &AppState, viewer: &Viewer, reference: &IncidentRef) -> Result<NewClaimPage> {
    let (incident, events) = to_choose(state, viewer, reference).await?;
    Ok(NewClaimPage { incident, sent: Sent::default(), events })
}

/// `GET /incidents/{incident}/claims/new`, with the `event` where it is known.
pub async fn new(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Query(raw): Query<RawClaim>,
) -> Result<Response> {
    let page = blank(&state, &who.viewer, &reference).await?;
    Ok(frame.show(StatusCode::OK, NewClaimPage { sent: Sent::blank(raw), ..page }))
}

/// `POST /incidents/{incident}/claims`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawClaim>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RecordClaim::parse(raw.clone()), async |tx, command| {
        claims::record(&tx, viewer, &reference, &command).await
    });
    let there = |claim: Claim| (place(number, &claim), "Recorded the claim.");
    let refill = |page: &mut NewClaimPage, trouble| page.sent = Sent::new(raw, trouble);
    frame.answer(done.await, there, blank(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ClaimPage> {
    let (incident, events) = to_choose(state, viewer, reference).await?;
    let claim = claims::get(&state.db, viewer, reference, id).await?;
    let raw = RawClaim {
        question: claim.question,
        statement: claim.statement,
        made_by: claim.made_by,
        source: claim.source,
        event: claim.event.map(|seq| seq.to_string()).unwrap_or_default(),
        status: claim.status.to_string(),
    };
    Ok(ClaimPage {
        incident,
        id,
        edit: Edit::of(raw, claim.version),
        retract: Sent::default(),
        events,
    })
}

/// `GET /incidents/{incident}/claims/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/claims/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawClaim>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RecordClaim::parse(raw.clone()), async |tx, command| {
        claims::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let there = |claim: Claim| (place(number, &claim), "Saved the claim.");
    let refill = |page: &mut ClaimPage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, id), refill).await
}

/// `POST /incidents/{incident}/claims/{id}/retract`
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
        claims::retract(&tx, viewer, &reference, id, &reason).await
    });
    let there = |()| (paths::incident_section(number, "timeline"), "Retracted the claim.");
    let refill = |page: &mut ClaimPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, id), refill).await
}
