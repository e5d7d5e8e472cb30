//! A whole record from one database into another, of the same kind or not: the way from SQLite to
//! PostgreSQL, and back. Rows are copied as they are, ids, numbers and the audit chain included, so that
//! every address stays good.

use app::domain::Refused;
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{
    AccessMode, ColumnType, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    QueryResult, Statement, TransactionTrait, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::connect::Writer;
use super::{By, Db, Error, Result, entity, write};

/// How many rows are read at a time.
const STRIDE: u64 = 500;
/// How many values one statement may carry; SQLite takes 32,766 and PostgreSQL twice as many.
const VALUES: usize = 30_000;
/// What must be empty in a database that takes a record: whoever has used it has written here.
const USED: [&str; 3] = ["users", "incidents", "audit"];

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Tables, the empty ones too.
    pub tables: usize,
    /// Rows of all tables.
    pub rows: u64,
}

/// Copies everything in `from` into `to`, which must have been used by nobody: all of it or, after an
/// error, nothing. `from` is read as it is at one moment; `told` hears of each table and its rows.
///
/// # Errors
/// [`Error::Refused`] when `to` has a record already, or the two schemas are not of the same version.
pub async fn copy(from: &Db, to: &Db, by: By, told: impl Fn(&str, u64)) -> Result<Copied> {
    let source = snapshot(from).await?;
    let target = match &to.0.writer {
        Writer::Sqlite(group) => group.connection().begin().await?,
        Writer::Postgres => to.0.readers.begin().await?,
    };
    same_schema(&source, &target).await?;
    unused(&target).await?;
    let tables = tables();
    let held = let_go(&target).await?;
    for table in &tables {
        target.execute_unprepared(&format!("DELETE FROM {}", table.name)).await?;
    }
    let mut copied = Copied { tables: tables.len(), rows: 0 };
    for table in &tables {
        let rows = table.copy(&source, &target).await?;
        told(table.name, rows);
        copied.rows += rows;
    }
    count_on(&target).await?;
    hold(&target, held).await?;
    target.commit().await?;
    source.rollback().await?;
    if to.is_shared() {
        to.execute_unprepared("ANALYZE").await?;
    }
    let kind = if from.is_shared() { "postgres" } else { "sqlite" };
    let detail = json!({ "from": kind, "tables": copied.tables, "rows": copied.rows });
    write(to, by, async |tx| {
        tx.audit("database.copy", ("database", "throughline"), None, detail.clone());
        Ok(())
    })
    .await?;
    Ok(copied)
}

/// Everything as it is now, whatever is written meanwhile.
async fn snapshot(db: &Db) -> Result<DatabaseTransaction> {
    Ok(if db.is_shared() {
        let (level, mode) = (IsolationLevel::RepeatableRead, AccessMode::ReadOnly);
        db.0.readers.begin_with_config(Some(level), Some(mode)).await?
    } else {
        db.0.readers.begin().await?
    })
}

async fn same_schema(source: &DatabaseTransaction, target: &DatabaseTransaction) -> Result<()> {
    let (there, here) = (steps(source).await, steps(target).await?);
    if there.is_ok_and(|there| there == here) {
        return Ok(());
    }
    let message = "The database to copy from is none of this version's. Run `throughline migrate` of this \
                   version on it first.";
    Err(Refused::new("copy-schema", message).into())
}

/// The steps by which the schema has come to be what it is.
async fn steps(db: &DatabaseTransaction) -> Result<Vec<String>> {
    let sql = "SELECT version AS step FROM seaql_migrations ORDER BY version";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "step")?)).collect()
}

async fn unused(target: &DatabaseTransaction) -> Result<()> {
    for table in USED {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        let find = Statement::from_string(target.get_database_backend(), sql);
        if target.query_one_raw(find).await?.is_some() {
            let message = "There is a record in this database already. Copy into an empty one; nothing \
                           was changed.";
            return Err(Refused::new("copy-into-used", message).into());
        }
    }
    Ok(())
}

/// Lets rows come in any order; answers what makes the references hold again.
async fn let_go(target: &DatabaseTransaction) -> Result<Vec<String>> {
    if target.get_database_backend() == DbBackend::Sqlite {
        // Until the commit, which checks them all.
        target.execute_unprepared("PRAGMA defer_foreign_keys = ON").await?;
        return Ok(Vec::new());
    }
    let sql = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS off, \
               format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, \
               pg_get_constraintdef(oid)) AS again \
               FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace";
    let mut held = Vec::new();
    for row in target.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await? {
        target.execute_unprepared(&row.try_get::<String>("", "off")?).await?;
        held.push(row.try_get("", "again")?);
    }
    Ok(held)
}

/// Makes the references hold again; the database looks at every row.
async fn hold(target: &DatabaseTransaction, held: Vec<String>) -> Result<()> {
    for again in held {
        target.execute_unprepared(&again).await?;
    }
    Ok(())
}

