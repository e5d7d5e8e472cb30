//! Files as evidence: what is known of their contents, which are kept outside of the database, and
//! who did what with a piece of evidence. The table that would have held contents was never used.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
DROP TABLE blobs;

CREATE TABLE evidence_contents (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  stored_at BIGINT NOT NULL,
  checked_at BIGINT NOT NULL,
  state WORD(whole altered missing) NOT NULL
);

CREATE TABLE custody (
  id UUID PRIMARY KEY,
  evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
  act WORD(added looked_at downloaded verified found_altered found_missing edited redacted retracted purged) NOT NULL,
  done_at BIGINT NOT NULL,
  done_by UUID REFERENCES users (id),
  via TEXT NOT NULL,
  sha256 TEXT
);
CREATE INDEX custody_evidence ON custody (evidence_id, done_at);

ALTER TABLE evidence ADD COLUMN file_name TEXT;
ALTER TABLE evidence ADD COLUMN purged_at BIGINT;
";
