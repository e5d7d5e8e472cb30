//! Signed-in browsers. The cookie's secret is kept as its SHA-256 only.

use app::domain::account::{Session, User};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    By, Db, Error, Read, Result, Tx, Via,
    entity::{
        sessions::{ActiveModel, Column, Entity, Model},
        users,
    },
    new_id,
    time::{from_ms, to_ms},
};

/// How far behind `seen_at` may be, so that reading a page is not a write.
const SEEN_EVERY_MS: i64 = 10 * 60 * 1000;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without being used.
    pub idle: TimeDelta,
    /// At all, however much it is used.
    pub most: TimeDelta,
}

impl Lifetime {
    /// When a session that began at `began` ends, if it is not used after `seen`.
    pub fn end(self, began: DateTime<Utc>, seen: DateTime<Utc>) -> DateTime<Utc> {
        (seen + self.idle).min(began + self.most)
    }
}

/// Begins a session until `until`, and forgets those that have run out.
pub async fn create(
    tx: &Tx,
    user_id: Uuid,
    token_hash: &str,
    user_agent: &str,
    until: DateTime<Utc>,
) -> Result<Session> {
    let now = tx.now_ms();
    Entity::delete_many().filter(Column::ExpiresAt.lt(now)).exec(tx).await?;
    let row = Model {
        id: new_id(),
        user_id,
        token_hash: token_hash.to_owned(),
        created_at: now,
        seen_at: now,
        expires_at: to_ms(until),
        user_agent: user_agent.to_owned(),
    };
    Entity::insert(ActiveModel::from(row.clone()).reset_all()).exec_without_returning(tx).await?;
    users::Entity::update_many()
        .col_expr(users::Column::SignedInAt, Expr::value(now))
        .filter(users::Column::Id.eq(user_id))
        .exec(tx)
        .await?;
    tx.audit("session.begin", ("session", row.id), None, json!({ "user": user_id }));
    Ok(row.into())
}

/// The session with this secret's hash and its user, if it still holds and the user may sign in.
/// Being used, it holds for longer.
pub async fn find_valid(
    db: &Db,
    token_hash: &str,
    lifetime: Lifetime,
    now: DateTime<Utc>,
) -> Result<Option<(Session, User)>> {
    let Some((row, user)) = valid(db, token_hash, now).await? else { return Ok(None) };
    if to_ms(now) - row.seen_at > SEEN_EVERY_MS {
        touch(db, row.id, lifetime.end(from_ms(row.created_at), now), now).await?;
    }
    Ok(Some((row.into(), user.into())))
}

/// The same, without being used by it.
pub async fn peek(
    db: &impl Read,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Session, User)>> {
    let found = valid(db, token_hash, now).await?;
    Ok(found.map(|(row, user)| (row.into(), user.into())))
}

async fn valid(
    db: &impl Read,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Model, users::Model)>> {
    let find =
        Entity::find().filter(Column::TokenHash.eq(token_hash)).find_also_related(users::Entity);
    let found = find.filter(Column::ExpiresAt.gt(to_ms(now))).one(db).await?;
    Ok(found.and_then(|(row, user)| Some((row, user.filter(|user| user.active)?))))
}

async fn touch(db: &Db, id: Uuid, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    super::write(db, By::new(None, Via::Job, now), async |tx| {
        let update = Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(tx.now_ms()))
            .col_expr(Column::ExpiresAt, Expr::value(to_ms(until)));
        update.filter(Column::Id.eq(id)).exec(&tx).await?;
        Ok(())
    })
    .await
}

/// The sessions of a user that still hold, the last used first.
pub async fn of_user(db: &impl Read, user_id: Uuid, now: DateTime<Utc>) -> Result<Vec<Session>> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ExpiresAt.gt(to_ms(now)))
        .order_by_desc(Column::SeenAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Ends one of a user's sessions; [`Error::NotFound`] if it is none of theirs.
pub async fn revoke(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<()> {
    let delete = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user_id));
    if delete.exec(tx).await?.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.audit("session.revoke", ("session", id), None, json!({ "user": user_id }));
    Ok(())
}

/// Ends the session with this secret's hash; nothing happens when there is none.
pub async fn end(tx: &Tx, token_hash: &str) -> Result<()> {
    let find = Entity::find().filter(Column::TokenHash.eq(token_hash));
    if let Some(row) = find.one(tx).await? {
        Entity::delete_by_id(row.id).exec(tx).await?;
        tx.audit("session.end", ("session", row.id), None, json!({ "user": row.user_id }));
    }
    Ok(())
}

/// Ends every session of a user but `keep`; answers how many.
pub async fn end_others(tx: &Tx, user_id: Uuid, keep: Uuid) -> Result<u64> {
    let others = Entity::delete_many().filter(Column::UserId.eq(user_id));
    let ended = others.filter(Column::Id.ne(keep)).exec(tx).await?.rows_affected;
    tx.audit("session.end_others", ("user", user_id), None, json!({ "ended": ended }));
    Ok(ended)
}

/// Ends every session of a user; answers how many.
pub async fn end_all(tx: &Tx, user_id: Uuid) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::UserId.eq(user_id)).exec(tx).await?.rows_affected)
}

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            created_at: from_ms(row.created_at),
            seen_at: from_ms(row.seen_at),
            user_agent: row.user_agent,
            current: false,
        }
    }
}
