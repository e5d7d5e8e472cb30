//! What others are to be told of: written with the change itself, sent when it is committed.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Read, Result, Tx,
    entity::outbox::{ActiveModel, Column, Entity, Model},
    time::{from_ms, to_ms},
};

/// Something that has happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// Its own id, so that a receiver can tell a repetition.
    pub id: Uuid,
    /// What kind of thing, e.g. `event.added`.
    pub topic: String,
    /// The incident it belongs to; who may not see that one must not be told.
    pub incident_id: Option<Uuid>,
    /// The rest, by topic.
    pub payload: Value,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes `events` in the transaction that they tell of; `quiet` ones count as delivered.
pub(super) async fn append(tx: &Tx, events: &[Published], quiet: bool) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.iter().map(|event| ActiveModel {
        id: Set(event.id),
        topic: Set(event.topic.clone()),
        incident_id: Set(event.incident_id),
        payload: Set(event.payload.clone()),
        created_at: Set(to_ms(event.at)),
        due_at: Set(to_ms(event.at)),
        attempts: Set(0),
        last_error: NotSet,
        done_at: Set(quiet.then(|| tx.now_ms())),
    });
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// What is due at `now` and has not been delivered, oldest first.
pub async fn due(db: &impl Read, now: DateTime<Utc>, limit: u64) -> Result<Vec<Published>> {
    let rows = Entity::find()
        .filter(Column::DoneAt.is_null())
        .filter(Column::DueAt.lte(to_ms(now)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Published::from).collect())
}

/// Those of `events` that are still to be delivered, kept away from other writers until the commit.
pub async fn lock(tx: &Tx, events: &[Published]) -> Result<Vec<Uuid>> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(events.iter().map(|event| event.id)))
        .filter(Column::DoneAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Notes that these have been delivered.
pub async fn done(tx: &Tx, ids: &[Uuid]) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(tx.now_ms()))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes that delivering one failed, and when to try again.
pub async fn failed(tx: &Tx, id: Uuid, error: &str, again: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LastError, Expr::value(error))
        .col_expr(Column::DueAt, Expr::value(to_ms(again)))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets what was delivered before `before`; answers how many.
pub async fn prune(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    let delete = Entity::delete_many().filter(Column::DoneAt.lt(to_ms(before)));
    Ok(delete.exec(tx).await?.rows_affected)
}

impl From<Model> for Published {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            topic: row.topic,
            incident_id: row.incident_id,
            payload: row.payload,
            at: from_ms(row.created_at),
        }
    }
}
