//! A fresh, migrated database for each test, fast: the schema is made once per process and copied.
//!
//! SQLite files in the temporary folder; PostgreSQL databases when `TEST_DATABASE_URL` names a
//! server on which databases may be created.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use sea_orm::{
    ColumnType, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement,
};
use tokio::sync::OnceCell;

use super::{Db, Options, Result, connect, copy, entity, migrate};

const PREFIX: &str = "throughline_test";
const QUICK: Options = Options { connections: 4, durable: false, create: true };

static FILE: OnceCell<PathBuf> = OnceCell::const_new();
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of its own, migrated and empty but for the seeded catalogues.
pub async fn database() -> Result<Db> {
    match std::env::var("TEST_DATABASE_URL") {
        Ok(server) if !server.is_empty() => on_postgres(&server).await,
        _ => on_sqlite().await,
    }
}

/// The same on SQLite, whatever the tests run on.
pub async fn on_sqlite() -> Result<Db> {
    let template = FILE.get_or_try_init(template_file).await?;
    connect::scratch(QUICK, Some(template)).await
}

async fn template_file() -> Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("{PREFIX}-{}.db", std::process::id()));
    drop(std::fs::remove_file(&path));
    let db = connect(&format!("sqlite:{}", path.display()), QUICK).await?;
    migrate(&db).await?;
    db.close().await?;
    Ok(path)
}

async fn on_postgres(server: &str) -> Result<Db> {
    let template = TEMPLATE.get_or_try_init(|| template_database(server)).await?;
    let name = format!("{PREFIX}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(server).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await?;
    admin.close().await?;
    connect(&on_server(server, &name), QUICK).await
}

async fn template_database(server: &str) -> Result<String> {
    let name = format!("{PREFIX}_{}", std::process::id());
    let admin = Database::connect(server).await?;
    remove_leftovers(&admin).await?;
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await?;
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    admin.close().await?;
    let db = connect(&on_server(server, &name), QUICK).await?;
    migrate(&db).await?;
    db.close().await?;
    Ok(name)
}

/// Drops the databases of test runs that have ended.
async fn remove_leftovers(admin: &DatabaseConnection) -> Result<()> {
    let sql = format!("SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}\\_%'");
    let rows =
        admin.query_all_raw(Statement::from_string(admin.get_database_backend(), sql)).await?;
    for row in rows {
        let name: String = row.try_get("", "datname")?;
        let pid = name[PREFIX.len() + 1..].split('_').next().unwrap_or_default();
        if !PathBuf::from(format!("/proc/{pid}")).exists() {
            drop(
                admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} (FORCE)")).await,
            );
        }
    }
    Ok(())
}

/// `server`'s URL with another database name.
fn on_server(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, None), |(b, q)| (b, Some(q)));
    let host_end = base.find("://").map_or(0, |i| i + 3);
    let end = base[host_end..].find('/').map_or(base.len(), |i| host_end + i);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{name}{query}", &base[..end])
}

/// Runs SQL past all rules, to play what must be found out.
pub async fn execute(db: &Db, sql: &str) -> Result<()> {
    let by = super::By::new(None, super::Via::Job, chrono::DateTime::UNIX_EPOCH);
    super::write(db, by, async |tx| {
        tx.execute_unprepared(sql).await?;
        Ok(())
    })
    .await
}

/// Every row of every table as text, so that two databases can be held against each other.
pub async fn contents(db: &Db) -> Result<Vec<(&'static str, Vec<String>)>> {
    let mut all = Vec::new();
    for table in copy::tables() {
        let sql = format!("SELECT * FROM {}", table.name);
        let find = Statement::from_string(db.get_database_backend(), sql);
        let text = |row: QueryResult| -> Result<String> {
            let cell = |(name, kind): &(&str, ColumnType)| copy::value(&row, name, kind);
            Ok(format!("{:?}", table.columns.iter().map(cell).collect::<Result<Vec<_>>>()?))
        };
        let rows: Result<Vec<String>> =
            db.query_all_raw(find).await?.into_iter().map(text).collect();
        let mut rows = rows?;
        rows.sort_unstable();
        all.push((table.name, rows));
    }
    Ok(all)
}

/// Where an entity and its table differ in a column's type or whether it may be NULL.
pub async fn drift(db: &Db) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let (mut table, mut real) = ("", HashMap::new());
    for believed in entity::believed() {
        if believed.table != table {
            table = believed.table;
            real = real_columns(db, table).await?;
        }
        let here = format!("{table}.{}", believed.column);
        let wanted = (type_name(db, &believed.kind), believed.nullable);
        match real.remove(believed.column) {
            Some(real) if real == wanted => {}
            real => found.push(format!("{here}: entity {wanted:?}, table {real:?}")),
        }
    }
    Ok(found)
}

/// The columns of a table: name, type in lower case, whether it may be NULL.
async fn real_columns(db: &Db, table: &str) -> Result<HashMap<String, (String, bool)>> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name, replace(lower(type), 'bigint', 'integer') AS kind, \"notnull\" = 0 AND pk = 0 AS nullable \
             FROM pragma_table_info($1)"
        }
        _ => {
            "SELECT column_name::text AS name, data_type::text AS kind, \
             is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_name = $1"
        }
    };
    let backend = db.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [table.into()]);
    let row = |row: QueryResult| {
        Ok((row.try_get("", "name")?, (row.try_get("", "kind")?, row.try_get("", "nullable")?)))
    };
    db.query_all_raw(statement).await?.into_iter().map(row).collect()
}

fn type_name(db: &Db, kind: &ColumnType) -> String {
    let sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let name = match kind {
        ColumnType::Uuid => "uuid",
        ColumnType::Integer => "integer",
        // SQLite's own row numbers are `INTEGER`, and hold 64 bits as every integer does there.
        ColumnType::BigInteger if sqlite => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Boolean => "boolean",
        ColumnType::Json | ColumnType::JsonBinary if sqlite => "json_text",
        ColumnType::Json | ColumnType::JsonBinary => "jsonb",
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob if sqlite => "blob",
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => "bytea",
        ColumnType::String(_) | ColumnType::Text => "text",
        other => return format!("{other:?}"),
    };
    name.to_owned()
}
