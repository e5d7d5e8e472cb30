//! The audit log: who did what, as a chain in which each entry carries the hash of the one before,
//! so that a change or a gap is found out.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, ExprTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Page, PageRequest, Read, Result, Tx,
    entity::audit::{self as rows, ActiveModel, Column, Model},
    page::Cursor,
    settings,
    time::{from_ms, to_ms},
};

/// The hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Entries read at a time when the chain is verified.
const STRIDE: u64 = 1000;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Its place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The user; none for the server itself.
    pub actor_id: Option<Uuid>,
    /// The way in: `web`, `api`, `import`, `command`, `job`.
    pub via: String,
    /// The request's id, as in the server's log.
    pub request_id: Option<String>,
    /// What was done, e.g. `incident.declare`.
    pub action: String,
    /// The kind of object it was done to, e.g. `incident`.
    pub object_kind: String,
    /// The object's number or id.
    pub object_id: String,
    /// The incident it belongs to.
    pub incident_id: Option<Uuid>,
    /// The rest.
    pub detail: Value,
    /// The hash over this entry and the hash before.
    pub hash: String,
}

/// Which entries to list; all that is `None` matches everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Done by this user.
    pub actor_id: Option<Uuid>,
    /// Belonging to this incident.
    pub incident_id: Option<Uuid>,
    /// This action, or with a dot at the end everything that begins so (`user.`).
    pub action: Option<String>,
    /// Done to this object: kind and id.
    pub object: Option<(String, String)>,
    /// At or after.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
}

/// What verifying the chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that hold, from the first on.
    pub entries: i64,
    /// The first place that does not hold: changed, missing or out of order.
    pub broken_at: Option<i64>,
}

/// An entry to be written at the end of a transaction.
#[derive(Debug)]
pub(super) struct New {
    pub(super) action: String,
    pub(super) object_kind: String,
    pub(super) object_id: String,
    pub(super) incident_id: Option<Uuid>,
    pub(super) detail: Value,
}

/// Appends entries to the chain; on PostgreSQL other writers wait here until the commit.
pub(super) async fn append(tx: &Tx, entries: Vec<New>) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7239002)").await?;
    }
    let last = rows::Entity::find().order_by_desc(Column::Seq).limit(1).one(tx).await?;
    let (mut seq, mut prev) = last.map_or((0, GENESIS.to_owned()), |row| (row.seq, row.hash));
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let row = chained(tx, entry, seq, prev.clone());
        prev.clone_from(&row.hash);
        rows.push(ActiveModel::from(row).reset_all());
    }
    rows::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

fn chained(tx: &Tx, entry: New, seq: i64, prev_hash: String) -> Model {
    let by = tx.by();
    let mut row = Model {
        seq,
        at: to_ms(by.at),
        actor_id: by.actor,
        via: by.via.as_str().to_owned(),
        request_id: by.request_id.clone(),
        action: entry.action,
        object_kind: entry.object_kind,
        object_id: entry.object_id,
        incident_id: entry.incident_id,
        detail: entry.detail.to_string(),
        prev_hash,
        hash: String::new(),
    };
    row.hash = hash(&row);
    row
}

/// SHA-256 over the entry as a JSON array, which no choice of values can make ambiguous.
fn hash(row: &Model) -> String {
    let entry = json!([
        row.prev_hash,
        row.seq,
        row.at,
        row.actor_id,
        row.via,
        row.request_id,
        row.action,
        row.object_kind,
        row.object_id,
        row.incident_id,
        row.detail,
    ]);
    super::hex(&Sha256::digest(entry.to_string()))
}

/// The entries that match, newest first.
pub async fn page(db: &impl Read, filter: &Filter, page: &PageRequest) -> Result<Page<Entry>> {
    let mut find = rows::Entity::find().filter(condition(filter));
    if let Some(cursor) = page.cursor("seq")? {
        find = find.filter(Column::Seq.lt(cursor.number()?));
    }
    let rows = find.order_by_desc(Column::Seq).limit(page.fetch()).all(db).await?;
    let page = page.cut(rows, |row| Cursor::new("seq", row.seq, Uuid::nil()));
    Ok(page.map(Entry::from))
}

