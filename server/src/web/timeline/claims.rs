//! Recording, rewriting and retracting claims.

use app::domain::Invalid;
use app::domain::claim::{Claim, RawClaim, RecordClaim};
use app::domain::incident::IncidentNumber;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::claim::{ClaimPage, NewClaimPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::to_choose;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, Tx, claims, incidents};
use crate::web::rows::{Place, Row};

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

/// The claims of an incident.
pub struct Claims;

impl Row for Claims {
    type Right = right::WriteTimeline;
    type Raw = RawClaim;
    type Command = RecordClaim;
    type Stored = Claim;
    type Page = ClaimPage;
    const SAVED: &str = "Saved the claim.";
    const RETRACTED: &str = "Retracted the claim.";

    fn parse(raw: RawClaim) -> Result<RecordClaim, Invalid> {
        RecordClaim::parse(raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
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

    fn forms(page: &mut ClaimPage) -> (&mut Edit<RawClaim>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &RecordClaim,
        version: Option<i32>,
    ) -> store::Result<Claim> {
        claims::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        claims::retract(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, row: Option<&Claim>) -> String {
        match row {
            Some(claim) => place(incident, claim),
            None => paths::incident_section(incident, "timeline"),
        }
    }
}