/// Lets PostgreSQL count its row numbers on from the last that was copied; SQLite does so by itself.
async fn count_on(target: &DatabaseTransaction) -> Result<()> {
    if target.get_database_backend() == DbBackend::Sqlite {
        return Ok(());
    }
    let sql = "SELECT format('SELECT setval(%L, max(%I)) FROM %I', \
               pg_get_serial_sequence(table_name, column_name), column_name, table_name) AS count \
               FROM information_schema.columns \
               WHERE is_identity = 'YES' AND table_schema = current_schema()";
    for row in target.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await? {
        target.execute_unprepared(&row.try_get::<String>("", "count")?).await?;
    }
    Ok(())
}

/// A table as the entities know it; what a database keeps beside (an index of words) it makes itself.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<(&'static str, ColumnType)>,
}

/// All of them.
pub(super) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for column in entity::believed() {
        let of = (column.column, column.kind);
        match tables.last_mut().filter(|table| table.name == column.table) {
            Some(table) => table.columns.push(of),
            None => tables.push(Table { name: column.table, columns: vec![of] }),
        }
    }
    tables
}

impl Table {
    async fn copy(
        &self,
        source: &DatabaseTransaction,
        target: &DatabaseTransaction,
    ) -> Result<u64> {
        let mut reader = Reader::open(self, source).await?;
        let mut copied = 0;
        loop {
            let rows = reader.next(source).await?;
            if rows.is_empty() {
                reader.close(source).await?;
                return Ok(copied);
            }
            for rows in rows.chunks((VALUES / self.columns.len()).max(1)) {
                self.insert(target, rows).await?;
                copied += u64::try_from(rows.len()).unwrap_or_default();
            }
        }
    }

    async fn insert(&self, target: &DatabaseTransaction, rows: &[QueryResult]) -> Result<()> {
        let mut insert = Query::insert();
        insert.into_table(Alias::new(self.name));
        insert.columns(self.columns.iter().map(|(name, _)| Alias::new(*name)));
        for row in rows {
            let cell = |(name, kind): &(&str, ColumnType)| value(row, name, kind);
            let cells: Vec<Expr> =
                self.columns.iter().map(|it| Ok(Expr::val(cell(it)?))).collect::<Result<_>>()?;
            insert.values(cells).map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        target.execute(&insert).await?;
        Ok(())
    }
}

/// What stands in a column, for any database.
pub(super) fn value(row: &QueryResult, name: &str, kind: &ColumnType) -> Result<Value> {
    Ok(match kind {
        ColumnType::Uuid => row.try_get::<Option<Uuid>>("", name)?.into(),
        ColumnType::Integer => row.try_get::<Option<i32>>("", name)?.into(),
        ColumnType::BigInteger => row.try_get::<Option<i64>>("", name)?.into(),
        ColumnType::Boolean => row.try_get::<Option<bool>>("", name)?.into(),
        ColumnType::Json | ColumnType::JsonBinary => {
            row.try_get::<Option<serde_json::Value>>("", name)?.into()
        }
        ColumnType::Binary(_) | ColumnType::VarBinary(_) | ColumnType::Blob => {
            row.try_get::<Option<Vec<u8>>>("", name)?.into()
        }
        ColumnType::String(_) | ColumnType::Text => row.try_get::<Option<String>>("", name)?.into(),
        other => {
            let message = format!("{name} is of a type that cannot be copied: {other:?}");
            return Err(Error::Database(DbErr::Type(message)));
        }
    })
}

/// Where reading a table stands, so that of a large one only a part is in memory.
enum Reader {
    /// SQLite: by its own row numbers.
    Sqlite { select: String, last: i64 },
    /// PostgreSQL: a cursor of the transaction, called after its table, since the connection remembers
    /// of each statement which columns it answers.
    Postgres { cursor: String },
}

impl Reader {
    async fn open(table: &Table, source: &DatabaseTransaction) -> Result<Self> {
        let names: Vec<_> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let (names, table) = (names.join(", "), table.name);
        if source.get_database_backend() == DbBackend::Sqlite {
            let select = format!(
                "SELECT {names}, rowid AS copy_row FROM {table} WHERE rowid > $1 ORDER BY rowid LIMIT {STRIDE}"
            );
            return Ok(Self::Sqlite { select, last: i64::MIN });
        }
        let cursor = format!("copy_{table}");
        let declare = format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {names} FROM {table}");
        source.execute_unprepared(&declare).await?;
        Ok(Self::Postgres { cursor })
    }

    async fn next(&mut self, source: &DatabaseTransaction) -> Result<Vec<QueryResult>> {
        match self {
            Self::Sqlite { select, last } => {
                let values = [(*last).into()];
                let find =
                    Statement::from_sql_and_values(DbBackend::Sqlite, select.as_str(), values);
                let rows = source.query_all_raw(find).await?;
                if let Some(row) = rows.last() {
                    *last = row.try_get("", "copy_row")?;
                }
                Ok(rows)
            }
            Self::Postgres { cursor } => {
                let fetch = format!("FETCH {STRIDE} FROM {cursor}");
                Ok(source.query_all_raw(Statement::from_string(DbBackend::Postgres, fetch)).await?)
            }
        }
    }

    async fn close(self, source: &DatabaseTransaction) -> Result<()> {
        if let Self::Postgres { cursor } = self {
            source.execute_unprepared(&format!("CLOSE {cursor}")).await?;
        }
        Ok(())
    }
}
