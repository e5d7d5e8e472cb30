//! Keys that clients send with a POST, so that sending it twice does it once.
//!
//! Who takes a key holds a [`Claim`], and every write of the request marks the key as written in its
//! own transaction. So a key whose server went away tells whether the work is on disk: if it is, it
//! is not done again; if it is not, somebody else may take the key over, and the first, should it
//! still be at work, finds its claim gone and writes nothing.

use app::domain::Refused;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    By, Db, Error, Result, Tx, Via, audit,
    entity::idempotency_keys::{ActiveModel, Column, Entity, Model},
    new_id,
    time::to_ms,
};

/// How long a key is remembered, in hours.
const HOURS: i64 = 24;
/// After how many seconds without an answer a request counts as gone.
const GONE_SECONDS: i64 = 60;

tokio::task_local! {
    static CLAIM: Claim;
}

/// The key that a request holds while it is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    user_id: Uuid,
    key: String,
    attempt: Uuid,
}

impl Claim {
    /// Does `work` under this claim: what it writes is written only while the claim holds.
    pub async fn hold<F: Future>(&self, work: F) -> F::Output {
        CLAIM.scope(self.clone(), work).await
    }

    fn held(&self) -> Condition {
        Condition::all()
            .add(Column::UserId.eq(self.user_id))
            .add(Column::Key.eq(&self.key))
            .add(Column::Attempt.eq(self.attempt))
    }
}

/// What a key means now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new, or its request went away without a trace, and now taken: carry the request out
    /// under the claim, then [`finish`] or [`forget`].
    New(Claim),
    /// The same request was answered so.
    Done(Saved),
    /// The same request has been begun, and not answered.
    Running,
    /// The same request was carried out, and its answer is lost; what it wrote, for people.
    Lost(String),
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
        let claim = Claim { user_id, key: key.to_owned(), attempt: new_id() };
        if let Some(row) = Entity::find_by_id((user_id, key.to_owned())).one(&tx).await? {
            return known(&tx, request_hash, row, claim).await;
        }
        let row = ActiveModel {
            user_id: Set(user_id),
            key: Set(key.to_owned()),
            request_hash: Set(request_hash.to_owned()),
            answer: Set(None),
            created_at: Set(tx.now_ms()),
            attempt: Set(Some(claim.attempt)),
            begun_at: Set(tx.now_ms()),
            written: Set(None),
        };
        Entity::insert(row).exec_without_returning(&tx).await?;
        Ok(Begun::New(claim))
    })
    .await;
    match begun {
        // Somebody took the key between the look and the insert.
        Err(error) if error.is_exists() => Ok(Begun::Running),
        begun => begun,
    }
}

async fn known(tx: &Tx, request_hash: &str, row: Model, claim: Claim) -> Result<Begun> {
    if row.request_hash != request_hash {
        return Ok(Begun::OtherBody);
    }
    if let Some(Ok(saved)) = row.answer.map(serde_json::from_value) {
        return Ok(Begun::Done(saved));
    }
    // One without an attempt was begun by a version that left no marks: nobody knows.
    if row.attempt.is_none() || tx.now_ms() - row.begun_at < GONE_SECONDS * 1000 {
        return Ok(Begun::Running);
    }
    if let Some(written) = row.written {
        return Ok(Begun::Lost(written));
    }
    let taken = Entity::update_many()
        .col_expr(Column::Attempt, Expr::value(claim.attempt))
        .col_expr(Column::BegunAt, Expr::value(tx.now_ms()))
        .filter(Column::UserId.eq(claim.user_id))
        .filter(Column::Key.eq(&claim.key))
        .filter(Column::BegunAt.eq(row.begun_at))
        .filter(Column::Written.is_null())
        .exec(tx)
        .await?;
    Ok(if taken.rows_affected == 1 { Begun::New(claim) } else { Begun::Running })
}

/// Marks the key of the request that this transaction is part of: with the transaction, its work is
/// on disk. Refused when the key was taken over meanwhile.
pub(super) async fn mark(tx: &Tx, entries: &[audit::New]) -> Result<()> {
    let own = matches!(tx.by().via, Via::Web | Via::Api | Via::Import);
    let Some(claim) = CLAIM.try_with(Claim::clone).ok().filter(|_| own) else { return Ok(()) };
    let written: Vec<String> =
        entries.iter().map(|entry| format!("{} {}", entry.action, entry.object_id)).collect();
    let marked = Entity::update_many()
        .col_expr(Column::Written, Expr::value(written.join(", ")))
        .filter(claim.held())
        .exec(tx)
        .await?;
    if marked.rows_affected == 1 {
        return Ok(());
    }
    let message = "This took so long that another request with its Idempotency-Key took over.";
    Err(Refused::new("idempotency-taken-over", message).into())
}

/// Keeps the answer of a request that was carried out.
pub async fn finish(db: &Db, claim: &Claim, saved: &Saved) -> Result<()> {
    let answer = json!(saved);
    super::write(db, By::new(None, Via::Job, DateTime::UNIX_EPOCH), async |tx| {
        let update = Entity::update_many().col_expr(Column::Answer, Expr::value(answer.clone()));
        let done = update.filter(claim.held()).exec(&tx).await?;
        if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound) }
    })
    .await
}

/// Frees the key of a request that was not carried out; one that wrote something keeps it.
pub async fn forget(db: &Db, claim: &Claim) -> Result<()> {
    super::write(db, By::new(None, Via::Job, DateTime::UNIX_EPOCH), async |tx| {
        let free = claim.held().add(Column::Written.is_null());
        Entity::delete_many().filter(free).exec(&tx).await?;
        Ok(())
    })
    .await
}
