//! Hiding passages of an event, and the page of what was there for those who may read it.

use std::future::ready;

use app::domain::permission::Right;
use app::domain::redaction::{RawRedaction, Redact};
use app::domain::reference::IncidentRef;
use app::pages::event::EventPage;
use app::pages::originals::OriginalsPage;
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::event::page;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents, renditions};

type Redactor = Require<right::Redact>;
type Purger = Require<right::Purge>;

/// `POST /incidents/{incident}/events/{seq}/redact`
pub async fn redact(
    State(state): State<AppState>,
    frame: Frame,
    who: Redactor,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Form(raw): Form<RawRedaction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let before = page(&state, viewer, &reference, seq).await?;
    let number = before.incident;
    let done = who.write(&state, Redact::parse(raw.clone()), async |tx, command| {
        renditions::make(&tx, viewer, &reference, seq, &command).await
    });
    let there = |_| {
        let path = format!("{}#renditions", paths::edit_event(number, seq));
        (path, "The passages are hidden.")
    };
    let refill = |page: &mut EventPage, trouble| page.redact = Sent::new(raw, trouble);
    frame.answer(done.await, there, ready(Ok(before)), refill).await
}

/// `GET /incidents/{incident}/events/{seq}/originals`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Redactor,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let renditions = store::write(&state.db, by, async |tx| {
        renditions::originals(&tx, viewer, &reference, seq).await
    })
    .await?;
    let purges = viewer.may(Right::Purge);
    let page = OriginalsPage { incident: incident.number, seq, renditions, purges };
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/events/{seq}/originals`
pub async fn purge(
    State(state): State<AppState>,
    frame: Frame,
    who: Purger,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| renditions::purge(&tx, viewer, &reference, seq).await)
        .await?;
    let path = format!("{}#renditions", paths::edit_event(incident.number, seq));
    Ok(frame.redirect(&path, "What was hidden is removed for good."))
}
