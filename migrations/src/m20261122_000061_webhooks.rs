//! Webhooks: where the world outside is told, what it was told, and what it may tell us.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE webhooks (
  id UUID PRIMARY KEY,
  url TEXT NOT NULL,
  topics TEXT NOT NULL,
  secret TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  off_because TEXT,
  failing_since BIGINT,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  removed_at BIGINT
);

CREATE TABLE webhook_deliveries (
  id UUID PRIMARY KEY,
  webhook_id UUID NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  outbox_id UUID NOT NULL,
  topic TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  answered INTEGER,
  last_error TEXT,
  delivered_at BIGINT,
  gave_up_at BIGINT
);
CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (webhook_id, outbox_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at, id) WHERE delivered_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook_id, created_at, id);

CREATE TABLE hooks (
  id UUID PRIMARY KEY,
  provider WORD(github gitlab jira linear) NOT NULL,
  name TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  used_at BIGINT,
  revoked_at BIGINT
);

CREATE TABLE hook_receipts (
  id UUID PRIMARY KEY,
  hook_id UUID NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
  delivery TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX hook_receipts_delivery ON hook_receipts (hook_id, delivery);
CREATE UNIQUE INDEX hook_receipts_body ON hook_receipts (hook_id, body_hash);
CREATE INDEX hook_receipts_received ON hook_receipts (received_at);

ALTER TABLE remediation_notes ADD COLUMN link_key TEXT;
CREATE INDEX remediation_notes_link ON remediation_notes (link_key);
CREATE INDEX remediation_notes_url ON remediation_notes (url);
ALTER TABLE remediations ADD COLUMN tracker_key TEXT;
CREATE INDEX remediations_tracker_key ON remediations (tracker_key);
CREATE INDEX remediations_tracker ON remediations (tracker);
";
