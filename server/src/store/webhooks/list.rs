//! The webhooks themselves. A secret is kept, because it signs, and never read back by people.

use app::domain::webhook::{AddWebhook, Webhook, WebhookTopic};
use app::domain::{Vocabulary, webhook};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use crate::store::entity::webhooks::{ActiveModel, Column, Entity, Model};
use crate::store::time::from_ms;
use crate::store::{Error, Read, Result, Tx, new_id};

pub(super) fn whole(row: Model) -> Webhook {
    Webhook {
        id: row.id,
        url: row.url,
        topics: row.topics.split(' ').filter_map(WebhookTopic::from_word).collect(),
        active: row.active,
        off_because: row.off_because,
        failing_since: row.failing_since.map(from_ms),
        created_at: from_ms(row.created_at),
    }
}

/// All webhooks, oldest first.
pub async fn list(db: &impl Read) -> Result<Vec<Webhook>> {
    let find = Entity::find().filter(Column::RemovedAt.is_null());
    let rows = find.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?;
    Ok(rows.into_iter().map(whole).collect())
}

pub(super) async fn row(db: &impl Read, id: Uuid) -> Result<Model> {
    let find = Entity::find_by_id(id).filter(Column::RemovedAt.is_null());
    find.one(db).await?.ok_or(Error::NotFound)
}

/// One webhook.
pub async fn get(db: &impl Read, id: Uuid) -> Result<Webhook> {
    Ok(whole(row(db, id).await?))
}

/// Adds a webhook that signs with `secret`.
pub async fn add(tx: &Tx, command: &AddWebhook, secret: &str) -> Result<Webhook> {
    let words: Vec<&str> = command.topics.iter().map(|topic| topic.as_str()).collect();
    let id = new_id();
    let row = ActiveModel {
        id: Set(id),
        url: Set(command.url.clone()),
        topics: Set(words.join(" ")),
        secret: Set(secret.to_owned()),
        active: Set(true),
        off_because: Set(None),
        failing_since: Set(None),
        created_at: Set(tx.now_ms()),
        created_by: Set(tx.actor()),
        removed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    tx.audit("webhook.add", ("webhook", id), None, json!({ "topics": words }));
    get(tx, id).await
}

/// Switches a webhook on, as if it had never failed, or off.
pub async fn switch(tx: &Tx, id: Uuid, on: bool) -> Result<Webhook> {
    row(tx, id).await?;
    let (none, nothing): (Option<i64>, Option<String>) = (None, None);
    Entity::update_many()
        .col_expr(Column::Active, Expr::value(on))
        .col_expr(Column::FailingSince, Expr::value(none))
        .col_expr(Column::OffBecause, Expr::value(nothing))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    let action = if on { "webhook.on" } else { "webhook.off" };
    tx.audit(action, ("webhook", id), None, json!({}));
    get(tx, id).await
}

/// Takes a webhook away; what is on its way to it stays undelivered.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<()> {
    row(tx, id).await?;
    Entity::update_many()
        .col_expr(Column::RemovedAt, Expr::value(tx.now_ms()))
        .col_expr(Column::Active, Expr::value(false))
        .col_expr(Column::Secret, Expr::value(""))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    tx.audit("webhook.remove", ("webhook", id), None, json!({}));
    Ok(())
}

/// Notes a failure; after days without success, or when the other side says that it is gone, the
/// webhook is switched off and who added it is told.
pub(super) async fn note_failure(tx: &Tx, row: &Model, answered: Option<u16>) -> Result<()> {
    let since = row.failing_since.unwrap_or(tx.now_ms());
    let long = tx.now_ms() - since >= webhook::SWITCHED_OFF_AFTER.num_milliseconds();
    let off = match answered {
        Some(410) => Some("It answered 410: it is gone."),
        _ if long => Some("Every try failed for five days."),
        _ => None,
    };
    let mut update = Entity::update_many().col_expr(Column::FailingSince, Expr::value(since));
    if let Some(why) = off.filter(|_| row.active) {
        update = update
            .col_expr(Column::Active, Expr::value(false))
            .col_expr(Column::OffBecause, Expr::value(why));
        tx.audit("webhook.off", ("webhook", row.id), None, json!({ "why": why }));
        let host = row.url.split('/').nth(2).unwrap_or_default();
        tx.outbox("webhook.off", None, json!({ "to": row.created_by, "name": host }));
    }
    update.filter(Column::Id.eq(row.id)).exec(tx).await?;
    Ok(())
}

pub(super) async fn note_success(tx: &Tx, id: Uuid) -> Result<()> {
    let none: Option<i64> = None;
    let update = Entity::update_many().col_expr(Column::FailingSince, Expr::value(none));
    update.filter(Column::Id.eq(id)).filter(Column::FailingSince.is_not_null()).exec(tx).await?;
    Ok(())
}
