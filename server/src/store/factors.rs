//! The contributing factors of an incident, with the events that show them.

use std::collections::HashMap;

use app::domain::Refused;
use app::domain::factor::{Factor, FactorKind, NameFactor};
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
use super::entity::incident_factor_events as shown;
use super::entity::incident_factors::{ActiveModel, Column, Entity, Model};
use super::memo::{Key, remember};
use super::{Error, Read, Result, Tx, catalogue, incidents, new_id, seqs};

/// The factors of an incident the viewer may see, in the order of the catalogue.
pub async fn list(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Vec<Factor>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    of(db, incident.id).await
}

/// The factors of an incident that the caller has already looked up.
pub async fn of(db: &impl Read, incident: Uuid) -> Result<Vec<Factor>> {
    remember(db, Key::shared("factors").of(incident), async {
        let find = Entity::find()
            .filter(Column::IncidentId.eq(incident))
            .filter(Column::RetractedAt.is_null());
        let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
        whole(db, rows).await
    })
    .await
}

/// One factor of an incident the viewer may see.
pub async fn get(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Factor> {
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

async fn whole(db: &impl Read, rows: Vec<Model>) -> Result<Vec<Factor>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let kinds: HashMap<String, FactorKind> =
        catalogue::factors(db).await?.into_iter().map(|kind| (kind.code.clone(), kind)).collect();
    let ids = rows.iter().map(|row| row.id);
    let links = shown::Entity::find().filter(shown::Column::FactorId.is_in(ids)).all(db).await?;
    let numbers = seqs::of(db, links.iter().map(|link| link.event_id).collect::<Vec<_>>()).await?;
    let events = |factor: Uuid| {
        let mine = links.iter().filter(move |link| link.factor_id == factor);
        let mut events: Vec<i32> =
            mine.filter_map(|link| numbers.get(&link.event_id).copied()).collect();
        events.sort_unstable();
        events
    };
    rows.into_iter()
        .map(|row| {
            let kind = kinds.get(&row.code).ok_or(Error::NotFound)?;
            Ok(Factor {
                id: row.id,
                name: kind.name.clone(),
                group: kind.group,
                code: row.code,
                scope: row.scope,
                role: word(&row.role)?,
                known: row.known,
                confidence: word(&row.confidence)?,
                note: row.note,
                events: events(row.id),
                control: row.control,
                version: row.version,
            })
        })
        .collect()
}

/// Names a factor; the same one at the same scope is named once.
pub async fn add(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &NameFactor,
) -> Result<Factor> {
    let incident = incidents::brief(tx, viewer, reference).await?;
    check(tx, command, None).await?;
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
    let stored = set(tx, row, command).insert(tx).await.map_err(|e| named_already(e.into()))?;
    set_events(tx, &stored, &command.events).await?;
    log(tx, "factor.name", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Rewrites a factor; `version` is the one that was read.
pub async fn edit(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
    command: &NameFactor,
    version: Option<i32>,
) -> Result<Factor> {
    let before = row(tx, viewer, reference, id).await?;
    tx.lock_incident(before.incident_id).await?;
    let before = row(tx, viewer, reference, id).await?;
    Error::check_version(version, before.version)?;
    check(tx, command, Some(&before)).await?;
    let next = before.version + 1;
    let mut changed = set(tx, before.into_active_model(), command);
    changed.version = Set(next);
    let stored = changed.update(tx).await.map_err(|e| named_already(e.into()))?;
    set_events(tx, &stored, &command.events).await?;
    log(tx, "factor.edit", &stored);
    whole(tx, vec![stored]).await?.pop().ok_or(Error::NotFound)
}

/// Takes a factor off the analysis; the record keeps it, with the reason.
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
    log(tx, "factor.retract", &stored);
    Ok(())
}

async fn check(tx: &Tx, command: &NameFactor, before: Option<&Model>) -> Result<()> {
    let kept = before.is_some_and(|row| row.code == command.code);
    catalogue::known_factor(tx, "code", &command.code, kept).await?;
    if let Some(control) = &command.control {
        let kept = before.is_some_and(|row| row.control.as_ref() == Some(control));
        catalogue::known_control(tx, "control", control, kept).await?;
    }
    Ok(())
}

fn set(tx: &Tx, mut row: ActiveModel, command: &NameFactor) -> ActiveModel {
    row.code = Set(command.code.clone());
    row.scope = Set(command.scope.clone());
    row.role = Set(command.role.to_string());
    row.known = Set(command.known);
    row.confidence = Set(command.confidence.to_string());
    row.note = Set(command.note.clone());
    row.control = Set(command.control.clone());
    row.updated_at = Set(tx.now_ms());
    row
}

async fn set_events(tx: &Tx, row: &Model, numbers: &[i32]) -> Result<()> {
    let events = seqs::ids(tx, row.incident_id, "events", numbers).await?;
    shown::Entity::delete_many().filter(shown::Column::FactorId.eq(row.id)).exec(tx).await?;
    if events.is_empty() {
        return Ok(());
    }
    let rows = events
        .into_iter()
        .map(|event| shown::ActiveModel { factor_id: Set(row.id), event_id: Set(event) });
    shown::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

fn named_already(error: Error) -> Error {
    if error.is_exists() {
        let message = "This factor is named at this scope already. Edit it, or give another scope.";
        return Refused::new("factor-exists", message).on("code").into();
    }
    error
}

fn log(tx: &Tx, action: &str, row: &Model) {
    let detail = json!({ "code": row.code });
    tx.audit(action, ("factor", row.id), Some(row.incident_id), detail.clone());
    tx.outbox("incident.changed", Some(row.incident_id), detail);
}
