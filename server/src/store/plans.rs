//! What the database would do for a question: for the tests that hold the store to its indices.

use std::sync::{Mutex, PoisonError};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, TransactionTrait,
};
use sea_orm_migration::async_trait;

use super::{Db, Read, Result};

/// A database that remembers the questions it is asked. Nothing is kept from one to the next.
#[derive(Debug)]
pub struct Watched<'a> {
    db: &'a Db,
    asked: Mutex<Vec<Statement>>,
}

impl<'a> Watched<'a> {
    /// Watches what `db` is asked through this.
    pub fn new(db: &'a Db) -> Self {
        Self { db, asked: Mutex::default() }
    }

    fn note(&self, statement: &Statement) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(statement.clone());
    }

    /// How many questions there were.
    pub fn count(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The tables that one of the questions reads from end to end, each with the step that does.
    ///
    /// On PostgreSQL sequential scans are made dear first: what is scanned all the same, no index
    /// can find.
    pub async fn scans(&self) -> Result<Vec<(String, String)>> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut scans = Vec::new();
        for statement in asked {
            let plan = self.plan(&statement).await?;
            let before = std::iter::once("").chain(plan.iter().map(String::as_str));
            for (step, before) in plan.iter().zip(before) {
                if let Some(table) = scanned(step).or_else(|| all_open(before, step)) {
                    scans.push((table, format!("{step}\n{}", statement.sql)));
                }
            }
        }
        Ok(scans)
    }

    /// The steps of the plan for one question.
    async fn plan(&self, statement: &Statement) -> Result<Vec<String>> {
        let backend = self.db.get_database_backend();
        let (explain, column) = match backend {
            DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
            _ => ("EXPLAIN", "QUERY PLAN"),
        };
        let sql = format!("{explain} {}", statement.sql);
        let values = statement.values.clone().unwrap_or_else(|| sea_orm::Values(Vec::new()));
        let statement = Statement::from_sql_and_values(backend, sql, values.0);
        let apart = self.db.0.readers.begin().await?;
        if backend == DbBackend::Postgres {
            apart.execute_unprepared("SET LOCAL enable_seqscan = off").await?;
        }
        let rows = apart.query_all_raw(statement).await?;
        apart.rollback().await?;
        rows.iter().map(|row| Ok(row.try_get("", column)?)).collect()
    }
}

/// The table that a step of a plan reads from end to end.
fn scanned(step: &str) -> Option<String> {
    let step = step.trim().trim_start_matches("->").trim();
    if let Some(rest) = step.strip_prefix("SCAN ") {
        // An order that an index has, read until there is enough, is no scan of the table.
        let in_order = rest.contains(" USING INDEX ");
        let table = rest.split_whitespace().next()?;
        let made = table.starts_with('(') || table == "CONSTANT";
        // An index of words is asked once; asked for one row after the other (`=`), it is no help.
        let words = rest.contains("VIRTUAL TABLE") && !rest.contains(":=");
        return (!in_order && !made && !words).then(|| table.to_owned());
    }
    // An index made for this one question reads the whole table first.
    if let Some(rest) = step.strip_prefix("SEARCH ").filter(|rest| rest.contains(" AUTOMATIC ")) {
        return rest.split_whitespace().next().map(str::to_owned);
    }
    let rest = step.strip_prefix("Seq Scan on ").or(step.strip_prefix("Parallel Seq Scan on "))?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// The incidents, when a plan begins with all that are open to everybody: with nearly all of them,
/// though an index finds them.
fn all_open(before: &str, step: &str) -> Option<String> {
    let one_of_several = before.trim().starts_with("INDEX ");
    let open = step.contains("USING INDEX incidents_visibility (visibility=?");
    (one_of_several && open).then(|| "incidents".to_owned())
}

impl Read for Watched<'_> {}

#[async_trait::async_trait]
impl ConnectionTrait for Watched<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.db.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.db.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.db.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.note(&statement);
        self.db.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.note(&statement);
        self.db.query_all_raw(statement).await
    }

    fn support_returning(&self) -> bool {
        self.db.support_returning()
    }
}

#[cfg(test)]
mod tests {
    use super::scanned;

    #[test]
    fn a_scan_is_told_from_what_an_index_finds() {
        for (step, table) in [
            ("SCAN incidents", Some("incidents")),
            ("SCAN incidents USING COVERING INDEX incidents_counted", Some("incidents")),
            ("SCAN incidents USING INDEX incidents_opened", None),
            ("SEARCH incidents USING INDEX incidents_kind (kind=?)", None),
            ("SCAN f VIRTUAL TABLE INDEX 0:M4", None),
            ("SCAN f VIRTUAL TABLE INDEX 0:=M4", Some("f")),
            ("SCAN (subquery-2)", None),
            ("  ->  Seq Scan on events e  (cost=0.00..1.00 rows=1 width=4)", Some("events")),
            ("Index Scan using incidents_kind on incidents", None),
        ] {
            assert_eq!(scanned(step).as_deref(), table, "{step}");
        }
    }
}
