//! Adding, showing, rewriting and retracting evidence.

use app::domain::custody::CustodyAct;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::form::Checker;
use app::domain::incident::REASON_MIN;
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::evidence::EvidencePage;
use app::pages::incident::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::evidence::NewFiles;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, evidence, incidents};
use crate::upload::Upload;
use crate::web::incidents::load;

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

fn section(incident: impl std::fmt::Display) -> String {
    format!("{}#evidence", paths::incident(incident))
}

/// `POST /incidents/{incident}/evidence`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    upload: Upload,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let raw: RawEvidence = upload.read()?;
    let Err(error) = write(&state, &who, &reference, raw.clone(), upload).await else {
        return Ok(frame.redirect(&section(incident.number), "Added the evidence."));
    };
    let status = error.form_status();
    let invalid = error.into_invalid()?;
    let mut page = load(&state, &who.viewer, &reference).await?;
    page.evidence.add = Sent::new(raw, invalid);
    Ok(frame.show(status, page))
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
    let (viewer, by) = (&who.viewer, who.by(state));
    if upload.files.is_empty() {
        let command = AddEvidence::parse(raw)?;
        store::write(&state.db, by, async |tx| {
            evidence::add(&tx, viewer, reference, &command).await
        })
        .await?;
        return Ok(());
    }
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &raw).await?;
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
        edit: Sent { raw: RawEvidence::from(&evidence), ..Sent::default() },
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
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match AddEvidence::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            evidence::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let path = paths::incident_row(page.incident, "evidence", id);
            Ok(frame.redirect(&path, "Saved."))
        }
        Err(Ok(invalid)) => {
            page.edit = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/evidence/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let mut check = Checker::new();
    let reason = check.reason("reason", &raw.reason, REASON_MIN);
    let done = match check.finish(reason) {
        Ok(reason) => store::write(&state.db, by, async |tx| {
            evidence::retract(&tx, viewer, &reference, id, &reason).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(()) => Ok(frame.redirect(&section(page.incident), "Retracted.")),
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}
