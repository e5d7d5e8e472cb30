//! Verifying: the page that asks, and the step with the files that show it.

use app::domain::account::Person;
use app::domain::evidence::{Proof, RawEvidence};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::{Remediation, Transition, TransitionRaw};
use app::domain::{Invalid, Vocabulary};
use app::pages::remediations::VerifyPage;
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::evidence::NewFiles;
use crate::extract::Path;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, remediations};
use crate::upload::Upload;

type Verifier = Require<right::VerifyRemediation>;

async fn verify_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<VerifyPage> {
    let it = remediations::get(&state.db, viewer, reference).await?;
    let me = Person { id: viewer.user_id, name: viewer.name.clone() };
    Ok(VerifyPage::blank(it, me, state.clock.now().date_naive()))
}

/// `GET /remediations/{remediation}/verify`
pub async fn ask_verify(
    State(state): State<AppState>,
    frame: Frame,
    who: Verifier,
    Path(reference): Path<RemediationRef>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, verify_page(&state, &who.viewer, &reference).await?))
}

/// `POST /remediations/{remediation}/verify`: that it works, or that it does not.
pub async fn verify(
    State(state): State<AppState>,
    frame: Frame,
    who: Verifier,
    Path(reference): Path<RemediationRef>,
    upload: Upload,
) -> Result<Response> {
    let viewer = &who.viewer;
    let (raw, read): (TransitionRaw, Read) = (upload.read()?, upload.read()?);
    let version = read.version.trim().parse().ok();
    let done = judged(&state, &who, (&reference, version), raw.clone(), upload).await;
    let there = |it: Remediation| {
        let news = format!("REM-{} is {} now.", it.number, it.status.label().to_lowercase());
        (paths::remediation(reference), news)
    };
    let refill = |page: &mut VerifyPage, trouble| page.form = Sent::new(raw, trouble);
    frame.answer(done, there, verify_page(&state, viewer, &reference), refill).await
}

/// The version that the form was made from.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Read {
    version: String,
}

/// Stands for the files among what was typed, until they are recorded.
const FILES: &str = "files that came along";

/// Takes the step; files that came along become evidence of the first incident that it serves, in the
/// same write.
async fn judged(
    state: &AppState,
    who: &Verifier,
    (reference, version): (&RemediationRef, Option<i32>),
    mut raw: TransitionRaw,
    mut upload: Upload,
) -> Result<Remediation> {
    upload.check()?;
    let viewer = &who.viewer;
    if upload.files.is_empty() {
        let parsed = Transition::parse(raw, state.clock.now());
        let done = who.write(state, parsed, async |tx, command| {
            remediations::step(&tx, viewer, reference, &command, version).await
        });
        return done.await;
    }
    raw.evidence.push(FILES.to_owned());
    let mut command = Transition::parse(raw, state.clock.now())?;
    command.evidence.retain(|proof| *proof != Proof::Text(FILES.to_owned()));
    let it = remediations::get(&state.db, viewer, reference).await?;
    let serves = it.incidents.first().filter(|_| viewer.may(Right::WriteTimeline));
    let Some(incident) = serves.map(|served| IncidentRef::Number(served.number)) else {
        let message = "A file needs an incident to belong to: give a link or words instead.";
        return Err(Invalid::one("files", message).into());
    };
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &RawEvidence::default()).await?;
    let done = store::write(&state.db, who.by(state), async |tx| {
        let mut command = command.clone();
        let added = files.add(&tx, viewer, &incident, None).await?;
        command.evidence.extend(added.into_iter().map(|file| Proof::Evidence(file.id)));
        remediations::step(&tx, viewer, reference, &command, version).await
    });
    Ok(done.await?)
}
