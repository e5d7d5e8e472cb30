//! Editing an event: what it was is kept as a revision, and its links are checked again.

use app::domain::link::recheck;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{EditEvent, Event};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::add::{Cast, check_names};
use super::rows::{self, Rows};
use super::{facts_of, read, revisions};
use crate::store::entity::{event_agent_outputs as outputs, events::Model};
use crate::store::{Error, Result, Tx, incidents, links, search};

/// The event's row for a change, with the incident locked; and the incident's id and number.
pub(super) async fn open(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    version: Option<i32>,
) -> Result<(Model, Uuid, String)> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    tx.lock_incident(incident.id).await?;
    let row = read::row(tx, incident.id, seq).await?.ok_or(Error::NotFound)?;
    Error::check_version(version, row.version)?;
    Ok((row, incident.id, incident.number.to_string()))
}

/// Writes what is said of the event from now on. `version` is the one that was read.
///
/// The reasons against it are named by the fields of the event: a kind or a time that one of its
/// links does not allow.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    command: &EditEvent,
    version: Option<i32>,
) -> Result<Event> {
    let (row, incident, number) = open(tx, viewer, reference, seq, version).await?;
    let before = read::one(tx, row.clone()).await?;
    let fields = &command.fields;
    let named = [(0, fields)];
    let cast = Cast::find(tx, incident, &named).await.map_err(unplaced)?;
    check_names(tx, incident, &named).await.map_err(unplaced)?;
    recheck_links(tx, (incident, row.id), seq, command).await?;
    revisions::keep(tx, &before, &command.reason).await?;
    let (id, version) = (row.id, row.version);
    let mut changed = rows::set(tx, row.into_active_model(), fields, &cast);
    changed.version = Set(version + 1);
    let stored = changed.update(tx).await?;
    let output = outputs::Entity::find_by_id(id).one(tx).await?;
    rows::clear(tx, id).await?;
    let mut batch = Rows::default();
    batch.detail(tx, id, fields, &cast, output.as_ref());
    batch.write(tx).await?;
    if stored.retracted_at.is_none() {
        search::index(tx, rows::doc(incident, format!("{number}/E{seq}"), id, fields)).await?;
    }
    let detail = json!({ "version": version + 1 });
    log(tx, "event.edit", incident, &number, seq, detail);
    read::one(tx, stored).await
}

/// Puts another text in the place of the event's, which stays as a revision.
pub(in crate::store) async fn rewrite(
    tx: &Tx,
    row: Model,
    text: String,
    reason: &str,
) -> Result<()> {
    let before = read::one(tx, row.clone()).await?;
    revisions::keep(tx, &before, reason).await?;
    let next = row.version + 1;
    let mut changed = row.into_active_model();
    (changed.text, changed.version) = (Set(text), Set(next));
    changed.updated_at = Set(tx.now_ms());
    changed.update(tx).await?;
    Ok(())
}

/// The findings without their place in a list: there is only one event.
fn unplaced(error: Error) -> Error {
    let Error::Invalid(mut invalid) = error else { return error };
    for error in &mut invalid.errors {
        if let Some(field) = error.field.strip_prefix("0.") {
            error.field = field.to_owned();
        }
    }
    Error::Invalid(invalid)
}

async fn recheck_links(
    tx: &Tx,
    (incident, event): (Uuid, Uuid),
    seq: i32,
    command: &EditEvent,
) -> Result<()> {
    let standing = links::at(tx, event).await?;
    let ends: Vec<i32> = standing.iter().flat_map(|link| [link.from, link.to]).collect();
    let facts = facts_of(tx, incident, &ends).await?;
    let edited = command.fields.facts(seq);
    let other = |seq| facts.get(seq).map(|(_, facts)| facts.clone());
    for changed in recheck(&edited, &standing, other)? {
        links::set_order(tx, changed.link, changed.order).await?;
    }
    Ok(())
}

/// Makes the event part of the short story that a postmortem starts from, or no longer.
pub async fn pin(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
    pinned: bool,
) -> Result<Event> {
    let (row, incident, number) = open(tx, viewer, reference, seq, None).await?;
    if row.pinned == pinned {
        return read::one(tx, row).await;
    }
    let version = row.version + 1;
    let mut changed = row.into_active_model();
    (changed.pinned, changed.version) = (Set(pinned), Set(version));
    changed.updated_at = Set(tx.now_ms());
    let stored = changed.update(tx).await?;
    log(tx, "event.pin", incident, &number, seq, json!({ "pinned": pinned }));
    read::one(tx, stored).await
}

pub(super) fn log(
    tx: &Tx,
    action: &str,
    incident: Uuid,
    number: &str,
    seq: i32,
    detail: serde_json::Value,
) {
    tx.audit(action, ("event", format!("{number}/E{seq}")), Some(incident), detail);
    let news = json!({ "number": number, "seq": seq });
    tx.outbox("event.changed", Some(incident), news);
}
