//! Whether an incident has two records of one occurrence is asked at every new link.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE INDEX links_same ON links (incident_id) WHERE kind = 'same_as' AND retracted_at IS NULL;
";
