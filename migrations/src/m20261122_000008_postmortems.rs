//! Postmortems: one living document per incident or family, its versions, reviews and comments.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE postmortems (
  id UUID PRIMARY KEY,
  incident_id UUID UNIQUE REFERENCES incidents (id) ON DELETE CASCADE,
  family_id UUID UNIQUE REFERENCES families (id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  revision INTEGER NOT NULL,
  status WORD(draft in_review published) NOT NULL,
  published_at BIGINT,
  published_by UUID REFERENCES users (id),
  published_revision INTEGER,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  updated_by UUID REFERENCES users (id),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((incident_id IS NULL) <> (family_id IS NULL))
);
CREATE INDEX postmortems_status ON postmortems (status, updated_at, id);

CREATE TABLE postmortem_versions (
  id UUID PRIMARY KEY,
  postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  note TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  saved_by UUID REFERENCES users (id),
  published BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE (postmortem_id, revision)
);

CREATE TABLE postmortem_reviews (
  id UUID PRIMARY KEY,
  postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
  reviewer_id UUID NOT NULL REFERENCES users (id),
  required BOOLEAN NOT NULL,
  outcome WORD(pending approved changes_requested) NOT NULL,
  comment TEXT NOT NULL,
  body_hash TEXT,
  asked_at BIGINT NOT NULL,
  asked_by UUID REFERENCES users (id),
  answered_at BIGINT
);
CREATE INDEX postmortem_reviews_postmortem ON postmortem_reviews (postmortem_id, asked_at);
CREATE INDEX postmortem_reviews_reviewer ON postmortem_reviews (reviewer_id, outcome);

CREATE TABLE postmortem_comments (
  id UUID PRIMARY KEY,
  postmortem_id UUID NOT NULL REFERENCES postmortems (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  anchor TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  resolved_at BIGINT,
  resolved_by UUID REFERENCES users (id)
);
CREATE INDEX postmortem_comments_postmortem ON postmortem_comments (postmortem_id, created_at);
";
