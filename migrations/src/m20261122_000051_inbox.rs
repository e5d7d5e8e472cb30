//! The inbox of what was received without an incident.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE inbox_runs (
  id UUID PRIMARY KEY,
  external_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  sender TEXT NOT NULL,
  steps BIGINT NOT NULL,
  first_at BIGINT,
  last_at BIGINT,
  received_at BIGINT NOT NULL,
  received_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  incident_id UUID REFERENCES incidents (id) ON DELETE SET NULL,
  dismissed_at BIGINT
);
CREATE INDEX inbox_runs_open ON inbox_runs (updated_at, id) WHERE incident_id IS NULL AND dismissed_at IS NULL;

CREATE TABLE inbox_steps (
  run_id UUID NOT NULL REFERENCES inbox_runs (id) ON DELETE CASCADE,
  external_id TEXT NOT NULL,
  step JSON NOT NULL,
  PRIMARY KEY (run_id, external_id)
);
";