/// The place of the last entry; 0 while there is none.
pub async fn last(db: &impl Read) -> Result<i64> {
    let find = rows::Entity::find().select_only().column(Column::Seq).order_by_desc(Column::Seq);
    let last: Option<i64> = find.into_tuple().one(db).await?;
    Ok(last.unwrap_or(0))
}

/// What was written after an entry, oldest first: of one incident, or of all.
pub async fn after(
    db: &impl Read,
    seq: i64,
    incident: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Entry>> {
    let filter = Filter { incident_id: incident, ..Filter::default() };
    let find = rows::Entity::find().filter(condition(&filter)).filter(Column::Seq.gt(seq));
    let rows = find.order_by_asc(Column::Seq).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

fn condition(filter: &Filter) -> Condition {
    let action = filter.action.as_deref().map(|action| {
        if action.ends_with('.') {
            Column::Action.starts_with(action)
        } else {
            Column::Action.eq(action)
        }
    });
    let object = filter.object.as_ref().map(|(kind, id)| {
        Column::ObjectKind.eq(kind.as_str()).and(Column::ObjectId.eq(id.as_str()))
    });
    Condition::all()
        .add_option(filter.actor_id.map(|id| Column::ActorId.eq(id)))
        .add_option(filter.incident_id.map(|id| Column::IncidentId.eq(id)))
        .add_option(action)
        .add_option(object)
        .add_option(filter.from.map(|at| Column::At.gte(to_ms(at))))
        .add_option(filter.until.map(|at| Column::At.lt(to_ms(at))))
}

/// Walks the whole chain and says where it first breaks, if it does.
pub async fn verify(db: &impl Read) -> Result<Verified> {
    let (mut entries, mut prev) = (0, GENESIS.to_owned());
    loop {
        let find = rows::Entity::find().filter(Column::Seq.gt(entries)).order_by_asc(Column::Seq);
        let rows = find.limit(STRIDE).all(db).await?;
        if rows.is_empty() {
            return Ok(Verified { entries, broken_at: None });
        }
        for row in rows {
            if row.seq != entries + 1 || row.prev_hash != prev || row.hash != hash(&row) {
                return Ok(Verified { entries, broken_at: Some(entries + 1) });
            }
            (entries, prev) = (row.seq, row.hash);
        }
    }
}

/// What the last look at the whole chain found, and when that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastVerified {
    /// When.
    pub at: DateTime<Utc>,
    /// Entries that held.
    pub entries: i64,
    /// The first place that did not hold.
    pub broken_at: Option<i64>,
}

/// The setting that keeps it.
const LAST_VERIFIED: &str = "audit.verified";

/// What the last look found; none before the first.
pub async fn last_verified(db: &impl Read) -> Result<Option<LastVerified>> {
    let value = settings::find(db, LAST_VERIFIED).await?;
    Ok(value.and_then(|value| serde_json::from_str(&value).ok()))
}

/// Keeps what a look at the chain found, which the log notes as well.
pub async fn keep_verified(tx: &Tx, found: Verified) -> Result<LastVerified> {
    let Verified { entries, broken_at } = found;
    let last = LastVerified { at: tx.now(), entries, broken_at };
    settings::set(tx, LAST_VERIFIED, &json!(last).to_string()).await?;
    let detail = json!({ "entries": entries, "broken_at": broken_at });
    tx.audit("audit.verify", ("audit", "chain"), None, detail);
    Ok(last)
}

impl From<Model> for Entry {
    fn from(row: Model) -> Self {
        Self {
            seq: row.seq,
            at: from_ms(row.at),
            actor_id: row.actor_id,
            via: row.via,
            request_id: row.request_id,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            incident_id: row.incident_id,
            detail: serde_json::from_str(&row.detail).unwrap_or(Value::String(row.detail)),
            hash: row.hash,
        }
    }
}
