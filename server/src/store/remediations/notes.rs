//! Comments, tasks and links of a remediation.

use app::domain::Vocabulary;
use app::domain::permission::Viewer;
use app::domain::reference::RemediationRef;
use app::domain::remediation::{AddNote, Note, NoteKind, link_key};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::visible;
use crate::store::columns::word;
use crate::store::entity::remediation_notes::{ActiveModel, Column, Entity, Model};
use crate::store::entity::remediations;
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, Tx, may_retract, new_id, users};

/// The notes of a remediation that the viewer may see, oldest first.
pub async fn notes(
    db: &impl Read,
    viewer: &Viewer,
    reference: &RemediationRef,
) -> Result<Vec<Note>> {
    let id = visible::row(db, viewer, reference).await?.id;
    let rows = Entity::find()
        .filter(Column::RemediationId.eq(id))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    whole(db, rows).await
}

async fn whole(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Note>> {
    let named: Vec<Uuid> =
        rows.iter().flat_map(|row| [row.created_by, row.done_by]).flatten().collect();
    let people = users::people(db, named).await?;
    let person = |id: Option<Uuid>| people.get(&id?).cloned();
    let note = |row: Model| {
        Ok(Note {
            id: row.id,
            kind: word(&row.kind)?,
            text: row.body,
            url: row.url,
            by: person(row.created_by),
            at: from_ms(row.created_at),
            done_at: row.done_at.map(from_ms),
            done_by: person(row.done_by),
        })
    };
    rows.into_iter().map(note).collect()
}

/// Adds a note.
pub async fn add_note(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    command: &AddNote,
) -> Result<Note> {
    let of = visible::row(tx, viewer, reference).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        remediation_id: Set(of.id),
        kind: Set(command.kind.to_string()),
        body: Set(command.text.clone()),
        url: Set(command.url.clone()),
        link_key: Set(command.url.as_deref().map(link_key)),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        done_at: NotSet,
        done_by: NotSet,
        removed_at: NotSet,
        removed_by: NotSet,
    };
    let stored = row.insert(tx).await?;
    log(tx, "remediation.note", &of, &stored);
    if command.kind == NoteKind::Comment {
        let number = format!("REM-{}", of.number);
        let news = json!({ "number": number, "id": of.id, "note": stored.id });
        tx.outbox("remediation.commented", None, news);
    }
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

async fn row(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    id: Uuid,
) -> Result<(remediations::Model, Model)> {
    let of = visible::row(tx, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::RemediationId.eq(of.id))
        .filter(Column::RemovedAt.is_null());
    Ok((of, find.one(tx).await?.ok_or(Error::NotFound)?))
}

/// Ticks a task off, or takes the tick away; twice is harmless.
pub async fn tick(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    id: Uuid,
    done: bool,
) -> Result<Note> {
    let (of, row) = row(tx, viewer, reference, id).await?;
    if row.kind != NoteKind::Task.as_str() {
        return Err(Error::NotFound);
    }
    if row.done_at.is_some() == done {
        return whole(tx, vec![row]).await?.pop().ok_or(Error::NotFound);
    }
    let mut changed = row.into_active_model();
    changed.done_at = Set(done.then(|| tx.now_ms()));
    changed.done_by = Set(tx.actor().filter(|_| done));
    let stored = changed.update(tx).await?;
    log(tx, if done { "remediation.tick" } else { "remediation.untick" }, &of, &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a note away; comments of others only by who may retract anything.
pub async fn remove_note(
    tx: &Tx,
    viewer: &Viewer,
    reference: &RemediationRef,
    id: Uuid,
) -> Result<()> {
    let (of, row) = row(tx, viewer, reference, id).await?;
    if row.kind == NoteKind::Comment.as_str() {
        may_retract(viewer, row.created_by)?;
    }
    let mut gone = row.into_active_model();
    gone.removed_at = Set(Some(tx.now_ms()));
    gone.removed_by = Set(tx.actor());
    let stored = gone.update(tx).await?;
    log(tx, "remediation.unnote", &of, &stored);
    Ok(())
}

fn log(tx: &Tx, action: &str, of: &remediations::Model, note: &Model) {
    let number = format!("REM-{}", of.number);
    let detail = json!({ "note": note.id, "kind": note.kind });
    tx.audit(action, ("remediation", &number), None, detail);
    tx.outbox("remediation.changed", None, json!({ "number": number }));
}
