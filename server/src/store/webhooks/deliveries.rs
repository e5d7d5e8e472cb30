//! News on its way outside: one row for each webhook, claimed before it is sent and marked after.

use app::domain::incident::Visibility;
use app::domain::permission::{Role, Viewer};
use app::domain::webhook::{self, Delivery, TEST_TOPIC};
use app::paths;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::list::{note_failure, note_success, row};
use crate::store::entity::webhook_deliveries::{ActiveModel, Column, Entity, Model};
use crate::store::entity::webhooks;
use crate::store::outbox::Published;
use crate::store::time::{from_ms, to_ms};
use crate::store::{Read, Result, Tx, incidents, new_id, remediations};

/// How many deliveries a log shows.
const LOGGED: u64 = 100;
/// What of a happening is told outside; ids of people are not.
const TOLD: &[&str] = &["from", "to", "dimension", "seq", "first", "last", "due", "days", "part"];

/// A claimed delivery, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id, sent as `webhook-id`.
    pub id: Uuid,
    /// Which webhook.
    pub webhook: Uuid,
    /// Where to.
    pub url: String,
    /// What signs it.
    pub secret: String,
    /// The JSON text.
    pub body: String,
    /// Which try this is.
    pub attempt: i32,
}

fn open() -> Condition {
    Condition::all().add(Column::DeliveredAt.is_null()).add(Column::GaveUpAt.is_null())
}

/// Puts `event` on its way to every webhook that wants it; again changes nothing. What belongs to a
/// restricted incident stays inside. Links begin with `base`.
pub async fn enqueue(tx: &Tx, event: &Published, base: &str) -> Result<usize> {
    let active = webhooks::Entity::find().filter(webhooks::Column::Active.eq(true)).all(tx).await?;
    let wants = |hook: &&webhooks::Model| hook.topics.split(' ').any(|word| word == event.topic);
    let wanting: Vec<Uuid> = active.iter().filter(wants).map(|hook| hook.id).collect();
    if wanting.is_empty() {
        return Ok(0);
    }
    let Some(data) = data(tx, event, base).await? else { return Ok(0) };
    for webhook in &wanting {
        insert(tx, *webhook, (event.id, &event.topic, event.at), &data).await?;
    }
    Ok(wanting.len())
}

/// Puts a test on its way to one webhook.
pub async fn enqueue_test(tx: &Tx, webhook: Uuid) -> Result<()> {
    row(tx, webhook).await?;
    let data = json!({ "message": "This is a test." });
    insert(tx, webhook, (new_id(), TEST_TOPIC, tx.now()), &data).await
}

