//! One reader's stream: what was missed, then what happens, while the reader may see it.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, MissedTickBehavior};

use super::note::{Note, ROWS, message};
use super::{Live, Seat, rows};
use crate::auth::identify;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{audit, incidents};

/// How often a silent stream says that it lives, and asks whether its reader may still look.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back, in milliseconds.
const RETRY: u32 = 2_000;
/// Who missed more than this reads the whole again.
const MISSED: u64 = 200;
/// What they are told instead.
const TOO_MUCH: &str = "<p>Much has happened meanwhile. Reload the page to see it.</p>";

/// How rows look to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Ordered by when things became known.
    pub by_known: bool,
    /// With what a writer can do.
    pub writes: bool,
}

/// What a reader wants to get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Notes as JSON.
    Json,
    /// Rows of the timeline as HTML.
    Rows(Looks),
}

impl Shape {
    /// How many shapes there are.
    pub(super) const COUNT: usize = 5;

    pub(super) fn place(self) -> usize {
        match self {
            Self::Json => 0,
            Self::Rows(looks) => 1 + usize::from(looks.by_known) + 2 * usize::from(looks.writes),
        }
    }
}

/// Answers with a stream of what happens to an incident that the viewer may see, after the entry that
/// the reader saw last: `Last-Event-ID`, or `after` for a page that says from when on it is.
pub async fn open(
    state: &AppState,
    viewer: &Viewer,
    headers: &HeaderMap,
    reference: &IncidentRef,
    after: Option<i64>,
    shape: Shape,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let seat = Live::join(state, incident.id, viewer.user_id).await?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let after = last.and_then(|last| last.trim().parse().ok()).or(after);
    let now = audit::last(&state.db).await?;
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat.reset();
    let first = format!("retry: {RETRY}\nid: {}\n\n", after.unwrap_or(now));
    let mut reader = Reader {
        credentials: credentials(headers),
        queue: VecDeque::from([Bytes::from(first)]),
        seen: after.unwrap_or(now),
        ended: false,
        shape,
        heartbeat,
        seat,
    };
    if reader.seen > now {
        reader.tell_reload(now);
    } else {
        reader.catch_up().await?;
    }
    let stream = futures_util::stream::unfold(reader, |mut reader| async move {
        let bytes = reader.next().await?;
        Some((Ok::<_, Infallible>(bytes), reader))
    });
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let buffered =
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(([kind, kept, buffered], Body::from_stream(stream)).into_response())
}

/// What proves who reads, to be looked at again.
fn credentials(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in [header::AUTHORIZATION, header::COOKIE] {
        for value in headers.get_all(&name) {
            kept.append(name.clone(), value.clone());
        }
    }
    kept
}

struct Reader {
    seat: Seat,
    credentials: HeaderMap,
    shape: Shape,
    queue: VecDeque<Bytes>,
    /// The last entry that was told.
    seen: i64,
    ended: bool,
    heartbeat: Interval,
}

impl Reader {
    /// The next piece of the stream; none when it is over.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.queue.pop_front() {
                return Some(bytes);
            }
            if self.ended || *self.seat.closed.borrow() {
                return None;
            }
            tokio::select! {
                biased;
                _ = self.seat.closed.changed() => return None,
                _ = self.seat.access.changed() => self.look_again().await,
                note = self.seat.notes.recv() => match note {
                    Ok(note) => self.take(&note).await,
                    Err(RecvError::Lagged(_)) => self.catch_up().await.unwrap_or_else(|_| self.ended = true),
                    Err(RecvError::Closed) => return None,
                },
                _ = self.heartbeat.tick() => {
                    self.look_again().await;
                    self.queue.push_back(Bytes::from_static(b":\n\n"));
                }
            }
        }
    }

    async fn take(&mut self, note: &Arc<Note>) {
        // What made this reader leave comes before what must not be told any more.
        if self.seat.access.has_changed().unwrap_or(true) {
            self.look_again().await;
        }
        if self.ended || note.seq <= self.seen {
            return;
        }
        match note.message(&self.seat.state, self.shape).await {
            Ok(bytes) => {
                self.seen = note.seq;
                self.queue.push_back(bytes);
            }
            Err(error) => {
                tracing::error!(?error, "live");
                self.ended = true;
            }
        }
    }

    /// Ends the stream of who may no longer see the incident.
    async fn look_again(&mut self) {
        self.seat.access.mark_unchanged();
        if !self.may_look().await.unwrap_or(false) {
            let data = "<p>You are signed out, or this is no longer yours to see.</p>";
            self.queue = VecDeque::from([Bytes::from(message("reload", self.seen, data))]);
            self.ended = true;
        }
    }

    async fn may_look(&self) -> Result<bool> {
        let state = &self.seat.state;
        let Some(who) = identify::again(state, &self.credentials).await? else { return Ok(false) };
        let same = who.viewer.user_id == self.seat.user && who.viewer.may(Right::ViewIncidents);
        let writes = match self.shape {
            Shape::Rows(looks) => looks.writes == who.viewer.may(Right::WriteTimeline),
            Shape::Json => true,
        };
        let reference = IncidentRef::Id(self.seat.incident);
        let found = incidents::find_brief(&state.db, &who.viewer, &reference).await?;
        Ok(same && writes && found.is_some())
    }

    fn tell_reload(&mut self, now: i64) {
        self.queue.push_back(Bytes::from(message("reload", now, TOO_MUCH)));
        self.seen = now;
    }

    /// Tells what the log holds after what was seen.
    async fn catch_up(&mut self) -> Result<()> {
        let state = self.seat.state.clone();
        let incident = self.seat.incident;
        let entries = audit::after(&state.db, self.seen, Some(incident), MISSED + 1).await?;
        let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
        if entries.len() as u64 > MISSED {
            let now = audit::last(&state.db).await?;
            self.tell_reload(now);
            return Ok(());
        }
        let mut notes = Vec::with_capacity(entries.len());
        for entry in entries {
            notes.push(Note::of(&state, entry).await?);
        }
        match self.shape {
            Shape::Json => {
                for note in &notes {
                    self.queue.push_back(note.message(&state, self.shape).await?);
                }
            }
            Shape::Rows(looks) => {
                let text = missed(&state, incident, &notes, looks, last).await?;
                self.queue.push_back(Bytes::from(text));
            }
        }
        self.seen = last;
        Ok(())
    }
}

/// Each row once, as it is now, however often it was changed.
async fn missed(
    state: &AppState,
    incident: uuid::Uuid,
    notes: &[Note],
    looks: Looks,
    last: i64,
) -> Result<String> {
    let seqs: BTreeSet<i32> = notes.iter().flat_map(|note| &note.events).copied().collect();
    if seqs.len() > ROWS {
        return Ok(message("reload", last, TOO_MUCH));
    }
    let latest = notes.iter().rev().find(|note| !note.events.is_empty());
    match latest {
        Some(latest) => {
            let seqs: Vec<i32> = seqs.into_iter().collect();
            let html = rows(state, incident, &seqs, looks, Some(latest.news())).await?;
            Ok(message("row", last, &html))
        }
        None => {
            let told: Vec<String> = notes.iter().map(rows::sentence).collect();
            Ok(message("news", last, told.last().map_or("", String::as_str)))
        }
    }
}
