//! Keys that clients send with a POST, so that sending it twice does it once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    By, Db, Error, Result, Via,
    entity::idempotency_keys::{ActiveModel, Column, Entity},
    time::to_ms,
};

/// How long a key is remembered, in hours.
const HOURS: i64 = 24;

/// What a key means now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new and now taken: carry the request out, then [`finish`] or [`forget`].
    New,
    /// The same request was answered so.
    Done(Saved),
    /// The same request has been begun, and not answered.
    Running,
    /// The key was used for another request.
    OtherBody,
}

/// An answer, as it is given again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The body.
    pub body: String,
}

/// Takes the key for this request, or says what became of the request that took it.
pub async fn begin(
    db: &Db,
    user_id: Uuid,
    key: &str,
    request_hash: &str,
    now: DateTime<Utc>,
) -> Result<Begun> {
    let begun = super::write(db, By::new(None, Via::Job, now), async |tx| {
        let old = to_ms(now - TimeDelta::hours(HOURS));
        Entity::delete_many().filter(Column::CreatedAt.lt(old)).exec(&tx).await?;
        if let Some(row) = Entity::find_by_id((user_id, key.to_owned())).one(&tx).await? {
            return Ok(known(request_hash, &row.request_hash, row.answer));
        }
        let row = ActiveModel {
            user_id: Set(user_id),
            key: Set(key.to_owned()),
            request_hash: Set(request_hash.to_owned()),
            answer: Set(None),
            created_at: Set(tx.now_ms()),
        };
        Entity::insert(row).exec_without_returning(&tx).await?;
        Ok(Begun::New)
    })
    .await;
    match begun {
        // Somebody took the key between the look and the insert.
        Err(error) if error.is_exists() => Ok(Begun::Running),
        begun => begun,
    }
}

fn known(wanted: &str, request_hash: &str, answer: Option<serde_json::Value>) -> Begun {
    if wanted != request_hash {
        return Begun::OtherBody;
    }
    match answer.map(serde_json::from_value) {
        Some(Ok(saved)) => Begun::Done(saved),
        _ => Begun::Running,
    }
}

/// Keeps the answer of a request that was carried out.
pub async fn finish(db: &Db, user_id: Uuid, key: &str, saved: &Saved) -> Result<()> {
    let answer = serde_json::to_value(saved).unwrap_or_default();
    super::write(db, By::new(None, Via::Job, DateTime::UNIX_EPOCH), async |tx| {
        let update = Entity::update_many().col_expr(Column::Answer, Expr::value(answer.clone()));
        let mine = Column::UserId.eq(user_id);
        let done = update.filter(mine).filter(Column::Key.eq(key)).exec(&tx).await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    })
    .await
}

/// Frees the key of a request that was not carried out.
pub async fn forget(db: &Db, user_id: Uuid, key: &str) -> Result<()> {
    super::write(db, By::new(None, Via::Job, DateTime::UNIX_EPOCH), async |tx| {
        Entity::delete_by_id((user_id, key.to_owned())).exec(&tx).await?;
        Ok(())
    })
    .await
}
