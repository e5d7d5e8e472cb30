//! Incidents that were merged or split, and the addresses that their events had before.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
ALTER TABLE incidents ADD COLUMN merged_into_id UUID REFERENCES incidents (id);
CREATE INDEX incidents_merged ON incidents (merged_into_id) WHERE merged_into_id IS NOT NULL;
DROP INDEX incidents_counted;
CREATE INDEX incidents_counted ON incidents (status, visibility, merged_into_id, id);
DROP INDEX incidents_visibility;
CREATE INDEX incidents_visibility ON incidents (visibility, merged_into_id, opened_at, id);

CREATE TABLE incident_moves (
  id UUID PRIMARY KEY,
  kind WORD(merge split) NOT NULL,
  from_incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  to_incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  moved_at BIGINT NOT NULL,
  moved_by UUID REFERENCES users (id)
);
CREATE INDEX incident_moves_from ON incident_moves (from_incident_id, moved_at);
CREATE INDEX incident_moves_to ON incident_moves (to_incident_id, moved_at);

CREATE TABLE event_addresses (
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  move_id UUID NOT NULL REFERENCES incident_moves (id) ON DELETE CASCADE,
  PRIMARY KEY (incident_id, seq)
);
CREATE INDEX event_addresses_event ON event_addresses (event_id);
CREATE INDEX event_addresses_move ON event_addresses (move_id);
";
