//! Hiding passages of an event, and the page of what was there for those who may read it.

use app::domain::permission::Right;
use app::domain::redaction::{RawRedaction, Redact};
use app::domain::reference::IncidentRef;
use app::pages::incident::Sent;
use app::pages::originals::OriginalsPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::event::page;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
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
    let mut page = page(&state, &who.viewer, &reference, seq).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match Redact::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            renditions::make(&tx, viewer, &reference, seq, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let path = format!("{}#renditions", paths::edit_event(page.incident, seq));
            Ok(frame.redirect(&path, "The passages are hidden."))
        }
        Err(Ok(invalid)) => {
            page.redact = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
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
