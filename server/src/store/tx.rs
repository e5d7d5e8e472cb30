//! Writing: one transaction per [`write`], which carries who is doing it and what is to be told.

use std::{
    borrow::Borrow,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, ExecResult, QueryResult,
    QuerySelect, Statement, TransactionTrait,
};
use sea_orm_migration::async_trait;
use uuid::Uuid;

use super::{
    Db, Error, Result, audit,
    connect::Writer,
    entity::incidents,
    outbox::{self, Published},
    time::to_ms,
};

/// How often a transaction that the database gave up for another's sake is tried.
const ATTEMPTS: u32 = 5;

/// The way a write came in, for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A page's form.
    Web,
    /// The JSON API.
    Api,
    /// An import.
    Import,
    /// The command line.
    Command,
    /// The server on its own account.
    Job,
    /// A tracker that tells what is done.
    Webhook,
}

impl Via {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::Import => "import",
            Self::Command => "command",
            Self::Job => "job",
            Self::Webhook => "webhook",
        }
    }
}

/// Who writes, how and when; in every audit entry.
#[derive(Clone, Debug)]
pub struct By {
    /// The user; none for the server itself and before the first user exists.
    pub actor: Option<Uuid>,
    /// The way in.
    pub via: Via,
    /// The request's id, as in the log.
    pub request_id: Option<String>,
    /// The moment of writing, from the clock.
    pub at: DateTime<Utc>,
}

impl By {
    /// `actor` writing at `at`, outside of a request.
    pub fn new(actor: Option<Uuid>, via: Via, at: DateTime<Utc>) -> Self {
        Self { actor, via, request_id: None, at }
    }
}

/// An open write transaction. Reads through it see what it has written. A handle: its clones are
/// the same transaction, and none may outlive the work that it was given to.
#[derive(Clone, Debug)]
pub struct Tx {
    inner: Arc<Inner>,
    by: Arc<By>,
}

#[derive(Debug)]
struct Inner {
    conn: DatabaseTransaction,
    pending: Mutex<Pending>,
}

/// What is written last, just before the commit: the audit chain is a queue that all writers share.
#[derive(Debug, Default)]
struct Pending {
    audit: Vec<audit::New>,
    outbox: Vec<Published>,
    /// What is recorded is no news.
    quiet: bool,
}

/// Does `work` in one transaction: all of it is committed and on disk when this answers `Ok`, none
/// of it when it answers an error. `work` may run more than once.
///
/// `store::write(&state.db, by, async |tx| users::create(&tx, &user).await)`: the closure borrows
/// what it uses, and gets the transaction by value so that the whole is `Send`.
pub async fn write<T, F, Fut>(db: &Db, by: impl Borrow<By> + Send, work: F) -> Result<T>
where
    F: Fn(Tx) -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    T: Send,
{
    let by = by.borrow().clone();
    let (value, published) = match &db.0.writer {
        Writer::Sqlite(group) => group.write(&by, &work).await?,
        Writer::Postgres => retry(db, &by, &work).await?,
    };
    for event in published {
        drop(db.0.published.send(event));
    }
    db.0.committed.send_replace(());
    Ok(value)
}

/// PostgreSQL: a transaction of its own for each, again when it had to give way.
async fn retry<T, F, Fut>(db: &Db, by: &By, work: &F) -> Result<(T, Vec<Published>)>
where
    F: Fn(Tx) -> Fut,
    Fut: Future<Output = Result<T>>,
{
    let mut attempt = 1;
    loop {
        let tx = Tx::new(db.0.readers.begin().await?, by);
        let done = match tx.run(work).await {
            Ok(done) => tx.into_inner()?.commit().await.map(|()| done).map_err(Error::from),
            Err(error) => tx.into_inner()?.rollback().await.map_err(Error::from).and(Err(error)),
        };
        match done {
            Err(error) if error.is_transient() && attempt < ATTEMPTS => attempt += 1,
            done => return done,
        }
    }
}

impl Tx {
    pub(super) fn new(conn: DatabaseTransaction, by: &By) -> Self {
        Self {
            inner: Arc::new(Inner { conn, pending: Mutex::default() }),
            by: Arc::new(by.clone()),
        }
    }

    /// The transaction itself, to end it; a handle that somebody kept is a mistake in the program.
    pub(super) fn into_inner(self) -> Result<DatabaseTransaction, DbErr> {
        let inner = Arc::try_unwrap(self.inner);
        let inner = inner.map_err(|_| DbErr::Custom("a transaction outlived its work".into()))?;
        Ok(inner.conn)
    }

