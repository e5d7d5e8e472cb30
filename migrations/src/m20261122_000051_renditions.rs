//! Renditions of events in which something was hidden, with what was there until it is purged.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE event_renditions (
  id UUID PRIMARY KEY,
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  made_at BIGINT NOT NULL,
  made_by UUID REFERENCES users (id),
  reason TEXT NOT NULL,
  original_sha256 TEXT NOT NULL,
  rendition_sha256 TEXT NOT NULL,
  places INTEGER NOT NULL,
  originals JSON,
  purged_at BIGINT,
  purged_by UUID REFERENCES users (id)
);
CREATE INDEX event_renditions_event ON event_renditions (event_id, made_at);
";
