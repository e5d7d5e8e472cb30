//! Statements that move many rows at once, the same for both databases.

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::store::{Read, Result, Tx};

/// Runs a statement with its values; answers how many rows it changed.
pub(super) async fn run(tx: &Tx, sql: &str, values: Vec<Value>) -> Result<u64> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}

/// The rows that a query answers.
pub(super) async fn rows(
    db: &impl Read,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.query_all_raw(statement).await?)
}

/// The number that a counting query answers in its column `n`.
pub(super) async fn count(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<u64> {
    let rows = rows(db, sql, values).await?;
    let n: i64 = match rows.first() {
        Some(row) => row.try_get("", "n")?,
        None => 0,
    };
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The ids that a query answers in its column `id`.
pub(super) async fn ids(db: &impl Read, sql: &str, values: Vec<Value>) -> Result<Vec<Uuid>> {
    let rows = rows(db, sql, values).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
