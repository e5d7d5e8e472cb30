//! Incidents, who is on them, and the history of what they were called.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    SQL.to_owned()
}

const SQL: &str = "
CREATE TABLE incidents (
  id UUID PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  kind WORD(incident near_miss hazard drill) NOT NULL,
  status WORD(open contained resolved in_review closed) NOT NULL,
  severity_rank INTEGER REFERENCES severities (rank),
  potential_rank INTEGER REFERENCES severities (rank),
  agent_involvement WORD(none suspected output_acted_on agent_acted both) NOT NULL,
  data_exposure WORD(none suspected contained confirmed exploited) NOT NULL,
  visibility WORD(open restricted) NOT NULL,
  started MOMENT,
  detected MOMENT,
  declared MOMENT,
  acknowledged MOMENT,
  contained MOMENT,
  resolved MOMENT,
  evidence_hold BOOLEAN NOT NULL DEFAULT FALSE,
  opened_at BIGINT NOT NULL,
  custom JSON NOT NULL,
  last_event_seq INTEGER NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  updated_by UUID REFERENCES users (id),
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX incidents_created ON incidents (created_at, id);
CREATE INDEX incidents_opened ON incidents (opened_at, id);
CREATE INDEX incidents_started ON incidents (started_at, id);
CREATE INDEX incidents_status ON incidents (status, opened_at, id);
CREATE INDEX incidents_severity ON incidents (severity_rank, opened_at, id);
CREATE INDEX incidents_kind ON incidents (kind, opened_at, id);
CREATE INDEX incidents_involvement ON incidents (agent_involvement, opened_at, id);
CREATE INDEX incidents_visibility ON incidents (visibility, opened_at, id);

CREATE TABLE incident_services (
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  service_id UUID NOT NULL REFERENCES services (id),
  PRIMARY KEY (incident_id, service_id)
);
CREATE INDEX incident_services_service ON incident_services (service_id, incident_id);

CREATE TABLE incident_tags (
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (incident_id, tag)
);
CREATE INDEX incident_tags_tag ON incident_tags (tag, incident_id);

CREATE TABLE incident_external_ids (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  system TEXT NOT NULL,
  external_id TEXT NOT NULL,
  url TEXT,
  UNIQUE (system, external_id)
);
CREATE INDEX incident_external_ids_incident ON incident_external_ids (incident_id);

CREATE TABLE severity_changes (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  dimension WORD(realised potential) NOT NULL,
  from_rank INTEGER REFERENCES severities (rank),
  to_rank INTEGER REFERENCES severities (rank),
  rationale TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by UUID REFERENCES users (id)
);
CREATE INDEX severity_changes_incident ON severity_changes (incident_id, changed_at);

CREATE TABLE status_changes (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  from_status TEXT,
  to_status TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by UUID REFERENCES users (id)
);
CREATE INDEX status_changes_incident ON status_changes (incident_id, changed_at);

CREATE TABLE incident_people (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  role WORD(commander scribe communications other) NOT NULL,
  duty TEXT NOT NULL,
  user_id UUID REFERENCES users (id),
  name TEXT NOT NULL,
  from_at BIGINT NOT NULL,
  until_at BIGINT,
  assigned_by UUID REFERENCES users (id)
);
CREATE INDEX incident_people_incident ON incident_people (incident_id, role, from_at);
CREATE INDEX incident_people_user ON incident_people (user_id);

CREATE TABLE incident_members (
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  added_at BIGINT NOT NULL,
  added_by UUID REFERENCES users (id),
  PRIMARY KEY (incident_id, user_id)
);
CREATE INDEX incident_members_user ON incident_members (user_id, incident_id);

CREATE TABLE exposures (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  data_class TEXT NOT NULL,
  population TEXT NOT NULL,
  population_count BIGINT,
  unauthorised_audience TEXT NOT NULL,
  window_start MOMENT,
  window_end MOMENT,
  access_possible WORD(yes no unknown) NOT NULL,
  access_confirmed WORD(yes no unknown) NOT NULL,
  left_organisation WORD(yes no unknown) NOT NULL,
  reversible WORD(yes no unknown) NOT NULL,
  note TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX exposures_incident ON exposures (incident_id, created_at);
";
