//! Adding, showing, rewriting and retracting evidence.

use app::domain::Invalid;
use app::domain::custody::CustodyAct;
use app::domain::evidence::{AddEvidence, Evidence, RawEvidence};
use app::domain::incident::IncidentNumber;
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
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
use crate::extract::Path;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, Tx, evidence, incidents};
use crate::upload::Upload;
use crate::web::incidents::load;
use crate::web::rows::{Place, Row};

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

/// The evidence of an incident.
pub struct StoredEvidence;

impl Row for StoredEvidence {
    type Right = right::WriteTimeline;
    type Raw = RawEvidence;
    type Command = AddEvidence;
    type Stored = Evidence;
    type Page = EvidencePage;

    fn parse(raw: RawEvidence) -> Result<AddEvidence, Invalid> {
        AddEvidence::parse(raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
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

    fn forms(page: &mut EvidencePage) -> (&mut Edit<RawEvidence>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &AddEvidence,
        version: Option<i32>,
    ) -> store::Result<Evidence> {
        evidence::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        evidence::retract(tx, viewer, reference, id, reason).await
    }

    fn seen_at(incident: IncidentNumber, row: Option<&Evidence>) -> String {
        match row {
            Some(row) => paths::incident_row(incident, "evidence", row.id),
            None => section(incident),
        }
    }
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
    Ok(frame.show(StatusCode::OK, StoredEvidence::page(&state, viewer, (&reference, id)).await?))
}
