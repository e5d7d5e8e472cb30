//! What happens to incidents, told to those who look at them, as it happens.
//!
//! The audit log is the source: its entries are numbered in the order of their commits. One task per
//! server reads on behind every commit, and now and then for what another server wrote, and hands each
//! entry to the readers of its incident. It rests while nobody looks. A reader who was away says which
//! entry was the last, and gets what came after it.

mod note;
mod rows;
mod stream;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::audit::{self, Entry};
use crate::store::incidents;

pub use note::Note;
pub use rows::rows;
pub use stream::{Looks, Shape, open};

/// How many notes a slow reader may be behind before it reads them from the log.
const BEHIND: usize = 256;
/// How many streams one user may have open.
const STREAMS: usize = 24;
/// How many entries are read at a time.
const STRIDE: u64 = 500;

/// Who follows which incident, on this server.
#[derive(Debug)]
pub struct Live {
    shared: Mutex<Shared>,
    /// Counts changes after which somebody may not see what they saw.
    access: watch::Sender<u64>,
    closed: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Shared {
    rooms: HashMap<Uuid, broadcast::Sender<Arc<Note>>>,
    streams: HashMap<Uuid, usize>,
    /// The last entry that was handed on; none while no task reads the log.
    last: Option<i64>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            shared: Mutex::default(),
            access: watch::channel(0).0,
            closed: watch::channel(false).0,
        }
    }
}

/// A place in the room of an incident; given back when it is dropped.
struct Seat {
    state: AppState,
    incident: Uuid,
    user: Uuid,
    notes: broadcast::Receiver<Arc<Note>>,
    access: watch::Receiver<u64>,
    closed: watch::Receiver<bool>,
}

impl Live {
    /// Ends every stream: the server is about to stop.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    /// How many streams are open.
    pub fn readers(&self) -> usize {
        self.lock().streams.values().sum()
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place; from now on nothing is missed that is written after what the log holds now.
    async fn join(state: &AppState, incident: Uuid, user: Uuid) -> Result<Seat> {
        let live = &state.live;
        let (access, closed) = (live.access.subscribe(), live.closed.subscribe());
        if *closed.borrow() {
            return Err(Error::Unavailable("The server is stopping."));
        }
        let notes = {
            let mut shared = live.lock();
            let open = shared.streams.entry(user).or_default();
            if *open >= STREAMS {
                return Err(Error::Throttled(30));
            }
            *open += 1;
            let room = shared.rooms.entry(incident);
            room.or_insert_with(|| broadcast::channel(BEHIND).0).subscribe()
        };
        let seat = Seat { state: state.clone(), incident, user, notes, access, closed };
        if live.lock().last.is_none() {
            let last = audit::last(&state.db).await?;
            let mut shared = live.lock();
            if shared.last.is_none() {
                shared.last = Some(last);
                tokio::spawn(follow(state.clone()));
            }
        }
        Ok(seat)
    }

    /// Hands on what is new in the log; `false` when nobody looks any more, and the task ends.
    async fn hand_on(state: &AppState) -> Result<bool> {
        let live = &state.live;
        loop {
            let Some(last) = live.lock().last else { return Ok(false) };
            let entries = audit::after(&state.db, last, None, STRIDE).await?;
            let full = entries.len() as u64 == STRIDE;
            for entry in entries {
                let seq = entry.seq;
                if concerns_access(&entry) {
                    live.access.send_modify(|count| *count += 1);
                }
                let room = entry.incident_id.and_then(|id| live.lock().rooms.get(&id).cloned());
                if let Some(room) = room {
                    drop(room.send(Arc::new(Note::of(state, entry).await?)));
                }
                live.lock().last = Some(seq);
            }
            if !full {
                break;
            }
        }
        let mut shared = live.lock();
        if shared.rooms.is_empty() {
            shared.last = None;
        }
        Ok(shared.last.is_some())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut shared = self.state.live.lock();
        if let Some(open) = shared.streams.get_mut(&self.user) {
            *open -= 1;
            if *open == 0 {
                shared.streams.remove(&self.user);
            }
        }
        // This seat's own receiver is still counted.
        let last = shared.rooms.get(&self.incident).is_some_and(|room| room.receiver_count() <= 1);
        if last {
            shared.rooms.remove(&self.incident);
        }
    }
}

/// Reads on behind the log until nobody looks.
async fn follow(state: AppState) {
    let mut commits = state.db.commits();
    let mut closed = state.live.closed.subscribe();
    // Other servers write to PostgreSQL, other programs (the command line) to SQLite.
    let rest = match state.db.get_database_backend() {
        DbBackend::Postgres => Duration::from_millis(150),
        _ => Duration::from_secs(1),
    };
    loop {
        match Live::hand_on(&state).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::error!(?error, "live");
                tokio::time::sleep(rest).await;
            }
        }
        tokio::select! {
            _ = commits.changed() => {}
            () = tokio::time::sleep(rest) => {}
            _ = closed.changed() => return,
        }
    }
}

/// Whether after this somebody may no longer see what they saw.
fn concerns_access(entry: &Entry) -> bool {
    match entry.object_kind.as_str() {
        "user" | "session" | "token" => {
            !matches!(entry.action.as_str(), "session.begin" | "user.create" | "token.create")
        }
        "incident" => matches!(
            entry.action.as_str(),
            "incident.edit" | "incident.restrict" | "incident.remove_member"
        ),
        _ => false,
    }
}

/// Who wrote an entry, by name; the server itself has none.
async fn name_of(state: &AppState, entry: &Entry) -> Result<Option<(Uuid, String)>> {
    let Some(id) = entry.actor_id else { return Ok(None) };
    let mut names = incidents::names(&state.db, &[id]).await?;
    Ok(names.remove(&id).map(|name| (id, name)))
}
