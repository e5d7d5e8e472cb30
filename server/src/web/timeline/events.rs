//! Adding an event with all its fields, and pinning one.

use app::domain::Invalid;
use app::domain::evidence::{AddEvidence, RawEvidence};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{AddEvent, RawEvent};
use app::pages::event_form::{NewEventPage, RawBeside, RawEventForm, RawQuote};
use app::pages::sent::Sent;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono_tz::Tz;

use super::in_place::undoable;
use super::load::known;
use super::understood;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::evidence::NewFiles;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, Tx, events, evidence, incidents};
use crate::upload::Upload;

type Writer = Require<right::WriteTimeline>;

/// The evidence that came with an event, if any did.
pub(super) fn quoted(raw: &RawQuote) -> Result<Option<AddEvidence>, Invalid> {
    if raw.is_blank() {
        return Ok(None);
    }
    let RawQuote { title, quote, url } = raw.clone();
    let raw = RawEvidence { title, quote, url, ..RawEvidence::default() };
    AddEvidence::parse(raw).map(Some).map_err(|invalid| invalid.prefixed("new_evidence."))
}

/// Both, or what was wrong with each of them.
pub(super) fn both<A, B>(
    one: Result<A, Invalid>,
    other: Result<B, Invalid>,
) -> Result<(A, B), Invalid> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut invalid), other) => {
            invalid.errors.extend(other.err().into_iter().flat_map(|invalid| invalid.errors));
            Err(invalid)
        }
        (_, Err(invalid)) => Err(invalid),
    }
}

/// Adds the evidence that came with an event; answers the event's number.
pub(super) async fn quote_at(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    quote: Option<AddEvidence>,
) -> store::Result<i32> {
    if let Some(quote) = quote {
        let quote = AddEvidence { events: vec![seq], ..quote };
        evidence::add(tx, viewer, reference, &quote).await?;
    }
    Ok(seq)
}

async fn blank(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    zone: Tz,
) -> Result<NewEventPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let known = known(&state.db, viewer, incident.id).await?;
    Ok(NewEventPage::blank(incident.number, known, state.clock.now(), zone))
}

/// `GET /incidents/{incident}/events/new`
pub async fn new(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let page = blank(&state, &who.viewer, &reference, frame.zone()).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/events`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    upload: Upload,
) -> Result<Response> {
    let (raw, beside): (RawEvent, RawBeside) = (upload.read()?, upload.read()?);
    let viewer = &who.viewer;
    let incident = incidents::brief(&state.db, viewer, &reference).await?;
    let now = state.clock.now();
    let said = understood(raw.clone(), now, frame.zone());
    let parsed = both(AddEvent::parse(&said, now), quoted(&beside.new_evidence));
    let done = write(&state, &who, &reference, parsed, upload).await;
    let there = |seq| {
        let news = format!("Added E{seq}.");
        (paths::event(incident.number, seq), undoable(incident.number, news))
    };
    let refill = |page: &mut NewEventPage, trouble| {
        page.sent = Sent::new(RawEventForm { event: raw, beside }, trouble);
    };
    let page = blank(&state, viewer, &reference, frame.zone());
    frame.answer(done, there, page, refill).await
}

async fn write(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    parsed: Result<(AddEvent, Option<AddEvidence>), Invalid>,
    mut upload: Upload,
) -> Result<i32> {
    let (command, quote) = parsed?;
    upload.check()?;
    let (viewer, by) = (&who.viewer, who.by(state));
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(state, &naming, upload.files, &RawEvidence::default()).await?;
    let seq = store::write(&state.db, by, async |tx| {
        let (event, _) = events::add(&tx, viewer, reference, &command).await?;
        quote_at(&tx, viewer, reference, event.seq, quote.clone()).await?;
        files.add(&tx, viewer, reference, Some(event.seq)).await?;
        Ok(event.seq)
    })
    .await?;
    Ok(seq)
}

/// Whether the event is pinned from now on.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RawPin {
    /// `true` or `false`; blank turns it over.
    pinned: String,
}

/// `POST /incidents/{incident}/events/{seq}/pin`
pub async fn pin(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Form(raw): Form<RawPin>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let pinned = match raw.pinned.trim() {
        "" => !events::get(&state.db, viewer, &reference, seq).await?.pinned,
        said => said == "true",
    };
    store::write(&state.db, by, async |tx| events::pin(&tx, viewer, &reference, seq, pinned).await)
        .await?;
    let news = if pinned { "Pinned." } else { "No longer pinned." };
    let news = undoable(incident.number, format!("E{seq}: {news}"));
    Ok(frame.redirect(&paths::event(incident.number, seq), news))
}
