//! The status, step by step, with its history.

use app::domain::incident::{ChangeStatus, Incident, Status, StatusChange, StatusEntry};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{edit, read, visible};
use crate::store::columns::word;
use crate::store::entity::incidents;
use crate::store::entity::status_changes::{ActiveModel, Column, Entity, Model};
use crate::store::memo::{Key, remember};
use crate::store::{Error, Read, Result, Tx, new_id, time::from_ms};

/// Takes a step. No milestone follows from it: when something happened, people say.
pub async fn change(
    tx: &Tx,
    viewer: &Viewer,
    reference: &IncidentRef,
    command: &ChangeStatus,
    version: Option<i32>,
) -> Result<Incident> {
    let row = visible::get_row(tx, viewer, reference).await?;
    tx.lock_incident(row.id).await?;
    let row = visible::get_row(tx, viewer, reference).await?;
    Error::check_version(version, row.version)?;
    let from: Status = word(&row.status)?;
    let step = from.step(command.to, &command.reason).map_err(|refused| {
        let field = if refused.rule == "status-reason" { "reason" } else { "to" };
        refused.on(field)
    })?;
    record(tx, row.id, &step).await?;
    incidents::Entity::update_many()
        .col_expr(incidents::Column::Status, Expr::value(step.to.to_string()))
        .filter(incidents::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    edit::touch(tx, row.id).await?;
    let number = super::brief::number(row.number);
    let detail = json!({ "number": number, "from": step.from, "to": step.to });
    tx.audit("incident.change_status", ("incident", number), Some(row.id), detail.clone());
    tx.outbox("incident.status_changed", Some(row.id), detail);
    read::get(tx, viewer, reference).await
}

async fn record(tx: &Tx, incident: Uuid, step: &StatusChange) -> Result<()> {
    let row = ActiveModel {
        id: Set(new_id()),
        incident_id: Set(incident),
        from_status: Set(Some(step.from.to_string())),
        to_status: Set(step.to.to_string()),
        reason: Set(step.reason.clone()),
        changed_at: Set(tx.now_ms()),
        changed_by: Set(tx.actor()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// All steps of an incident the viewer may see, oldest first.
pub async fn history(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<Vec<StatusEntry>> {
    remember(db, Key::seen_by("status history", viewer).by(reference), async {
        let incident = super::brief(db, viewer, reference).await?;
        let find = Entity::find().filter(Column::IncidentId.eq(incident.id));
        let rows = find.order_by_asc(Column::ChangedAt).order_by_asc(Column::Id).all(db).await?;
        let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.changed_by).collect();
        let names = read::names(db, &ids).await?;
        rows.into_iter().map(|row| entry(row, &names)).collect()
    })
    .await
}

fn entry(row: Model, names: &std::collections::HashMap<Uuid, String>) -> Result<StatusEntry> {
    let from = row.from_status.as_deref().map_or(Ok(Status::Open), word)?;
    let change = StatusChange { from, to: word(&row.to_status)?, reason: row.reason };
    Ok(StatusEntry {
        id: row.id,
        change,
        changed_by: read::name_of(names, row.changed_by),
        changed_at: from_ms(row.changed_at),
    })
}
