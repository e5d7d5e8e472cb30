//! Opening the database: SQLite with one writer and several readers, or PostgreSQL with one pool.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, async_trait};
use tokio::sync::{broadcast, watch};

use super::{Result, group::Group, memo::Memo, outbox::Published};

/// How many committed events a slow listener may be behind before it misses some.
const LISTENERS_LAG: usize = 1024;

/// How many rows SQLite's thread may be ahead of their reader: each time that one of the two waits for
/// the other costs more than reading a row.
const ROWS_AHEAD: usize = 1024;

/// How to open the database.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections that read beside the one that writes (SQLite), or all of them (PostgreSQL).
    pub connections: u32,
    /// Wait for the disk before a write is acknowledged. Only tests turn this off.
    pub durable: bool,
    /// Make the file of SQLite where there is none.
    pub create: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, durable: true, create: true }
    }
}

/// An open database; cheap to clone. Reading goes straight to it, writing through
/// [`write`](super::write).
#[derive(Clone, Debug)]
pub struct Db(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    /// On SQLite the readers, which cannot write; on PostgreSQL every connection.
    pub(super) readers: DatabaseConnection,
    pub(super) writer: Writer,
    pub(super) published: broadcast::Sender<Published>,
    pub(super) committed: watch::Sender<()>,
    /// Removed together with the last handle.
    _scratch: Option<Scratch>,
}

/// Who writes, and how.
#[derive(Debug)]
pub(super) enum Writer {
    /// SQLite's one writing connection, whose transactions share a commit.
    Sqlite(Group),
    /// Any of the readers' connections.
    Postgres,
}

impl Db {
    fn new(readers: DatabaseConnection, writer: Writer, scratch: Option<Scratch>) -> Self {
        let (published, _) = broadcast::channel(LISTENERS_LAG);
        let (committed, _) = watch::channel(());
        Self(Arc::new(Inner { readers, writer, published, committed, _scratch: scratch }))
    }

    /// What was read before and still holds; several servers on one PostgreSQL keep nothing.
    pub(super) fn memo(&self) -> Option<&Memo> {
        match &self.0.writer {
            Writer::Sqlite(group) => Some(group.memo()),
            Writer::Postgres => None,
        }
    }

    /// Whether other servers may write to the same database.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.writer, Writer::Postgres)
    }

    /// What has been committed by this process, as it happens; a slow listener misses some.
    pub fn subscribe(&self) -> broadcast::Receiver<Published> {
        self.0.published.subscribe()
    }

    /// Tells that this process has committed something, without saying what.
    pub fn commits(&self) -> watch::Receiver<()> {
        self.0.committed.subscribe()
    }

    /// Finishes what is being written and closes all connections.
    pub async fn close(&self) -> Result<()> {
        if let Writer::Sqlite(group) = &self.0.writer {
            group.close().await?;
        }
        Ok(self.0.readers.close_by_ref().await?)
    }
}

/// Opens `url`: `sqlite:path`, `sqlite::memory:` (a scratch file) or `postgres://…`.
///
/// The schema is left as it is; see [`migrate`](super::migrate).
pub async fn connect(url: &str, options: Options) -> Result<Db> {
    if !url.starts_with("sqlite:") {
        let readers = Database::connect(postgres(url, &options)).await?;
        let writer = Writer::Postgres;
        return Ok(Db::new(readers, writer, None));
    }
    if url.contains(":memory:") {
        return scratch(options, None).await;
    }
    open(url, &options, None).await
}

/// A SQLite database that is gone with its last handle, a copy of `template` or empty.
pub(super) async fn scratch(options: Options, template: Option<&Path>) -> Result<Db> {
    let file = Scratch(std::env::temp_dir().join(format!("throughline-{}.db", super::new_id())));
    if let Some(template) = template {
        std::fs::copy(template, &file.0).map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    let url = format!("sqlite:{}", file.0.display());
    open(&url, &options, Some(file)).await
}

async fn open(url: &str, options: &Options, scratch: Option<Scratch>) -> Result<Db> {
    let writer = Database::connect(sqlite(url, options, true)).await?;
    let readers = Database::connect(sqlite(url, options, false)).await?;
    let writer = Writer::Sqlite(Group::new(writer));
    Ok(Db::new(readers, writer, scratch))
}

fn sqlite(url: &str, options: &Options, writes: bool) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    let create = options.create;
    let synchronous = if options.durable { "FULL" } else { "OFF" };
    let connections = if writes { 1 } else { options.connections.max(1) };
    common(&mut connect, connections).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(writes && create)
            .busy_timeout(Duration::from_secs(10))
            .foreign_keys(true)
            .statement_cache_capacity(256)
            .row_buffer_size(ROWS_AHEAD)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", synchronous)
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-16000")
            .pragma("journal_size_limit", "67108864")
            .pragma("query_only", if writes { "OFF" } else { "ON" })
    });
    connect
}

fn postgres(url: &str, options: &Options) -> ConnectOptions {
    let mut connect = ConnectOptions::new(url);
    common(&mut connect, options.connections.max(2));
    let durable = options.durable;
    connect.map_sqlx_postgres_opts(move |postgres| {
        // Compiling a query takes longer than any of these runs.
        let postgres = postgres.options([("jit", "off")]);
        if durable { postgres } else { postgres.options([("synchronous_commit", "off")]) }
    });
    connect
}

fn common(connect: &mut ConnectOptions, connections: u32) -> &mut ConnectOptions {
    connect
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(15))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
}

/// Brings the schema up to date; of several servers that start at once, one does it.
pub(super) async fn migrate(db: &Db) -> Result<()> {
    match &db.0.writer {
        Writer::Sqlite(group) => up(group.connection()).await?,
        Writer::Postgres => {
            let guard = db.0.readers.begin().await?;
            guard.execute_unprepared("SELECT pg_advisory_xact_lock(7239001)").await?;
            up(&db.0.readers).await?;
            guard.commit().await?;
        }
    }
    Ok(())
}

async fn up(conn: &DatabaseConnection) -> Result<()> {
    let steps = Migrator::get_pending_migrations(conn).await?.len();
    if steps > 0 {
        Migrator::up(conn, None).await?;
        tracing::info!(steps, "brought the schema of the database up to date");
    }
    Ok(())
}

/// A database file for one process, in place of one in memory that connections could not share.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(suffix);
            drop(std::fs::remove_file(path));
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Db {
    fn get_database_backend(&self) -> DbBackend {
        self.0.readers.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.0.readers.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.readers.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.readers.query_one_raw(stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.readers.query_all_raw(stmt).await
    }

    fn support_returning(&self) -> bool {
        self.0.readers.support_returning()
    }
}
