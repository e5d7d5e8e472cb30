//! Why an incident left a family; a departure belongs to the incident's history.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE family_departures (
  id UUID PRIMARY KEY,
  family_id UUID NOT NULL REFERENCES families (id) ON DELETE CASCADE,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  left_at BIGINT NOT NULL,
  left_by UUID REFERENCES users (id)
);
CREATE INDEX family_departures_incident ON family_departures (incident_id);
";
