//! Who may tell us that work is done, and what they have told: each message counts once.

use app::domain::webhook::{AddHook, Closed, Hook, Provider};
use chrono::TimeDelta;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use crate::store::columns::word;
use crate::store::entity::hook_receipts as receipts;
use crate::store::entity::hooks::{ActiveModel, Column, Entity, Model};
use crate::store::time::{from_ms, to_ms};
use crate::store::{Error, Read, Result, Tx, new_id, remediations};

/// How long it is remembered that a message came: longer than an old one is believed.
const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// A hook with what proves its sender.
#[derive(Clone)]
pub struct Known {
    /// The hook.
    pub hook: Hook,
    /// The secret; for GitLab its hash.
    pub secret: String,
}

fn whole(row: Model) -> Result<Hook> {
    Ok(Hook {
        id: row.id,
        provider: word(&row.provider)?,
        name: row.name,
        created_at: from_ms(row.created_at),
        used_at: row.used_at.map(from_ms),
    })
}

/// The hooks that are not revoked, oldest first.
pub async fn list(db: &impl Read) -> Result<Vec<Hook>> {
    let find = Entity::find().filter(Column::RevokedAt.is_null());
    let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(whole).collect()
}

/// The hook of this provider with this id, if it is not revoked.
pub async fn find(db: &impl Read, provider: Provider, id: Uuid) -> Result<Option<Known>> {
    let find = Entity::find_by_id(id)
        .filter(Column::Provider.eq(provider.to_string()))
        .filter(Column::RevokedAt.is_null());
    let Some(row) = find.one(db).await? else { return Ok(None) };
    let secret = row.secret.clone();
    Ok(Some(Known { hook: whole(row)?, secret }))
}

/// Adds a hook; `stored` is what its sender will be held against.
pub async fn add(tx: &Tx, command: &AddHook, stored: &str) -> Result<Hook> {
    let row = Model {
        id: new_id(),
        provider: command.provider.to_string(),
        name: command.name.clone(),
        secret: stored.to_owned(),
        created_at: tx.now_ms(),
        created_by: tx.actor(),
        used_at: None,
        revoked_at: None,
    };
    Entity::insert(ActiveModel::from(row.clone()).reset_all()).exec_without_returning(tx).await?;
    let detail = json!({ "provider": row.provider, "name": row.name });
    tx.audit("hook.add", ("hook", row.id), None, detail);
    whole(row)
}

/// Revokes a hook and forgets its secret.
pub async fn revoke(tx: &Tx, id: Uuid) -> Result<()> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(tx.now_ms()))
        .col_expr(Column::Secret, Expr::value(""))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null());
    if update.exec(tx).await?.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.audit("hook.revoke", ("hook", id), None, json!({}));
    Ok(())
}

/// Takes in a message that was proven and is in time; the same one again, by its id or its text,
/// changes nothing and answers `None`. Answers which remediations moved.
pub async fn receive(
    tx: &Tx,
    hook: &Hook,
    (delivery, body_hash): (&str, &str),
    closed: Option<&Closed>,
) -> Result<Option<Vec<i32>>> {
    let row = receipts::ActiveModel {
        id: Set(new_id()),
        hook_id: Set(hook.id),
        delivery: Set(delivery.to_owned()),
        body_hash: Set(body_hash.to_owned()),
        received_at: Set(tx.now_ms()),
    };
    let once = OnConflict::new().do_nothing().to_owned();
    let new = receipts::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    if new == 0 {
        return Ok(None);
    }
    let old = receipts::Column::ReceivedAt.lt(to_ms(tx.now() - REMEMBERED));
    receipts::Entity::delete_many().filter(old).exec(tx).await?;
    let used = Entity::update_many().col_expr(Column::UsedAt, Expr::value(tx.now_ms()));
    used.filter(Column::Id.eq(hook.id)).exec(tx).await?;
    match closed {
        Some(closed) => Ok(Some(remediations::implement(tx, hook.provider, closed).await?)),
        None => Ok(Some(Vec::new())),
    }
}
