//! Adding, showing, rewriting and retracting evidence.

use app::domain::custody::CustodyAct;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::incident::IncidentNumber;
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::evidence::EvidencePage;
use app::pages::incident::IncidentPage;
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::Result;
use crate::evidence::NewFiles;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, evidence, incidents};
use crate::upload::Upload;
use crate::web::incidents::{load, reason};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

fn section(incident: IncidentNumber) -> String {
    paths::incident_section(incident, "evidence")
}

/// `POST /incidents/{incident}/evidence`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    upload: Upload,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let raw: RawEvidence = upload.read()?;
    let done = write(&state, &who, &reference, raw.clone(), upload).await;
    let there = |()| (section(number), "Added the evidence.");
    let refill = |page: &mut IncidentPage, trouble| page.evidence.add = Sent::new(raw, trouble);
    frame.answer(done, there, load(&state, viewer, &reference), refill).await
}

/// Adds the files that came, or else the words and the link.
async fn write(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    raw: RawEvidence,
    mut upload: Upload,
) -> Result<()> {
    upload.check()?;
    let viewer = &who.viewer;
    if upload.files.is_empty() {
        let done = who.write(state, AddEvidence::parse(raw), async |tx, command| {
            evidence::add(&tx, viewer, reference, &command).await
        });
        return done.await.map(drop);
    }
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &raw).await?;
    let by = who.by(state);
    store::write(&state.db, by, async |tx| files.add(&tx, viewer, reference, None).await).await?;
    Ok(())
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<EvidencePage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?.number;
    let evidence = evidence::get(&state.db, viewer, reference, id).await?;
    Ok(EvidencePage {
        incident,
        custody: evidence::custody(&state.db, viewer, reference, id).await?,
        writes: viewer.may(Right::WriteTimeline),
        purges: viewer.may(Right::Purge),
        edit: Edit::of(RawEvidence::from(&evidence), evidence.version),
        retract: Sent::default(),
        evidence,
    })
}

/// `GET /incidents/{incident}/evidence/{id}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        evidence::looked_at(&tx, viewer, &reference, id, CustodyAct::LookedAt).await
    })
    .await?;
    Ok(frame.show(StatusCode::OK, page(&state, viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/evidence/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawEvidence>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, AddEvidence::parse(raw.clone()), async |tx, command| {
        evidence::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let there = |_| (paths::incident_row(number, "evidence", id), "Saved.");
    let refill = |page: &mut EvidencePage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, id), refill).await
}

/// `POST /incidents/{incident}/evidence/{id}/retract`
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
        evidence::retract(&tx, viewer, &reference, id, &reason).await
    });
    let refill = |page: &mut EvidencePage, trouble| page.retract = Sent::new(raw.reason, trouble);
    let again = page(&state, viewer, &reference, id);
    frame.answer(done.await, |()| (section(number), "Retracted."), again, refill).await
}
