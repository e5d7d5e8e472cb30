//! One event: reading, editing, retracting it and putting it back.

use app::domain::Invalid;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::moment::RawMoment;
use app::domain::permission::Right;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{EditEvent, RawEvent, RawRetraction, RetractEvent};
use app::pages::event::{EventPage, differences};
use app::pages::event_form::{RawBeside, RawEventForm};
use app::pages::incident::Sent;
use app::paths;
use app::ui::Flash;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::events::{both, quoted};
use super::in_place::undoable;
use super::load::{html, known};
use super::understood;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
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
    let mut raw = RawEvent::from(&event);
    raw.occurred = RawMoment::typed(&event.occurred);
    for (typed, moment) in
        [(&mut raw.occurred_end, &event.occurred_end), (&mut raw.known, &event.known)]
    {
        *typed = moment.as_ref().map(RawMoment::typed).unwrap_or_default();
    }
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
        retract: Sent::default(),
        writes: viewer.may(Right::WriteTimeline),
        retracts: viewer.may_retract(event.recorded_by_id),
        event,
    })
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
    let mut page = page(&state, &who.viewer, &reference, seq).await?;
    let said = understood(raw.clone(), state.clock.now(), frame.zone());
    let edit = EditEvent::parse(&said, &beside.reason, &page.event);
    let parsed = both(edit, quoted(&beside.new_evidence));
    let version = beside.version.trim().parse().ok();
    let Err(error) = write(&state, &who, (&reference, seq, version), parsed, upload).await else {
        let news = undoable(page.incident, format!("Saved E{seq}."));
        return Ok(frame.redirect_with(&paths::event(page.incident, seq), news));
    };
    if matches!(error, Error::Stale(_)) {
        page.differences = Some(differences(&raw, &page.form.raw.event));
    }
    let status = error.form_status();
    page.form = Sent::new(RawEventForm { event: raw, beside }, error.into_invalid()?);
    Ok(frame.show(status, page))
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
        if let Some(quote) = &quote {
            let quote = AddEvidence { events: vec![seq], ..quote.clone() };
            evidence::add(&tx, viewer, reference, &quote).await?;
        }
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
    let mut page = page(&state, &who.viewer, &reference, seq).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match RetractEvent::parse(&raw) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            events::retract(&tx, viewer, &reference, seq, &command, None).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => {
            let undo = paths::event_part(page.incident, seq, "restore");
            let news = Flash::done(format!("Retracted E{seq}.")).undo(undo);
            Ok(frame.redirect_with(&format!("{}#timeline", paths::incident(page.incident)), news))
        }
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
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
    Ok(frame.redirect(&paths::event(incident.number, seq), &news))
}
