//! Notices of the finder that somebody said need no answer.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE notice_dismissals (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  rule WORD(milestone_order duration_denied contradiction approval_without_outcome action_without_cause output_unread without_evidence named_not_present silent_stretch) NOT NULL,
  notice_key TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id)
);
CREATE UNIQUE INDEX notice_dismissals_once ON notice_dismissals (incident_id, rule, notice_key) WHERE retracted_at IS NULL;
";
