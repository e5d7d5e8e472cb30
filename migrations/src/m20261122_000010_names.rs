//! Names that must not tell what is restricted: an incident's name in another system, and the name of
//! a family, are held unique among what the writer may see, not among all rows.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE incident_external_names (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  url TEXT,
  UNIQUE (incident_id, system, external_id)
);
INSERT INTO incident_external_names (id, incident_id, system, external_id, url)
  SELECT id, incident_id, system, external_id, url FROM incident_external_ids;
DROP TABLE incident_external_ids;
ALTER TABLE incident_external_names RENAME TO incident_external_ids;
CREATE INDEX incident_external_ids_name ON incident_external_ids (system, external_id);

ALTER TABLE families ADD COLUMN title TEXT NOT NULL DEFAULT '';
UPDATE families SET title = name;
CREATE INDEX families_title ON families (title, id);
";
