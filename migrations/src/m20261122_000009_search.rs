//! One table of searchable text, indexed by each database in its own way and kept by triggers or
//! generated columns, so that a write to `search_docs` is all the program does.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(backend: DbBackend) -> String {
    let index = if backend == DbBackend::Sqlite { SQLITE } else { POSTGRES };
    format!("{DOCS}{index}")
}

const DOCS: &str = "
CREATE TABLE search_docs (
  id ROW_ID,
  kind WORD(incident event postmortem remediation) NOT NULL,
  ref_id UUID NOT NULL,
  incident_id UUID REFERENCES incidents (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (kind, ref_id)
);
CREATE INDEX search_docs_incident ON search_docs (incident_id);
CREATE INDEX search_docs_ref ON search_docs (ref_id);
";

const SQLITE: &str = "
CREATE VIRTUAL TABLE search_fts USING fts5(
  label, title, body,
  content = 'search_docs', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO search_fts (search_fts, rank) VALUES ('automerge', 8);
CREATE TRIGGER search_docs_insert AFTER INSERT ON search_docs BEGIN
  INSERT INTO search_fts (rowid, label, title, body) VALUES (new.id, new.label, new.title, new.body);
END;
CREATE TRIGGER search_docs_delete AFTER DELETE ON search_docs BEGIN
  INSERT INTO search_fts (search_fts, rowid, label, title, body)
  VALUES ('delete', old.id, old.label, old.title, old.body);
END;
CREATE TRIGGER search_docs_update AFTER UPDATE ON search_docs BEGIN
  INSERT INTO search_fts (search_fts, rowid, label, title, body)
  VALUES ('delete', old.id, old.label, old.title, old.body);
  INSERT INTO search_fts (rowid, label, title, body) VALUES (new.id, new.label, new.title, new.body);
END;
";

const POSTGRES: &str = "
ALTER TABLE search_docs ADD COLUMN words tsvector GENERATED ALWAYS AS (
  setweight(to_tsvector('simple', label || ' ' || title), 'A') || setweight(to_tsvector('simple', body), 'B')
) STORED;
CREATE INDEX search_docs_words ON search_docs USING GIN (words);
";
