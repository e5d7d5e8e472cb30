//! Services that somebody described, as against those that only an incident named in passing: the
//! latter are told only to who may see such an incident.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE services ADD COLUMN described BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE services SET described = TRUE WHERE version > 1 OR description <> '' OR owner_id IS NOT NULL;
";
