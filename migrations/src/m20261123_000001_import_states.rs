//! How far an import is: a large one is stored in parts, which are seen together at its end.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE imports ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
CREATE INDEX imports_unfinished ON imports (incident_id) WHERE state <> 'done';
";
