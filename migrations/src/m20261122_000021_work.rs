//! One person's work: views that they keep, and finding the risks that they accepted.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE saved_views (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  filter JSON NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_views_once ON saved_views (user_id, name);
CREATE INDEX remediations_approver ON remediations (risk_approver_id, status, risk_expires_on);
CREATE INDEX remediations_expiry ON remediations (status, risk_expires_on);
";
