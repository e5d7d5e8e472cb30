//! Recording, rewriting and removing claims.

use app::domain::claim::{Claim, RawClaim, RecordClaim};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::claim::ClaimPage;
use app::pages::incident::Sent;
use app::pages::incident::timeline::event_choices;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::{self, claims, events, incidents};
use crate::web::incidents::load;

type Writer = Require<right::WriteTimeline>;

/// Where a claim is seen: at its event, or below the timeline.
fn place(incident: impl std::fmt::Display, claim: &Claim) -> String {
    match claim.event {
        Some(seq) => paths::event(incident, seq),
        None => format!("{}#claims", paths::incident(incident)),
    }
}

/// `POST /incidents/{incident}/claims`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawClaim>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match RecordClaim::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            claims::record(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(claim) => Ok(frame.redirect(&place(incident.number, &claim), "Recorded the claim.")),
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.timeline.claim = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<ClaimPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let claim = claims::get(&state.db, viewer, reference, id).await?;
    let events = events::timeline(&state.db, incident.id, &Filter::default()).await?;
    let raw = RawClaim {
        question: claim.question,
        statement: claim.statement,
        made_by: claim.made_by,
        source: claim.source,
        event: claim.event.map(|seq| seq.to_string()).unwrap_or_default(),
        status: claim.status.to_string(),
    };
    Ok(ClaimPage {
        incident: incident.number,
        id,
        version: claim.version,
        form: Sent { raw, ..Sent::default() },
        events: event_choices(&events),
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
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match RecordClaim::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            claims::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(claim) => Ok(frame.redirect(&place(page.incident, &claim), "Saved the claim.")),
        Err(Ok(invalid)) => {
            page.form = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/claims/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = store::write(&state.db, by, async |tx| {
        claims::retract(&tx, viewer, &reference, id, "").await
    })
    .await;
    match done.map_err(Error::from).map_err(Error::into_invalid) {
        Ok(()) => {
            let path = format!("{}#timeline", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Removed the claim."))
        }
        Err(Ok(invalid)) => {
            page.form.invalid = invalid;
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}
