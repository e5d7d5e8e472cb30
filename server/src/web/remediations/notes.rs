//! What is said, ticked off and linked about a remediation.

use app::domain::reference::RemediationRef;
use app::domain::remediation::{AddNote, RawNote};
use app::pages::remediations::RemediationPage;
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
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
    let done = who.write(&state, AddNote::parse(&raw), async |tx, command| {
        remediations::add_note(&tx, viewer, &reference, &command).await
    });
    let refill = |page: &mut RemediationPage, trouble| page.notes.add = Sent::new(raw, trouble);
    let again = load(&state, viewer, &reference);
    frame.answer(done.await, |_| (there(reference), "Added."), again, refill).await
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
