//! One event: reading, editing, retracting it and putting it back.

use std::future::ready;

use app::domain::Invalid;
use app::domain::evidence::{AddEvidence, EvidenceKind, RawEvidence};
use app::domain::permission::Right;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{EditEvent, RawEvent, RawRetraction, RetractEvent};
use app::pages::event::{EventPage, differences};
use app::pages::event_form::{RawBeside, RawEventForm};
use app::pages::sent::{Sent, Trouble};
use app::paths;
use app::ui::Flash;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::events::{both, quote_at, quoted};
use super::in_place::undoable;
use super::load::{html, known};
use super::understood;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::evidence::NewFiles;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, events, evidence, incidents, links, renditions};
use crate::upload::Upload;
use app::domain::permission::Viewer;

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

/// `GET /incidents/{incident}/events/{seq}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, seq).await?))
}

pub(super) async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<EventPage> {
    let db = &state.db;
    let incident = incidents::brief(db, viewer, reference).await?;
    let event = events::get(db, viewer, reference, seq).await?;
    let mut links = links::standing(db, incident.id).await?;
    links.retain(|link| link.from == seq || link.to == seq);
    let mut raw = RawEvent::typed(&event);
    for actor in [&mut raw.actor, &mut raw.on_behalf_of] {
        // Said by name, so that another name in the form is another actor.
        actor.id.clear();
        if !actor.key.is_empty() {
            actor.name.clear();
        }
    }
    Ok(EventPage {
        incident: incident.number,
        html: html(incident.number, &event.text),
        form: Sent { raw: RawEventForm { event: raw, ..Default::default() }, ..Sent::default() },
        differences: None,
        known: known(db, viewer, incident.id).await?,
        links,
        revisions: events::revisions(db, viewer, reference, seq).await?,
        renditions: renditions::list(db, viewer, reference, seq).await?,
        redact: Sent::default(),
        redacts: viewer.may(Right::Redact),
        files: files(state, viewer, incident.id).await?,
        retract: Sent::default(),
        writes: viewer.may(Right::WriteTimeline),
        retracts: viewer.may_retract(event.recorded_by_id),
        event,
    })
}

/// The files of the incident that are still there, for those who may hide passages.
async fn files(state: &AppState, viewer: &Viewer, incident: Uuid) -> Result<Vec<(Uuid, String)>> {
    if !viewer.may(Right::Redact) {
        return Ok(Vec::new());
    }
    let all = evidence::of_incident(&state.db, incident).await?.into_iter();
    let files = all.filter(|it| it.kind == EvidenceKind::File && it.purged_at.is_none());
    Ok(files.map(|it| (it.id, it.title)).collect())
}

/// `POST /incidents/{incident}/events/{seq}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    upload: Upload,
) -> Result<Response> {
    let (raw, beside): (RawEvent, RawBeside) = (upload.read()?, upload.read()?);
    let before = page(&state, &who.viewer, &reference, seq).await?;
    let number = before.incident;
    let said = understood(raw.clone(), state.clock.now(), frame.zone());
    let edit = EditEvent::parse(&said, &beside.reason, &before.event);
    let version = beside.version.trim().parse().ok();
    let parsed = both(edit, quoted(&beside.new_evidence));
    let done = write(&state, &who, (&reference, seq, version), parsed, upload).await;
    let there = |()| (paths::event(number, seq), undoable(number, format!("Saved E{seq}.")));
    let refill = |page: &mut EventPage, trouble| {
        if trouble == Trouble::Stale {
            page.differences = Some(differences(&raw, &page.form.raw.event));
        }
        page.form = Sent::new(RawEventForm { event: raw, beside }, trouble);
    };
    frame.answer(done, there, ready(Ok(before)), refill).await
}

async fn write(
    state: &AppState,
    who: &Writer,
    (reference, seq, version): (&IncidentRef, i32, Option<i32>),
    parsed: Result<(EditEvent, Option<AddEvidence>), Invalid>,
    mut upload: Upload,
) -> Result<()> {
    let (edit, quote) = parsed?;
    upload.check()?;
    let (viewer, by) = (&who.viewer, who.by(state));
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &RawEvidence::default()).await?;
    store::write(&state.db, by, async |tx| {
        events::edit(&tx, viewer, reference, seq, &edit, version).await?;
        quote_at(&tx, viewer, reference, seq, quote.clone()).await?;
        files.add(&tx, viewer, reference, Some(seq)).await?;
        Ok(())
    })
    .await?;
    Ok(())
}

/// `POST /incidents/{incident}/events/{seq}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, RetractEvent::parse(&raw), async |tx, command| {
        events::retract(&tx, viewer, &reference, seq, &command, None).await
    });
    let there = |_| {
        let undo = paths::event_part(number, seq, "restore");
        let news = Flash::done(format!("Retracted E{seq}.")).undo(undo);
        (paths::incident_section(number, "timeline"), news)
    };
    let refill = |page: &mut EventPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, seq), refill).await
}

/// `POST /incidents/{incident}/events/{seq}/restore`
pub async fn restore(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| events::restore(&tx, viewer, &reference, seq).await)
        .await?;
    let news = format!("E{seq} is back on the timeline.");
    Ok(frame.redirect(&paths::event(incident.number, seq), news))
}
