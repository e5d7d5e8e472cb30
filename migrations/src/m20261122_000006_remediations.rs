//! What is being done about it, for as many incidents as it serves.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE remediations (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  kind WORD(prevent detect mitigate repair investigate process) NOT NULL,
  strength WORD(stronger intermediate weaker),
  status WORD(proposed accepted in_progress implemented verified ineffective declined superseded risk_accepted) NOT NULL,
  owner_id UUID REFERENCES users (id),
  verifier_id UUID REFERENCES users (id),
  due_on DATE,
  priority WORD(urgent high normal low) NOT NULL,
  tracker TEXT,
  measure_what TEXT NOT NULL,
  measure_how TEXT NOT NULL,
  measure_expected TEXT NOT NULL,
  measure_check_on DATE,
  result TEXT,
  reason TEXT,
  effective_at BIGINT,
  verified_at BIGINT,
  verified_by UUID REFERENCES users (id),
  successor_id UUID REFERENCES remediations (id),
  risk_approver_id UUID REFERENCES users (id),
  risk_expires_on DATE,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  updated_by UUID REFERENCES users (id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX remediations_created ON remediations (created_at, id);
CREATE INDEX remediations_status ON remediations (status, due_on, id);
CREATE INDEX remediations_owner ON remediations (owner_id, status, due_on);
CREATE INDEX remediations_verifier ON remediations (verifier_id, status);
CREATE INDEX remediations_due ON remediations (due_on, id);
CREATE INDEX remediations_check ON remediations (measure_check_on);

CREATE TABLE remediation_incidents (
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  event_id UUID REFERENCES events (id) ON DELETE SET NULL,
  why TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by UUID REFERENCES users (id),
  PRIMARY KEY (remediation_id, incident_id)
);
CREATE INDEX remediation_incidents_incident ON remediation_incidents (incident_id, remediation_id);
CREATE INDEX remediation_incidents_event ON remediation_incidents (event_id);

CREATE TABLE remediation_factors (
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  code TEXT NOT NULL REFERENCES factors (code),
  scope TEXT NOT NULL,
  PRIMARY KEY (remediation_id, code, scope)
);
CREATE INDEX remediation_factors_code ON remediation_factors (code, scope, remediation_id);

CREATE TABLE remediation_controls (
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  code TEXT NOT NULL REFERENCES controls (code),
  PRIMARY KEY (remediation_id, code)
);
CREATE INDEX remediation_controls_code ON remediation_controls (code, remediation_id);

CREATE TABLE remediation_changes (
  id UUID PRIMARY KEY,
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  from_status TEXT,
  to_status TEXT NOT NULL,
  note TEXT NOT NULL,
  detail JSON NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by UUID REFERENCES users (id)
);
CREATE INDEX remediation_changes_remediation ON remediation_changes (remediation_id, changed_at);

CREATE TABLE remediation_evidence (
  id UUID PRIMARY KEY,
  remediation_id UUID NOT NULL REFERENCES remediations (id) ON DELETE CASCADE,
  kind WORD(evidence link text) NOT NULL,
  evidence_id UUID REFERENCES evidence (id) ON DELETE CASCADE,
  value TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  added_by UUID REFERENCES users (id)
);
CREATE INDEX remediation_evidence_remediation ON remediation_evidence (remediation_id, added_at);
CREATE INDEX remediation_evidence_evidence ON remediation_evidence (evidence_id);
";
