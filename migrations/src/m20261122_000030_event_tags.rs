//! Tags of events: single words, a blank on both sides of each, so that one is found by ` tag `.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE events ADD COLUMN tags TEXT NOT NULL DEFAULT '';
";
