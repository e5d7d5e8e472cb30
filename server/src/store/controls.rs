//! What each control did in an incident, with the events that show it.

use std::collections::HashMap;

use app::domain::Refused;
use app::domain::control::{Control, IncidentControl, RecordControl};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::columns::word;
use super::entity::incident_control_events as shown;
use super::entity::incident_controls::{ActiveModel, Column, Entity, Model};
use super::memo::{Key, remember};
use super::{Error, Read, Result, Tx, catalogue, incidents, new_id, seqs};

/// The controls of an incident the viewer may see, strongest first.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<IncidentControl>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    of(db, incident.id).await
}

/// The controls of an incident that the caller has already looked up, strongest first.
pub async fn of(db: &impl Read, incident: Uuid) -> Result<Vec<IncidentControl>> {
    remember(db, Key::shared("controls").of(incident), async {
        let find = Entity::find()
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        let mut list = whole(db, rows).await?;
        list.sort_by_key(|control| control.strength);
        Ok(list)
    })
    .await
}

/// One control of an incident the viewer may see.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<IncidentControl> {
    let row = row(db, viewer, reference, id).await?;
    whole(db, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn row(db: &impl Read, viewer: &Viewer, reference: &IncidentRef, id: Uuid) -> Result<Model> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let find = Entity::find_by_id(id)
        .filter(Column::IncidentId.eq(incident.id))
        .filter(Column::RetractedAt.is_null());
    find.one(db).await?.ok_or(Error::NotFound)
}

async fn whole(db: &impl Read, rows: Vec<Model>) -> Result<Vec<IncidentControl>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: HashMap<String, Control> =
        catalogue::controls(db).await?.into_iter().map(|kind| (kind.code.clone(), kind)).collect();
    let ids = rows.iter().map(|row| row.id);
    let links = shown::Entity::find().filter(shown::Column::ControlId.is_in(ids)).all(db).await?;
    let numbers = seqs::of(db, links.iter().map(|link| link.event_id).collect::<Vec<_>>()).await?;
    let events = |control: Uuid| {
        let mine = links.iter().filter(move |link| link.control_id == control);
        let mut events: Vec<i32> =
            mine.filter_map(|link| numbers.get(&link.event_id).copied()).collect();
        events.sort_unstable();
        events
    };
    rows.into_iter()
        .map(|row| {
            let kind = kinds.get(&row.code).ok_or(Error::NotFound)?;
            Ok(IncidentControl {
                id: row.id,
                name: kind.name.clone(),
                strength: kind.strength,
                control: row.code,
                state: word(&row.state)?,
                note: row.note,
                events: events(row.id),
                version: row.version,
            })
        })
        .collect()
}

/// Records a control's state; each control has one state in an incident.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &RecordControl,
) -> Result<IncidentControl> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    catalogue::known_control(tx, "control", &command.control, false).await?;
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident.id),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        retracted_at: NotSet,
        retracted_by: NotSet,
        retracted_reason: NotSet,
        version: Set(1),
        ..Default::default()
    };
    let stored = set(tx, row, command).insert(tx).await.map_err(|e| recorded_already(e.into()))?;
    set_events(tx, &stored, &command.events).await?;
    log(tx, "control.record", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites a control's state; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &RecordControl,
    version: Option<i32>,
) -> Result<IncidentControl> {
    let before = row(tx, viewer, reference, id).await?;
    tx.lock_incident(before.incident_id).await?;
    let before = row(tx, viewer, reference, id).await?;
    Error::check_version(version, before.version)?;
    let kept = before.code == command.control;
    catalogue::known_control(tx, "control", &command.control, kept).await?;
    let next = before.version + 1;
    let mut changed = set(tx, before.into_active_model(), command);
    changed.version = Set(next);
    let stored = changed.update(tx).await.map_err(|e| recorded_already(e.into()))?;
    set_events(tx, &stored, &command.events).await?;
    log(tx, "control.edit", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a control off the analysis; the record keeps it, with the reason.
pub async fn retract(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = row(tx, viewer, reference, id).await?;
    super::may_retract(viewer, row.created_by)?;
    let mut gone = row.into_active_model();
    gone.retracted_at = Set(Some(tx.now_ms()));
    gone.retracted_by = Set(tx.actor());
    gone.retracted_reason = Set(Some(reason.to_owned()));
    let stored = gone.update(tx).await?;
    log(tx, "control.retract", &stored);
    Ok(())
}

fn set(tx: &Tx, mut row: ActiveModel, command: &RecordControl) -> ActiveModel {
    row.code = Set(command.control.clone());
    row.state = Set(command.state.to_string());
    row.note = Set(command.note.clone());
    row.updated_at = Set(tx.now_ms());
    row
}

async fn set_events(tx: &Tx, row: &Model, numbers: &[i32]) -> Result<()> {
    let events = seqs::ids(tx, row.incident_id, "events", numbers).await?;
    shown::Entity::delete_many().filter(shown::Column::ControlId.eq(row.id)).exec(tx).await?;
    if events.is_empty() {
        return Ok(());
    }
    let rows = events
        .into_iter()
        .map(|event| shown::ActiveModel { control_id: Set(row.id), event_id: Set(event) });
    shown::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

fn recorded_already(error: Error) -> Error {
    if error.is_exists() {
        let message = "This control is recorded already. Edit its state.";
        return Refused::new("control-exists", message).on("control").into();
    }
    error
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "code": row.code });
    tx.audit(action, ("control", row.id), Some(row.incident_id), detail.clone());
    tx.outbox("incident.changed", Some(row.incident_id), detail);
}
