//! Lists that an administrator may extend or retire, never delete; and agents, actors, services.

use sea_orm_migration::sea_orm::DbBackend;

pub(crate) fn sql(_: DbBackend) -> String {
    let rows = |list: &[[&str; 4]]| -> String {
        let rows = list.iter().enumerate().map(|(i, [code, class, name, definition])| {
            let quote = |text: &str| text.replace('\'', "''");
            let (name, definition) = (quote(name), quote(definition));
            format!("('{code}', '{class}', '{name}', '{definition}', {i}, TRUE)")
        });
        rows.collect::<Vec<_>>().join(",\n")
    };
    format!(
        "{SQL}\nINSERT INTO factors (code, category, name, definition, position, built_in) VALUES\n{};\n\
         INSERT INTO controls (code, strength, name, definition, position, built_in) VALUES\n{};\n",
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
(0, 'Critical', 'Serious or lasting harm to people, data or money, or the main service is gone. Everyone stops for it.'),
(1, 'Major', 'Large harm, contained in time or place: sensitive data open to the wrong people, a main function down.'),
(2, 'Significant', 'Clear harm to some users or teams, with a way around it.'),
(3, 'Minor', 'Little harm, felt by few, repaired in the normal course of work.'),
(4, 'Low', 'No harm, or only inside the team; kept because it teaches.');

CREATE TABLE factors (
  code TEXT PRIMARY KEY,
  category WORD(agent authority controls people organisation technical) NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  position INTEGER NOT NULL,
  built_in BOOLEAN NOT NULL,
  retired_at BIGINT,
  version INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE controls (
  code TEXT PRIMARY KEY,
  strength WORD(stronger intermediate weaker) NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
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
  valid_from BIGINT,
  valid_to BIGINT,
  created_at BIGINT NOT NULL,
  created_by UUID REFERENCES users (id),
  UNIQUE (agent_id, label)
);
";

#[rustfmt::skip]
const FACTORS: &[[&str; 4]] = &[
    ["inaccurate_output", "agent", "Inaccurate output", "What the agent said was wrong, misleading or incomplete."],
    ["exceeded_authority", "agent", "Exceeded authority", "The agent did more than it was asked or allowed to do."],
    ["instruction_not_followed", "agent", "Instruction not followed", "The agent had an instruction, and did otherwise."],
    ["context_loss", "agent", "Context loss", "The agent no longer had something it had been told, e.g. after its context was compacted."],
    ["goal_shortcut", "agent", "Goal shortcut", "The agent reached its goal in a way that nobody wanted."],
    ["false_self_report", "agent", "False self-report", "The agent said that it had done, seen or checked something, and it had not."],
    ["untrusted_input_induced", "agent", "Untrusted input induced it", "Content that the agent read made it act, e.g. an injected instruction."],
    ["overscoped_permission", "authority", "Overscoped permission", "The agent or a person could reach more than the task needed."],
    ["inherited_identity", "authority", "Inherited identity", "The agent acted with a person's or another system's rights."],
    ["environment_not_separated", "authority", "Environment not separated", "Work meant for one environment could reach another."],
    ["audience_misrouting", "authority", "Audience misrouting", "Something reached people it was not meant for."],
    ["untested_agent_change", "authority", "Untested agent change", "A new model, prompt, tool or setting was live without a test that would have shown it."],
    ["tool_or_supply_chain_defect", "authority", "Tool or supply chain defect", "A tool, plug-in or dependency of the agent did something else than it promised."],
    ["approval_missing", "controls", "Approval missing", "No step asked a person before it happened."],
    ["approval_bypassed", "controls", "Approval bypassed", "A step that asks a person exists, and was gone around."],
    ["approval_rubber_stamped", "controls", "Approval without examination", "A person said yes without being able to see or weigh what was approved."],
    ["output_review_missing", "controls", "Output review missing", "Nobody read the output before others relied on it."],
    ["provenance_label_ineffective", "controls", "Provenance label ineffective", "The mark that an agent wrote it was absent, unseen or without effect."],
    ["limit_missing", "controls", "Limit missing", "Nothing bounded how much or how fast it could act."],
    ["stop_control_failed", "controls", "Stop control failed", "Somebody tried to halt it, and it went on."],
    ["not_reversible", "controls", "Not reversible", "What was done could not be undone, or only slowly."],
    ["monitoring_gap", "controls", "Monitoring gap", "Nothing told anybody that it was happening."],
    ["over_reliance", "people", "Over-reliance", "What an agent said was acted on as if it had been checked."],
    ["verification_not_done", "people", "Verification not done", "A check that was possible was not made before acting."],
    ["ambiguous_instruction", "people", "Ambiguous instruction", "What was asked could be understood in more than one way."],
    ["workload_pressure", "people", "Workload pressure", "Too much to do in too little time."],
    ["knowledge_gap", "people", "Knowledge gap", "Something that was needed to judge the situation was not known to those in it."],
    ["unclear_ownership", "people", "Unclear ownership", "Nobody, or more than one, was thought to be responsible."],
    ["prior_remediation_incomplete_or_ineffective", "organisation", "Earlier remediation incomplete or ineffective", "A fix for this was planned, unfinished, or did not hold."],
    ["policy_gap", "organisation", "Policy gap", "No rule covered the case, or rules contradicted each other."],
    ["change_management_gap", "organisation", "Change management gap", "A change reached production without the steps that changes normally take."],
    ["adoption_pressure", "organisation", "Adoption pressure", "The technology was brought in faster than the ways to handle it."],
    ["third_party", "organisation", "Third party", "A supplier, customer or partner contributed."],
    ["software_defect", "technical", "Software defect", "Software did not do what its makers meant."],
    ["misconfiguration", "technical", "Misconfiguration", "A setting was not what it was meant to be."],
    ["capacity_dependency", "technical", "Capacity or dependency", "Something ran out, or something it needed was not there."],
    ["external_adversary", "technical", "External adversary", "Somebody outside meant harm."],
];

#[rustfmt::skip]
const CONTROLS: &[[&str; 4]] = &[
    ["approval_gate", "stronger", "Approval gate", "The action waits until a named person says yes."],
    ["permission_scope", "stronger", "Permission scope", "The agent's identity can reach only what its task needs."],
    ["environment_isolation", "stronger", "Environment isolation", "Test and production are apart, so that a mistake in one cannot reach the other."],
    ["reversibility", "stronger", "Reversibility", "The action can be undone: delayed deletion, backups out of reach, versions."],
    ["stop_control", "stronger", "Stop control", "A person can halt the agent at once, and it stays halted."],
    ["rate_or_spend_limit", "stronger", "Rate or spend limit", "A ceiling on how much or how fast the agent can act."],
    ["audience_restriction", "stronger", "Audience restriction", "What the agent says reaches only those it is meant for."],
    ["policy_guardrail", "stronger", "Policy guardrail", "A rule outside the model refuses certain actions, whatever the model decides."],
    ["output_review", "intermediate", "Output review", "Somebody reads the agent's output before others rely on it."],
    ["independent_verification", "intermediate", "Independent verification", "A claim is checked against another source before it is acted on."],
    ["input_guard", "intermediate", "Input guard", "Untrusted content is filtered or marked before the agent reads it."],
    ["monitoring_alert", "intermediate", "Monitoring alert", "A signal tells somebody that it is happening."],
    ["logging_traceability", "intermediate", "Logging and traceability", "What the agent did and was told can be found afterwards."],
    ["change_management", "intermediate", "Change management", "A change to the agent or its surroundings is tested and reviewed before it is live."],
    ["provenance_label", "weaker", "Provenance label", "Readers are shown that an agent wrote it."],
    ["training_guideline", "weaker", "Training or guideline", "People were told what to do and what not to do."],
];