async fn insert(
    tx: &Tx,
    webhook: Uuid,
    (outbox, topic, at): (Uuid, &str, DateTime<Utc>),
    data: &Value,
) -> Result<()> {
    let body = json!({ "type": topic, "timestamp": at.to_rfc3339(), "data": data });
    let row = ActiveModel {
        id: Set(new_id()),
        webhook_id: Set(webhook),
        outbox_id: Set(outbox),
        topic: Set(topic.to_owned()),
        body: Set(body.to_string()),
        created_at: Set(to_ms(at)),
        due_at: Set(tx.now_ms()),
        attempts: Set(0),
        answered: NotSet,
        last_error: NotSet,
        delivered_at: NotSet,
        gave_up_at: NotSet,
    };
    let key = [Column::WebhookId, Column::OutboxId];
    let once = OnConflict::columns(key).do_nothing_on(key).to_owned();
    Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// Sees every incident, to tell which are open to all.
fn everything() -> Viewer {
    Viewer {
        user_id: Uuid::nil(),
        name: String::new(),
        email: String::new(),
        role: Role::Admin,
        scopes: None,
    }
}

/// What is told of a happening; nothing when it belongs to what is restricted.
async fn data(tx: &Tx, event: &Published, base: &str) -> Result<Option<Value>> {
    let mut data = Map::new();
    let viewer = everything();
    if let Some(id) = event.incident_id {
        let found = incidents::briefs(tx, &viewer, &[id]).await?;
        let Some(brief) = found.get(&id).filter(|it| it.visibility == Visibility::Open) else {
            return Ok(None);
        };
        let number = brief.number.to_string();
        data.insert("url".into(), format!("{base}{}", paths::incident(&number)).into());
        data.insert("incident".into(), number.into());
    } else if event.topic.starts_with("remediation.") {
        let id = event.payload.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let Some(id) = id else { return Ok(None) };
        let found = remediations::titles(tx, &viewer, &[id]).await?;
        let Some(title) = found.get(&id).filter(|it| !it.restricted) else { return Ok(None) };
        let number = format!("REM-{}", title.number);
        data.insert("url".into(), format!("{base}{}", paths::remediation(&number)).into());
        data.insert("remediation".into(), number.into());
    }
    let assigned = event.topic == "remediation.assigned";
    for key in TOLD.iter().filter(|key| !(assigned && **key == "to")) {
        if let Some(value) = event.payload.get(*key) {
            data.insert((*key).to_owned(), value.clone());
        }
    }
    Ok(Some(Value::Object(data)))
}

/// Claims the delivery that is due first, for `lease`, to a webhook that is none of `not`.
pub async fn claim(tx: &Tx, lease: TimeDelta, not: &[Uuid]) -> Result<Option<Post>> {
    let active = webhooks::Entity::find().filter(webhooks::Column::Active.eq(true)).all(tx).await?;
    let active: Vec<_> = active.into_iter().filter(|hook| !not.contains(&hook.id)).collect();
    if active.is_empty() {
        return Ok(None);
    }
    let due = open()
        .add(Column::DueAt.lte(tx.now_ms()))
        .add(Column::WebhookId.is_in(active.iter().map(|hook| hook.id)));
    let find = Entity::find().filter(due.clone()).order_by_asc(Column::DueAt);
    let Some(row) = find.order_by_asc(Column::Id).one(tx).await? else { return Ok(None) };
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(to_ms(tx.now() + lease)))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(row.id))
        .filter(due)
        .exec(tx)
        .await?;
    let hook = active.into_iter().find(|hook| hook.id == row.webhook_id);
    Ok(hook.filter(|_| claimed.rows_affected == 1).map(|hook| Post {
        id: row.id,
        webhook: hook.id,
        url: hook.url,
        secret: hook.secret,
        body: row.body,
        attempt: row.attempts + 1,
    }))
}

/// Marks a delivery as delivered.
pub async fn delivered(tx: &Tx, post: &Post, answered: u16) -> Result<()> {
    let none: Option<String> = None;
    Entity::update_many()
        .col_expr(Column::DeliveredAt, Expr::value(tx.now_ms()))
        .col_expr(Column::Answered, Expr::value(i32::from(answered)))
        .col_expr(Column::LastError, Expr::value(none))
        .filter(Column::Id.eq(post.id))
        .exec(tx)
        .await?;
    note_success(tx, post.webhook).await
}

/// Notes a failure, and when to try again; after the last try it is given up.
pub async fn failed(tx: &Tx, post: &Post, answered: Option<u16>, error: &str) -> Result<()> {
    let again = webhook::pause(post.attempt).map(|pause| to_ms(tx.now() + pause));
    let update = Entity::update_many()
        .col_expr(Column::Answered, Expr::value(answered.map(i32::from)))
        .col_expr(Column::LastError, Expr::value(error));
    let update = match again {
        Some(again) => update.col_expr(Column::DueAt, Expr::value(again)),
        None => update.col_expr(Column::GaveUpAt, Expr::value(tx.now_ms())),
    };
    update.filter(Column::Id.eq(post.id)).filter(open()).exec(tx).await?;
    let hook = webhooks::Entity::find_by_id(post.webhook).lock_exclusive().one(tx).await?;
    match hook {
        Some(hook) => note_failure(tx, &hook, answered).await,
        None => Ok(()),
    }
}

/// The last deliveries of a webhook, the newest first.
pub async fn log(db: &impl Read, webhook: Uuid) -> Result<Vec<Delivery>> {
    let rows = Entity::find()
        .filter(Column::WebhookId.eq(webhook))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(LOGGED)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(whole).collect())
}

fn whole(row: Model) -> Delivery {
    Delivery {
        id: row.id,
        topic: row.topic,
        at: from_ms(row.created_at),
        attempts: row.attempts,
        answered: row.answered,
        error: row.last_error,
        delivered_at: row.delivered_at.map(from_ms),
        gave_up_at: row.gave_up_at.map(from_ms),
        due_at: from_ms(row.due_at),
    }
}
