//! API tokens. The secret is shown once and kept as its SHA-256 only.

use app::domain::{
    Vocabulary,
    account::{CreateToken, Person, Scope, Token, User},
};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    By, Db, Error, Read, Result, Tx, Via,
    entity::{
        api_tokens::{ActiveModel, Column, Entity, Model},
        users,
    },
    new_id,
    time::{from_ms, to_ms},
};

/// How far behind `used_at` may be, so that reading is not a write.
const USED_EVERY_MS: i64 = 10 * 60 * 1000;

/// Makes a token for a user.
pub async fn create(
    tx: &Tx,
    user_id: Uuid,
    command: &CreateToken,
    token_hash: &str,
) -> Result<Token> {
    let user = users::Entity::find_by_id(user_id).one(tx).await?.ok_or(Error::NotFound)?;
    let scopes: Vec<_> = command.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = Model {
        id: new_id(),
        user_id,
        name: command.name.clone(),
        token_hash: token_hash.to_owned(),
        scopes: scopes.join(" "),
        created_at: tx.now_ms(),
        used_at: None,
        expires_on: command.expires_on.map(|day| day.to_string()),
        revoked_at: None,
    };
    Entity::insert(ActiveModel::from(row.clone()).reset_all()).exec_without_returning(tx).await?;
    let detail = json!({ "user": user.email, "name": row.name, "scopes": scopes });
    tx.audit("token.create", ("token", row.id), None, detail);
    Ok(token(row, &user))
}

/// The token with this secret's hash and its user, if both are accepted at `now`.
pub async fn find_valid(
    db: &Db,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Token, User)>> {
    let find = Entity::find().filter(Column::TokenHash.eq(token_hash));
    let Some((row, Some(user))) = find.find_also_related(users::Entity).one(db).await? else {
        return Ok(None);
    };
    let stale = row.used_at.is_none_or(|used| to_ms(now) - used > USED_EVERY_MS);
    let token = token(row, &user);
    if !user.active || !token.works(now.date_naive()) {
        return Ok(None);
    }
    if stale {
        touch(db, token.id, now).await?;
    }
    Ok(Some((token, user.into())))
}

async fn touch(db: &Db, id: Uuid, now: DateTime<Utc>) -> Result<()> {
    super::write(db, By::new(None, Via::Job, now), async |tx| {
        let update = Entity::update_many().col_expr(Column::UsedAt, Expr::value(tx.now_ms()));
        update.filter(Column::Id.eq(id)).exec(&tx).await?;
        Ok(())
    })
    .await
}

/// The tokens of a user, revoked ones too, the newest first.
pub async fn of_user(db: &impl Read, user_id: Uuid) -> Result<Vec<Token>> {
    let Some(user) = users::Entity::find_by_id(user_id).one(db).await? else {
        return Ok(Vec::new());
    };
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| token(row, &user)).collect())
}

/// Revokes one of a user's tokens; [`Error::NotFound`] if it is none of theirs or is revoked.
pub async fn revoke(tx: &Tx, user_id: Uuid, id: Uuid) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(tx.now_ms()))
        .filter(Column::Id.eq(id))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null());
    if update.exec(tx).await?.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.audit("token.revoke", ("token", id), None, json!({ "user": user_id }));
    Ok(())
}

fn token(row: Model, user: &users::Model) -> Token {
    Token {
        id: row.id,
        name: row.name,
        user: Person { id: user.id, name: user.name.clone() },
        scopes: row.scopes.split(' ').filter_map(Scope::from_word).collect(),
        created_at: from_ms(row.created_at),
        expires_on: row.expires_on.map(|day| day.parse().unwrap_or(NaiveDate::MIN)),
        used_at: row.used_at.map(from_ms),
        revoked_at: row.revoked_at.map(from_ms),
    }
}
