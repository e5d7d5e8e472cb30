//! Lists that an administrator may extend or retire, never delete; and agents, actors, services.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    let rows = |list: &[[&str; 4]]| -> String {
        let rows = list.iter().enumerate().map(|(i, [code, class, label, description])| {
            let quote = |text: &str| text.replace('\'', "''");
            let (label, description) = (quote(label), quote(description));
            format!("('{code}', '{class}', '{label}', '{description}', {i}, TRUE)")
        });
        rows.collect::<Vec<_>>().join(",\n")
    };
    format!(
        "{SQL}\nINSERT INTO factors (code, category, label, description, position, built_in) VALUES\n{};\n\
         INSERT INTO controls (code, strength, label, description, position, built_in) VALUES\n{};\n",
        rows(FACTORS),
        rows(CONTROLS),
    )
}

const SQL: &str = "
CREATE TABLE severities (
  rank INTEGER PRIMARY KEY,
  label TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  retired_at BIGINT,
  version INTEGER NOT NULL DEFAULT 1
);
INSERT INTO severities (rank, label, description) VALUES
(0, 'SEV0', 'The worst: the whole organisation drops what it is doing.'),
(1, 'SEV1', 'Critical: many people or sensitive data affected; everyone needed is called.'),
(2, 'SEV2', 'Major: an important function or a group of people is affected.'),
(3, 'SEV3', 'Minor: limited effect, handled in working hours.'),
(4, 'SEV4', 'Slight: hardly anyone noticed, worth recording.');

