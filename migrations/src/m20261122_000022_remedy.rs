//! What is said, ticked off and linked about a remediation; how long it is watched once verified.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE remediation_notes (
  id UUID PRIMARY KEY,
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  kind WORD(comment task link) NOT NULL,
  body TEXT NOT NULL,
  url TEXT,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  done_at BIGINT,
  done_by UUID REFERENCES users (id),
  removed_at BIGINT,
  removed_by UUID REFERENCES users (id)
);
CREATE INDEX remediation_notes_remediation ON remediation_notes (remediation_id, created_at);
ALTER TABLE remediations ADD COLUMN watch_days INTEGER;
ALTER TABLE remediations ADD COLUMN check_asked_on TEXT;
";
