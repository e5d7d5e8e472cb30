//! What events were before they were edited.

use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{Event, Revision};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::read;
use crate::store::entity::event_revisions::{ActiveModel, Column, Entity, Model};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, Tx, incidents, new_id};

/// The revisions of an event, newest first.
pub async fn list(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
    seq: i32,
) -> Result<Vec<Revision>> {
    let incident = incidents::brief(db, viewer, reference).await?;
    let event = read::row(db, incident.id, seq).await?.ok_or(Error::NotFound)?;
    let find = Entity::find().filter(Column::EventId.eq(event.id));
    let rows = find.order_by_desc(Column::Version).all(db).await?;
    let editors: Vec<_> = rows.iter().filter_map(|row| row.revised_by).collect();
    let names = incidents::names(db, &editors).await?;
    let revision = |row: Model| {
        let before = serde_json::from_value(row.snapshot);
        Ok(Revision {
            version: row.version,
            before: before.map_err(|error| DbErr::Json(error.to_string()))?,
            edited_by: incidents::name_of(&names, row.revised_by),
            edited_at: from_ms(row.revised_at),
            reason: row.reason,
        })
    };
    rows.into_iter().map(revision).collect()
}

/// Keeps the event as it was before the edit that is being written.
pub(super) async fn keep(tx: &Tx, before: &Event, reason: &str) -> Result<()> {
    let row = Model {
        id: new_id(),
        event_id: before.id,
        version: before.version,
        snapshot: json!(before),
        reason: reason.to_owned(),
        revised_at: tx.now_ms(),
        revised_by: tx.actor(),
    };
    Entity::insert(ActiveModel::from(row).reset_all()).exec_without_returning(tx).await?;
    Ok(())
}
