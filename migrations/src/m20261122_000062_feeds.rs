//! Feeds by token, and what time has already reminded of.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE feed_tokens (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX feed_tokens_user ON feed_tokens (user_id, created_at);
CREATE INDEX remediation_changes_newest ON remediation_changes (changed_at, id);
CREATE INDEX status_changes_newest ON status_changes (changed_at, id);

CREATE TABLE remediation_reminders (
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  kind WORD(due_soon overdue escalated) NOT NULL,
  due_on DATE NOT NULL,
  told_at BIGINT NOT NULL,
  PRIMARY KEY (remediation_id, kind, due_on)
);
";
