//! Imports: which file brought which events, and the steps that are folded below the event of their
//! run.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE imports (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  adapter TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  added BIGINT NOT NULL,
  known BIGINT NOT NULL,
  left_out BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  undone_at BIGINT,
  undone_by UUID REFERENCES users (id)
);
CREATE INDEX imports_incident ON imports (incident_id, created_at);

ALTER TABLE events ADD COLUMN import_id UUID REFERENCES imports (id);
ALTER TABLE events ADD COLUMN step_of UUID REFERENCES events (id);
CREATE INDEX events_import ON events (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX events_steps ON events (step_of, occurred_at, id) WHERE step_of IS NOT NULL;
CREATE INDEX events_timeline ON events (incident_id, occurred_at, seq) WHERE step_of IS NULL;

CREATE TABLE event_steps (
  event_id UUID PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  place TEXT NOT NULL,
  parent TEXT,
  tool_call_id TEXT,
  decided_by UUID REFERENCES events (id),
  attributes JSON NOT NULL
);
CREATE INDEX event_steps_call ON event_steps (incident_id, tool_call_id) WHERE tool_call_id IS NOT NULL;
";
