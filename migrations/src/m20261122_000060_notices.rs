//! What people are told of: notices, what they want to hear, whom they follow, and the e-mails.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

/// What stood in the outbox before anybody read it is no news any more.
const SQL: &str = "
UPDATE outbox SET done_at = created_at WHERE done_at IS NULL;

CREATE TABLE mails (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  sent_at BIGINT,
  gave_up_at BIGINT
);
CREATE INDEX mails_due ON mails (due_at, id) WHERE sent_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX mails_user ON mails (user_id, created_at);

CREATE TABLE notices (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  outbox_id UUID NOT NULL,
  kind WORD(assigned to_verify moved commented check_due disproved risk_expired due_soon overdue escalated owner_left incident_status incident_severity handed_over review_asked webhook_off) NOT NULL,
  incident_id UUID REFERENCES incidents (id) ON DELETE CASCADE,
  remediation_id UUID REFERENCES remediations (id) ON DELETE CASCADE,
  detail JSON NOT NULL,
  created_at BIGINT NOT NULL,
  shown BOOLEAN NOT NULL,
  read_at BIGINT,
  mail_at BIGINT,
  mail_id UUID REFERENCES mails (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX notices_once ON notices (user_id, outbox_id, kind);
CREATE INDEX notices_user ON notices (user_id, created_at, id);
CREATE INDEX notices_unread ON notices (user_id, created_at) WHERE read_at IS NULL AND shown;
CREATE INDEX notices_to_mail ON notices (mail_at, user_id) WHERE mail_id IS NULL AND mail_at IS NOT NULL;
CREATE INDEX notices_mail ON notices (mail_id);
CREATE INDEX notices_incident ON notices (incident_id);
CREATE INDEX notices_remediation ON notices (remediation_id);

CREATE TABLE notice_wishes (
  user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  shown BOOLEAN NOT NULL,
  mail WORD(now daily never) NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE follows (
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind WORD(incident remediation) NOT NULL,
  object_id UUID NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (user_id, kind, object_id)
);
CREATE INDEX follows_object ON follows (object_id, user_id);
";
