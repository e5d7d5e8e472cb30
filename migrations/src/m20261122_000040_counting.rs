//! Indexes that hold all that a count needs, so that counting does not read the rows.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE INDEX events_standing ON events (incident_id) WHERE retracted_at IS NULL;
CREATE INDEX incidents_counted ON incidents (status, visibility, id);
";
