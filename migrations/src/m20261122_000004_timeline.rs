//! Events with their details, the links between them, claims and evidence.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    format!("{EVENTS}{RECORD}")
}

const EVENTS: &str = "
CREATE TABLE actors (
  id UUID PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind WORD(human ai_agent automation system team external_party unknown) NOT NULL,
  name TEXT NOT NULL,
  incident_id UUID REFERENCES incidents (id) ON DELETE CASCADE,
  agent_id UUID REFERENCES agents (id),
  user_id UUID REFERENCES users (id),
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id)
);
CREATE INDEX actors_agent ON actors (agent_id);
CREATE INDEX actors_incident ON actors (incident_id);
CREATE INDEX actors_user ON actors (user_id);

CREATE TABLE events (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  kind WORD(agent_invoked agent_output agent_action human_action human_decision system_change control_check observation impact_started impact_ended detection severity_changed escalation containment recovery communication notification context_note) NOT NULL,
  occurred MOMENT NOT NULL,
  occurred_end MOMENT,
  known MOMENT,
  actor_id UUID REFERENCES actors (id),
  on_behalf_of_id UUID REFERENCES actors (id),
  presented_as TEXT,
  channel TEXT,
  audience_intended WORD(requester team organisation external_party public unknown),
  audience_actual WORD(requester team organisation external_party public unknown),
  text TEXT NOT NULL,
  confidence WORD(reported corroborated confirmed disputed) NOT NULL,
  pinned BOOLEAN NOT NULL DEFAULT FALSE,
  source_adapter TEXT,
  source_external_id TEXT,
  source_hash TEXT,
  recorded_at BIGINT NOT NULL,
  recorded_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (incident_id, seq),
  UNIQUE (incident_id, source_adapter, source_external_id)
);
CREATE INDEX events_occurred ON events (incident_id, occurred_at, seq);
CREATE INDEX events_known ON events (incident_id, known_at, seq);
CREATE INDEX events_actor ON events (actor_id, incident_id);
CREATE INDEX events_on_behalf_of ON events (on_behalf_of_id, incident_id);
CREATE INDEX events_kind ON events (kind, incident_id);

CREATE TABLE event_agent_outputs (
  event_id UUID PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  agent_id UUID REFERENCES agents (id),
  agent_version TEXT,
  model_requested TEXT,
  model_responded TEXT,
  provider TEXT,
  run_id TEXT,
  conversation_id TEXT,
  trace_id TEXT,
  span_id TEXT,
  tool_call_id TEXT,
  invoked_by TEXT,
  input TEXT NOT NULL,
  output TEXT NOT NULL,
  output_sha256 TEXT,
  instructions_hash TEXT,
  tool_calls JSON NOT NULL,
  finish_reason TEXT,
  stated_confidence TEXT,
  provenance_label WORD(none footer badge explicit_statement unknown) NOT NULL,
  seen_by JSON NOT NULL,
  effective_autonomy WORD(operator collaborator consultant approver observer),
  approval_requirement WORD(not_required required unknown) NOT NULL,
  approval_outcome WORD(not_requested pending granted granted_with_changes denied expired pre_approved bypassed no_gate unknown) NOT NULL,
  approver TEXT,
  approval_scope WORD(call session standing),
  approval_took_ms BIGINT,
  approval_presented_hash TEXT,
  accuracy WORD(accurate inaccurate misleading incomplete unverified) NOT NULL,
  accuracy_judged_at BIGINT,
  accuracy_judged_by UUID REFERENCES users (id),
  redacted_from TEXT,
  redacted_at BIGINT,
  redacted_by UUID REFERENCES users (id)
);
CREATE INDEX event_agent_outputs_agent ON event_agent_outputs (agent_id, agent_version);
CREATE INDEX event_agent_outputs_trace ON event_agent_outputs (trace_id, span_id);

CREATE TABLE event_control_checks (
  event_id UUID PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
  control TEXT NOT NULL REFERENCES controls (code),
  state WORD(worked worked_partially not_triggered failed bypassed overridden absent unknown) NOT NULL,
  requirement WORD(not_required required unknown),
  outcome WORD(not_requested pending granted granted_with_changes denied expired pre_approved bypassed no_gate unknown)
);
CREATE INDEX event_control_checks_control ON event_control_checks (control, state);

CREATE TABLE event_revisions (
  id UUID PRIMARY KEY,
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  snapshot JSON NOT NULL,
  reason TEXT NOT NULL,
  revised_at BIGINT NOT NULL,
  revised_by UUID REFERENCES users (id),
  UNIQUE (event_id, version)
);
";

const RECORD: &str = "
CREATE TABLE links (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  from_event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  to_event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  kind WORD(triggered contributed_to informed acted_on approved failed_to_stop detected mitigated contradicts corroborates corrected part_of same_as) NOT NULL,
  basis WORD(documented testimony inferred) NOT NULL,
  confidence WORD(reported corroborated confirmed disputed) NOT NULL,
  rationale TEXT NOT NULL,
  extent WORD(partial full),
  time_order WORD(certain undetermined) NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (from_event_id <> to_event_id)
);
CREATE UNIQUE INDEX links_once ON links (from_event_id, to_event_id, kind) WHERE retracted_at IS NULL;
CREATE INDEX links_to ON links (to_event_id, kind);
CREATE INDEX links_incident ON links (incident_id, created_at);

CREATE TABLE claims (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  event_id UUID REFERENCES events (id) ON DELETE CASCADE,
  question TEXT NOT NULL,
  statement TEXT NOT NULL,
  made_by TEXT NOT NULL,
  source TEXT NOT NULL,
  status WORD(asserted corroborated disputed refuted superseded) NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX claims_incident ON claims (incident_id, created_at);
CREATE INDEX claims_event ON claims (event_id);

CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  bytes BYTES NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE evidence (
  id UUID PRIMARY KEY,
  incident_id UUID NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
  kind WORD(file quote link) NOT NULL,
  title TEXT NOT NULL,
  quote TEXT,
  url TEXT,
  sha256 TEXT,
  size BIGINT,
  media_type TEXT,
  acquired_at BIGINT,
  acquired_by UUID REFERENCES users (id),
  covers_from BIGINT,
  covers_to BIGINT,
  redaction WORD(original pseudonymised redacted withheld) NOT NULL,
  rendition_of UUID REFERENCES evidence (id),
  legal_hold BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  retracted_at BIGINT,
  retracted_by UUID REFERENCES users (id),
  retracted_reason TEXT,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX evidence_incident ON evidence (incident_id, created_at);
CREATE INDEX evidence_sha256 ON evidence (sha256);

CREATE TABLE event_evidence (
  event_id UUID NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, evidence_id)
);
CREATE INDEX event_evidence_evidence ON event_evidence (evidence_id);

CREATE TABLE link_evidence (
  link_id UUID NOT NULL REFERENCES links (id) ON DELETE CASCADE,
  evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
  PRIMARY KEY (link_id, evidence_id)
);
CREATE INDEX link_evidence_evidence ON link_evidence (evidence_id);

CREATE TABLE claim_evidence (
  claim_id UUID NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
  evidence_id UUID NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
  PRIMARY KEY (claim_id, evidence_id)
);
CREATE INDEX claim_evidence_evidence ON claim_evidence (evidence_id);
";
