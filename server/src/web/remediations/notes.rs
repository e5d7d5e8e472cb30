//! What is said, ticked off and linked about a remediation.

use app::domain::reference::RemediationRef;
use app::domain::remediation::{AddNote, RawNote};
use app::pages::incident::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::load;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, remediations};

type Writer = Require<right::WriteRemediation>;

fn there(reference: RemediationRef) -> String {
    format!("{}#notes", paths::remediation(reference))
}

/// `POST /remediations/{remediation}/notes`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    Form(raw): Form<RawNote>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = match AddNote::parse(&raw) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            remediations::add_note(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => Ok(frame.redirect(&there(reference), "Added.")),
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.notes.add = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /remediations/{remediation}/notes/{id}/{act}`: `done`, `open` or `remove`.
pub async fn act(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id, act)): Path<(RemediationRef, Uuid, String)>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let news = match act.as_str() {
        "done" | "open" => {
            let done = act == "done";
            store::write(&state.db, who.by(&state), async |tx| {
                remediations::tick(&tx, viewer, &reference, id, done).await
            })
            .await?;
            if done { "Ticked off." } else { "Open again." }
        }
        "remove" => {
            store::write(&state.db, who.by(&state), async |tx| {
                remediations::remove_note(&tx, viewer, &reference, id).await
            })
            .await?;
            "Removed."
        }
        _ => return Err(Error::NotFound),
    };
    Ok(frame.redirect(&there(reference), news))
}
