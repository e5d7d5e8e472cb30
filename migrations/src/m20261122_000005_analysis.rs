//! Why it could happen: contributing factors, and the controls that mattered.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE incident_factors (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  code TEXT NOT NULL REFERENCES factors (code),
  scope TEXT NOT NULL,
  role WORD(triggering enabling aggravating) NOT NULL,
  known BOOLEAN NOT NULL,
  confidence WORD(reported corroborated confirmed disputed) NOT NULL,
  note TEXT NOT NULL,
  control TEXT REFERENCES controls (code),
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX incident_factors_once ON incident_factors (incident_id, code, scope) WHERE retracted_at IS NULL;
CREATE INDEX incident_factors_code ON incident_factors (code, scope, incident_id);

CREATE TABLE incident_factor_events (
  factor_id UUID NOT NULL REFERENCES incident_factors (id) ON DELETE CASCADE,
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  PRIMARY KEY (factor_id, event_id)
);
CREATE INDEX incident_factor_events_event ON incident_factor_events (event_id);

CREATE TABLE incident_factor_evidence (
  factor_id UUID NOT NULL REFERENCES incident_factors (id) ON DELETE CASCADE,
  evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
  PRIMARY KEY (factor_id, evidence_id)
);
CREATE INDEX incident_factor_evidence_evidence ON incident_factor_evidence (evidence_id);

CREATE TABLE incident_controls (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  code TEXT NOT NULL REFERENCES controls (code),
  state WORD(worked worked_partially not_triggered failed bypassed overridden absent unknown) NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX incident_controls_once ON incident_controls (incident_id, code) WHERE retracted_at IS NULL;
CREATE INDEX incident_controls_code ON incident_controls (code, state, incident_id);

CREATE TABLE incident_control_events (
  control_id UUID NOT NULL REFERENCES incident_controls (id) ON DELETE CASCADE,
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  PRIMARY KEY (control_id, event_id)
);
CREATE INDEX incident_control_events_event ON incident_control_events (event_id);
";