    /// Does the work, then writes what is written last; answers what to tell after the commit.
    pub(super) async fn run<T, F, Fut>(&self, work: &F) -> Result<(T, Vec<Published>)>
    where
        F: Fn(Tx) -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        let value = work(self.clone()).await?;
        let Pending { audit, outbox, quiet } = std::mem::take(&mut *self.pending());
        super::idempotency::mark(self, &audit).await?;
        outbox::append(self, &outbox, quiet).await?;
        audit::append(self, audit).await?;
        Ok((value, outbox))
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.inner.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same transaction, with rows signed by `actor` and dated `at`: for an import, which
    /// records what others did earlier. The audit log says who really wrote, and when.
    #[must_use]
    pub fn as_of(&self, actor: Option<Uuid>, at: DateTime<Utc>) -> Self {
        let by = By { actor, at, ..By::clone(&self.by) };
        Self { inner: self.inner.clone(), by: Arc::new(by) }
    }

    /// Who writes, how and when.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// The user who writes, for `created_by` and the like.
    pub fn actor(&self) -> Option<Uuid> {
        self.by.actor
    }

    /// The moment of writing.
    pub fn now(&self) -> DateTime<Utc> {
        self.by.at
    }

    /// The moment of writing, as stored.
    pub fn now_ms(&self) -> i64 {
        to_ms(self.by.at)
    }

    /// Notes in the audit log that `action` (`incident.declare`) was done to the object, its kind
    /// and its number or id, with `detail` as JSON. Never text that must be forgettable.
    pub fn audit(
        &self,
        action: &str,
        object: (&str, impl ToString),
        incident: Option<Uuid>,
        detail: serde_json::Value,
    ) {
        self.pending().audit.push(audit::New {
            action: action.to_owned(),
            object_kind: object.0.to_owned(),
            object_id: object.1.to_string(),
            incident_id: incident,
            detail,
        });
    }

    /// Tells listeners of `topic` (`event.added`) once the transaction is committed: those of this
    /// process by [`Db::subscribe`], jobs through the outbox table.
    pub fn outbox(&self, topic: &str, incident: Option<Uuid>, mut payload: serde_json::Value) {
        let (topic, at) = (topic.to_owned(), self.now());
        if let (Some(fields), Some(actor)) = (payload.as_object_mut(), self.actor()) {
            fields.entry("by").or_insert_with(|| actor.to_string().into());
        }
        let event = Published { id: super::new_id(), topic, incident_id: incident, payload, at };
        self.pending().outbox.push(event);
    }

    /// Lets nobody be told of what this transaction writes: it records what happened long ago.
    pub fn tell_nobody(&self) {
        self.pending().quiet = true;
    }

    /// Keeps other writers away from an incident until the commit; [`Error::NotFound`] without it.
    pub async fn lock_incident(&self, id: Uuid) -> Result<()> {
        let find = incidents::Entity::find_by_id(id).select_only().column(incidents::Column::Id);
        let found: Option<Uuid> = find.lock_exclusive().into_tuple().one(self).await?;
        found.map(drop).ok_or(Error::NotFound)
    }

    /// The next number of `counter` (`incident`, `remediation`): gapless, as it is taken back when
    /// the transaction fails.
    pub async fn next_number(&self, counter: &str) -> Result<i64> {
        self.take(
            "UPDATE counters SET value = value + 1 WHERE name = $1 RETURNING value",
            [counter.into()],
        )
        .await
    }

    /// Lets the writers that ask for the same `counter` do one after the other until the commit: for
    /// a rule over many rows that no constraint of the database holds.
    pub async fn queue(&self, counter: &str) -> Result<()> {
        let sql = "UPDATE counters SET value = value WHERE name = $1 RETURNING value";
        self.take::<i64, 1>(sql, [counter.into()]).await.map(drop)
    }

    /// Takes `count` event numbers of an incident and answers the first; locks the incident.
    pub async fn next_event_seqs(&self, incident: Uuid, count: i32) -> Result<i32> {
        let sql = "UPDATE incidents SET last_event_seq = last_event_seq + $2 WHERE id = $1 RETURNING last_event_seq AS value";
        let last: i32 = self.take(sql, [incident.into(), count.into()]).await?;
        Ok(last - count + 1)
    }

    async fn take<T, const N: usize>(&self, sql: &str, values: [sea_orm::Value; N]) -> Result<T>
    where
        T: sea_orm::TryGetable,
    {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        let row = self.query_one_raw(statement).await?.ok_or(Error::NotFound)?;
        Ok(row.try_get("", "value")?)
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.conn.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.inner.conn.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.conn.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.conn.query_one_raw(stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.conn.query_all_raw(stmt).await
    }

    fn support_returning(&self) -> bool {
        self.inner.conn.support_returning()
    }
}
