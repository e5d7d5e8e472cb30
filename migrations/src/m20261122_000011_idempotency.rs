//! A keyed request that was begun by a server that then went away: who tries, since when, and whether
//! its work is on disk.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE idempotency_keys ADD COLUMN attempt UUID;
ALTER TABLE idempotency_keys ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE idempotency_keys ADD COLUMN written TEXT;
";
