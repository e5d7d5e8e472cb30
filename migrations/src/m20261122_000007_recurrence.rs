//! When it happens again: relations between incidents, families, and reviewed findings.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE relations (
  id UUID PRIMARY KEY,
  from_incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  to_incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  kind WORD(recurrence_of caused_by_remediation_of duplicate_of child_of same_factor similar not_similar) NOT NULL,
  remediation_id UUID REFERENCES remediations (id),
  rationale TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (from_incident_id <> to_incident_id)
);
CREATE UNIQUE INDEX relations_once ON relations (from_incident_id, to_incident_id, kind) WHERE retracted_at IS NULL;
CREATE INDEX relations_to ON relations (to_incident_id, kind);

CREATE TABLE families (
  id UUID PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE family_incidents (
  family_id UUID NOT NULL REFERENCES families (id) ON DELETE CASCADE,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  added_at BIGINT NOT NULL,
  added_by UUID REFERENCES users (id),
  PRIMARY KEY (family_id, incident_id)
);
CREATE INDEX family_incidents_incident ON family_incidents (incident_id);

CREATE TABLE findings (
  id UUID PRIMARY KEY,
  later_incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  earlier_incident_id UUID REFERENCES incidents (id) ON DELETE CASCADE,
  remediation_id UUID REFERENCES remediations (id) ON DELETE CASCADE,
  verdict WORD(suggested confirmed rejected) NOT NULL,
  class WORD(before_fix after_fix_unverified after_verified_fix fix_regressed out_of_scope_variant remediation_induced similar_symptom_different_factor undetermined) NOT NULL,
  likeness JSON NOT NULL,
  same_factor BOOLEAN,
  in_scope BOOLEAN,
  fix_undone BOOLEAN NOT NULL,
  induced BOOLEAN NOT NULL,
  rationale TEXT NOT NULL,
  reviewed_at BIGINT,
  reviewed_by UUID REFERENCES users (id),
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX findings_later ON findings (later_incident_id, verdict);
CREATE INDEX findings_earlier ON findings (earlier_incident_id, verdict);
CREATE INDEX findings_remediation ON findings (remediation_id, verdict);
CREATE INDEX findings_verdict ON findings (verdict, created_at, id);
";
