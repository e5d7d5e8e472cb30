//! Taking one's own last change of a timeline back. Nothing is unwritten: what undoes it is a change of
//! its own, with its revision and its entry in the audit log.

use std::collections::HashSet;

use app::domain::Refused;
use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef};
use app::domain::timeline::{EditEvent, RawEvent, RawRetraction, RetractEvent};
use serde_json::json;

use super::audit::{self, Entry, Filter};
use super::{Error, PageRequest, Result, Tx, events, incidents, links};

/// The entry that says that another one was undone.
const UNDO: &str = "timeline.undo";
/// What can be undone.
const UNDOABLE: [&str; 6] =
    ["event.add", "event.edit", "event.pin", "event.retract", "event.restore", "link.add"];

/// Undoes the viewer's last change that is not undone yet; answers what was done, as a sentence.
pub async fn last(tx: &Tx, viewer: &Viewer, reference: &IncidentRef) -> Result<String> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let filter = Filter {
        actor_id: Some(viewer.user_id),
        incident_id: Some(incident.id),
        ..Filter::default()
    };
    let page = audit::page(tx, &filter, &PageRequest::default()).await?;
    let entry = standing(&page.items).ok_or_else(|| {
        Refused::new("nothing-to-undo", "There is nothing of yours to undo on this timeline.")
    })?;
    let words = take_back(tx, viewer, reference, entry).await?;
    let detail = json!({ "undoes": entry.seq, "events": entry.detail["events"] });
    let object = (entry.object_kind.as_str(), &entry.object_id);
    tx.audit(UNDO, object, Some(incident.id), detail);
    Ok(words)
}

/// The newest entry, of those newest first, that is neither undone nor an undoing. What was written
/// together with an event (its links) goes with it.
fn standing(entries: &[Entry]) -> Option<&Entry> {
    let mut skipped: HashSet<i64> = HashSet::new();
    for entry in entries {
        if entry.action == UNDO {
            skipped.extend(entry.detail["undoes"].as_i64());
            // The change that undid it was written just before, in the same transaction.
            skipped.insert(entry.seq - 1);
            continue;
        }
        if skipped.contains(&entry.seq) || !UNDOABLE.contains(&entry.action.as_str()) {
            continue;
        }
        let whole = entries.iter().find(|other| {
            other.action == "event.add"
                && entry.action == "link.add"
                && entry.request_id.is_some()
                && other.request_id == entry.request_id
        });
        match whole {
            Some(whole) if skipped.contains(&whole.seq) => {}
            Some(whole) => return Some(whole),
            None => return Some(entry),
        }
    }
    None
}

async fn take_back(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    entry: &Entry,
) -> Result<String> {
    if entry.action == "link.add" {
        let id = entry.object_id.parse().map_err(|_| Error::NotFound)?;
        links::retract(tx, viewer, reference, id, "Undone.", None).await?;
        return Ok("Undone: the link is gone again.".to_owned());
    }
    let seq = entry.object_id.rsplit('/').next().unwrap_or_default();
    let seq = EventRef::parse_seq(seq).map_err(|_| Error::NotFound)?;
    match entry.action.as_str() {
        "event.add" => {
            if entry.detail["first"] != entry.detail["last"] {
                let message = "That added several events at once. Retract those that are wrong.";
                return Err(Refused::new("undo-many", message).into());
            }
            events::retract(tx, viewer, reference, seq, &reason()?, None).await?;
            Ok(format!("Undone: E{seq} is off the timeline."))
        }
        "event.edit" => unedit(tx, viewer, reference, seq, &entry.detail).await,
        "event.pin" => {
            let pinned = entry.detail["pinned"].as_bool().unwrap_or_default();
            events::pin(tx, viewer, reference, seq, !pinned).await?;
            Ok(format!("Undone: E{seq} is {}.", if pinned { "not pinned" } else { "pinned again" }))
        }
        "event.retract" => {
            events::restore(tx, viewer, reference, seq).await?;
            Ok(format!("Undone: E{seq} is back on the timeline."))
        }
        _ => {
            events::retract(tx, viewer, reference, seq, &reason()?, None).await?;
            Ok(format!("Undone: E{seq} is off the timeline again."))
        }
    }
}

fn reason() -> Result<RetractEvent> {
    Ok(RetractEvent::parse(&RawRetraction { reason: "Undone.".into() })?)
}

/// Writes what an event said before an edit, unless it was changed again since.
async fn unedit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    detail: &serde_json::Value,
) -> Result<String> {
    let event = events::get(tx, viewer, reference, seq).await?;
    let made = detail["version"].as_i64().and_then(|version| i32::try_from(version).ok());
    let revisions = events::revisions(tx, viewer, reference, seq).await?;
    let before = revisions.into_iter().find(|revision| Some(revision.version + 1) == made);
    let Some(before) = before.filter(|_| made == Some(event.version)) else {
        let message =
            format!("E{seq} was changed again since. Look at what it was before, and edit it.");
        return Err(Refused::new("undo-changed", message).into());
    };
    let edit = EditEvent::parse(&RawEvent::from(&*before.before), "Undone.", &event)?;
    events::edit(tx, viewer, reference, seq, &edit, Some(event.version)).await?;
    Ok(format!("Undone: E{seq} says again what it said before."))
}
