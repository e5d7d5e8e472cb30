//! One thing at a time with one event: when it happened, what supports it, taking it back, undoing.

use std::future::ready;

use app::domain::Invalid;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::moment::RawMoment;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{EditEvent, Event, RawEvent};
use app::pages::event_form::RawQuote;
use app::pages::in_place::{About, RawRetiming, RetimePage, RetractPage, RowActsPage, SupportPage};
use app::pages::sent::{Sent, Trouble};
use app::paths;
use app::ui::{Flash, differing};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::events::{quote_at, quoted};
use super::understood;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::evidence::NewFiles;
use crate::extract::{Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, events, incidents, undo};
use crate::upload::Upload;

type Writer = Require<right::WriteTimeline>;
type Place = Path<(IncidentRef, i32)>;

/// The event of a page.
pub(super) async fn about(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<About> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let event = events::get(&state.db, viewer, reference, seq).await?;
    Ok(About { incident: incident.number, event })
}

/// `GET /incidents/{incident}/events/{seq}/acts`
pub async fn acts(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
) -> Result<Response> {
    let about = about(&state, &who.viewer, &reference, seq).await?;
    let retracts = who.viewer.may_retract(about.event.recorded_by_id);
    Ok(frame.show(StatusCode::OK, RowActsPage { about, retracts }))
}

/// `GET /incidents/{incident}/events/{seq}/retract`
pub async fn ask_retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
) -> Result<Response> {
    let about = about(&state, &who.viewer, &reference, seq).await?;
    Ok(frame.show(StatusCode::OK, RetractPage { about, form: Sent::default() }))
}

fn times(event: &Event) -> RawRetiming {
    let RawEvent { occurred, occurred_end, known, .. } = RawEvent::typed(event);
    RawRetiming { occurred, occurred_end, known, reason: String::new() }
}

/// `GET /incidents/{incident}/events/{seq}/retime`
pub async fn retime(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
) -> Result<Response> {
    let about = about(&state, &who.viewer, &reference, seq).await?;
    let form = Sent { raw: times(&about.event), ..Sent::default() };
    Ok(frame.show(StatusCode::OK, RetimePage { about, form, differences: None }))
}

/// `POST /incidents/{incident}/events/{seq}/retime`
pub async fn set_times(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
    VersionedForm { version, raw }: VersionedForm<RawRetiming>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let about = about(&state, viewer, &reference, seq).await?;
    let number = about.incident;
    let parsed = retiming(&raw, &about.event, &frame, &state);
    let done = who.write(&state, parsed, async |tx, edit| {
        events::edit(&tx, viewer, &reference, seq, &edit, version).await
    });
    let there = |_| (paths::event(number, seq), undoable(number, format!("Saved E{seq}.")));
    let refill = |page: &mut RetimePage, trouble| {
        if trouble == Trouble::Stale {
            page.differences = Some(differing(words(&raw), words(&times(&page.about.event))));
        }
        page.form = Sent::new(raw, trouble);
    };
    let again = RetimePage { about, form: Sent::default(), differences: None };
    frame.answer(done.await, there, ready(Ok(again)), refill).await
}

fn words(raw: &RawRetiming) -> [(&'static str, String); 3] {
    let said = |moment: &RawMoment| {
        format!("{} {} {}", moment.at, moment.precision, moment.zone).trim().to_owned()
    };
    [
        ("When it happened", said(&raw.occurred)),
        ("When it ended", said(&raw.occurred_end)),
        ("When we learnt of it", said(&raw.known)),
    ]
}

/// The event as it is, at other times.
fn retiming(
    raw: &RawRetiming,
    event: &Event,
    frame: &Frame,
    state: &AppState,
) -> Result<EditEvent, Invalid> {
    let mut said = RawEvent::from(event);
    said.occurred = raw.occurred.clone();
    said.occurred_end = raw.occurred_end.clone();
    said.known = raw.known.clone();
    let said = understood(said, state.clock.now(), frame.zone());
    EditEvent::parse(&said, &raw.reason, event)
}

/// `GET /incidents/{incident}/events/{seq}/evidence`
pub async fn ask_support(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
) -> Result<Response> {
    let about = about(&state, &who.viewer, &reference, seq).await?;
    Ok(frame.show(StatusCode::OK, SupportPage { about, form: Sent::default() }))
}

/// `POST /incidents/{incident}/events/{seq}/evidence`
pub async fn support(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
    upload: Upload,
) -> Result<Response> {
    let raw: RawQuote = upload.read()?;
    let about = about(&state, &who.viewer, &reference, seq).await?;
    let number = about.incident;
    let done = add_support(&state, &who, (&reference, seq), &raw, upload).await;
    let there = |()| (paths::event(number, seq), format!("E{seq} has new evidence."));
    let refill = |page: &mut SupportPage, trouble| page.form = Sent::new(raw, trouble);
    let again = SupportPage { about, form: Sent::default() };
    frame.answer(done, there, ready(Ok(again)), refill).await
}

/// Adds the words or the link and the files that came along, in one write. The title is that of the
/// words, or of the file where it came without any.
async fn add_support(
    state: &AppState,
    who: &Writer,
    (reference, seq): (&IncidentRef, i32),
    raw: &RawQuote,
    mut upload: Upload,
) -> Result<()> {
    upload.check()?;
    let only_files = !raw.quotes() && !upload.files.is_empty();
    let quote = if only_files { None } else { Some(quote(raw)?) };
    let title = if only_files { raw.title.clone() } else { String::new() };
    let said = RawEvidence { title, ..RawEvidence::default() };
    let (viewer, by) = (&who.viewer, who.by(state));
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &said).await?;
    store::write(&state.db, by, async |tx| {
        quote_at(&tx, viewer, reference, seq, quote.clone()).await?;
        files.add(&tx, viewer, reference, Some(seq)).await?;
        Ok(())
    })
    .await?;
    Ok(())
}

fn quote(raw: &RawQuote) -> Result<AddEvidence, Invalid> {
    let mut invalid = match quoted(raw) {
        Ok(Some(quote)) => return Ok(quote),
        Ok(None) => Invalid::one("quote", "Quote the words, give a link, or choose a file."),
        Err(invalid) => invalid,
    };
    for error in &mut invalid.errors {
        if let Some(field) = error.field.strip_prefix("new_evidence.") {
            error.field = field.to_owned();
        }
    }
    Err(invalid)
}

/// News with the way to take it back.
pub(super) fn undoable(incident: impl std::fmt::Display, words: String) -> Flash {
    Flash::done(words).undo(paths::incident_part(incident, "undo"))
}

/// `POST /incidents/{incident}/undo`: takes the viewer's last change of the timeline back.
pub async fn undo_last(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = store::write(&state.db, by, async |tx| undo::last(&tx, viewer, &reference).await);
    let news = match done.await.map_err(|error| Error::from(error).into_trouble()) {
        Ok(words) => Flash::done(words),
        Err(Ok(trouble)) => {
            let invalid = Invalid::from(trouble);
            let said: Vec<String> = invalid.errors.into_iter().map(|e| e.message).collect();
            Flash::problem(said.join(" "))
        }
        Err(Err(error)) => return Err(error),
    };
    Ok(frame.redirect(&format!("{}#timeline", paths::incident(incident.number)), news))
}