CREATE TABLE factors (
  code TEXT PRIMARY KEY,
  category WORD(agent authority controls people organisation technical) NOT NULL,
  label TEXT NOT NULL,
  description TEXT NOT NULL,
  position INTEGER NOT NULL,
  built_in BOOLEAN NOT NULL,
  retired_at BIGINT,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE controls (
  code TEXT PRIMARY KEY,
  strength WORD(stronger intermediate weaker) NOT NULL,
  label TEXT NOT NULL,
  description TEXT NOT NULL,
  position INTEGER NOT NULL,
  built_in BOOLEAN NOT NULL,
  retired_at BIGINT,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE services (
  id UUID PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  owner_id UUID REFERENCES users (id),
  retired_at BIGINT,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE agents (
  id UUID PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  owner_id UUID REFERENCES users (id),
  owner_name TEXT,
  vendor TEXT,
  framework TEXT,
  model TEXT,
  surfaces JSON NOT NULL,
  tools JSON NOT NULL,
  autonomy WORD(operator collaborator consultant approver observer),
  status WORD(active restricted suspended retired) NOT NULL,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  updated_at BIGINT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX agents_status ON agents (status, name);
CREATE INDEX agents_owner ON agents (owner_id);

CREATE TABLE agent_versions (
  id UUID PRIMARY KEY,
  agent_id UUID NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  model TEXT,
  prompt_hash TEXT,
  tools JSON NOT NULL,
  note TEXT NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  UNIQUE (agent_id, label)
);
";

const FACTORS: &[[&str; 4]] = &[
    [
        "inaccurate_output",
        "agent",
        "Inaccurate output",
        "What the agent said was wrong, misleading or incomplete.",
    ],
    [
        "exceeded_authority",
        "agent",
        "Exceeded authority",
        "The agent did more than it had been asked or allowed to do.",
    ],
    [
        "instruction_not_followed",
        "agent",
        "Instruction not followed",
        "The agent had a clear instruction and did not follow it.",
    ],
    [
        "context_loss",
        "agent",
        "Context loss",
        "An instruction or fact was lost when the context was cut or compacted.",
    ],
    [
        "goal_shortcut",
        "agent",
        "Goal shortcut",
        "The agent reached for its goal in a way that nobody wanted.",
    ],
    [
        "false_self_report",
        "agent",
        "False self-report",
        "What the agent said about its own actions or their results was not so.",
    ],
    [
        "untrusted_input_induced",
        "agent",
        "Induced by untrusted input",
        "Content that the agent read steered what it did.",
    ],
    [
        "overscoped_permission",
        "authority",
        "Over-scoped permission",
        "The permission covered more than the task needed.",
    ],
    [
        "inherited_identity",
        "authority",
        "Inherited identity",
        "The agent acted with a person's or another system's identity.",
    ],
    [
        "environment_not_separated",
        "authority",
        "Environment not separated",
        "Trial and production, or two tenants, were within one reach.",
    ],
    [
        "audience_misrouting",
        "authority",
        "Audience misrouting",
        "Something meant for few reached many.",
    ],
    [
        "untested_agent_change",
        "authority",
        "Untested agent change",
        "Model, prompt or tools changed without a test.",
    ],
    [
        "tool_or_supply_chain_defect",
        "authority",
        "Tool or supply-chain defect",
        "A tool, plug-in or package that the agent used was at fault.",
    ],
    [
        "approval_missing",
        "controls",
        "Approval missing",
        "No approval was asked for where one was needed.",
    ],
    [
        "approval_bypassed",
        "controls",
        "Approval bypassed",
        "An approval was needed and was gone around.",
    ],
    [
        "approval_rubber_stamped",
        "controls",
        "Approval rubber-stamped",
        "Approval was given without the time or the means to judge.",
    ],
    [
        "output_review_missing",
        "controls",
        "Output review missing",
        "Nobody looked at the output before it took effect.",
    ],
    [
        "provenance_label_ineffective",
        "controls",
        "Provenance label ineffective",
        "The label that says “from an AI” was there and had no effect, or was missing.",
    ],
    [
        "limit_missing",
        "controls",
        "Limit missing",
        "No limit on rate, spend or amount stood in the way.",
    ],
    [
        "stop_control_failed",
        "controls",
        "Stop control failed",
        "Stopping the agent did not work, or not in time.",
    ],
    ["not_reversible", "controls", "Not reversible", "What was done could not be undone."],
    ["monitoring_gap", "controls", "Monitoring gap", "Nothing watched where it happened."],
    ["over_reliance", "people", "Over-reliance", "An answer was relied on more than it deserved."],
    [
        "verification_not_done",
        "people",
        "Verification not done",
        "A check that was expected before acting was not made.",
    ],
    [
        "ambiguous_instruction",
        "people",
        "Ambiguous instruction",
        "The instruction could be read in more than one way.",
    ],
    ["workload_pressure", "people", "Workload pressure", "Time or load left no room for care."],
    [
        "knowledge_gap",
        "people",
        "Knowledge gap",
        "Something that mattered was not known to those who acted.",
    ],
    ["unclear_ownership", "people", "Unclear ownership", "It was not clear whose it was."],
    [
        "prior_remediation_incomplete_or_ineffective",
        "organisation",
        "Earlier remediation incomplete or ineffective",
        "A remediation of an earlier incident was open, or did not hold.",
    ],
    ["policy_gap", "organisation", "Policy gap", "No rule said what should happen."],
    [
        "change_management_gap",
        "organisation",
        "Change management gap",
        "A change went out without the usual care.",
    ],
    [
        "adoption_pressure",
        "organisation",
        "Adoption pressure",
        "Use was wanted sooner than it was safe.",
    ],
    ["third_party", "organisation", "Third party", "A supplier or partner had a part in it."],
    [
        "software_defect",
        "technical",
        "Software defect",
        "A defect in software other than the agent.",
    ],
    [
        "misconfiguration",
        "technical",
        "Misconfiguration",
        "A setting was not what it was meant to be.",
    ],
    [
        "capacity_dependency",
        "technical",
        "Capacity or dependency",
        "Something ran out, or something it depends on went away.",
    ],
    ["external_adversary", "technical", "External adversary", "Somebody outside meant harm."],
];

const CONTROLS: &[[&str; 4]] = &[
    [
        "approval_gate",
        "stronger",
        "Approval gate",
        "A named person says yes before it takes effect.",
    ],
    [
        "permission_scope",
        "stronger",
        "Permission scope",
        "The agent can only reach what its task needs.",
    ],
    [
        "environment_isolation",
        "stronger",
        "Environment isolation",
        "What is tried out cannot touch what is real.",
    ],
    [
        "reversibility",
        "stronger",
        "Reversibility",
        "What was done can be undone: backups, delayed deletion, versions.",
    ],
    ["stop_control", "stronger", "Stop control", "A way to stop the agent at once, that works."],
    [
        "rate_or_spend_limit",
        "stronger",
        "Rate or spend limit",
        "A limit on how much, how often or how expensive.",
    ],
    [
        "audience_restriction",
        "stronger",
        "Audience restriction",
        "Output can only reach those it is meant for.",
    ],
    [
        "policy_guardrail",
        "stronger",
        "Policy guardrail",
        "A rule enforced by a machine, outside the agent.",
    ],
    [
        "output_review",
        "intermediate",
        "Output review",
        "Somebody reads the output before it is used.",
    ],
    [
        "independent_verification",
        "intermediate",
        "Independent verification",
        "A second source or person confirms before acting.",
    ],
    [
        "input_guard",
        "intermediate",
        "Input guard",
        "What the agent reads is filtered or marked as untrusted.",
    ],
    [
        "monitoring_alert",
        "intermediate",
        "Monitoring alert",
        "Something watches and tells somebody.",
    ],
    [
        "logging_traceability",
        "intermediate",
        "Logging and traceability",
        "What happened can be found out afterwards.",
    ],
    [
        "change_management",
        "intermediate",
        "Change management",
        "Changes are planned, tested and announced.",
    ],
    ["provenance_label", "weaker", "Provenance label", "A label says that this comes from an AI."],
    ["training_guideline", "weaker", "Training or guideline", "People have been told how."],
];
