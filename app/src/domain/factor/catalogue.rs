//! The contributing factors as shipped: 37, in six groups.

use super::{
    FactorDefinition,
    FactorGroup::{self, Agent, Authority, Controls, Organisation, People, Technical},
};

const fn factor(
    code: &'static str,
    group: FactorGroup,
    name: &'static str,
    definition: &'static str,
) -> FactorDefinition {
    FactorDefinition { code, group, name, definition }
}

/// The factors as shipped; an administrator may add more and retire any.
#[rustfmt::skip]
pub const CATALOGUE: &[FactorDefinition] = &[
    factor("inaccurate_output", Agent, "Inaccurate output", "What the agent said was wrong, misleading or incomplete."),
    factor("exceeded_authority", Agent, "Exceeded authority", "The agent did more than it was asked or allowed to do."),
    factor("instruction_not_followed", Agent, "Instruction not followed", "The agent had an instruction, and did otherwise."),
    factor("context_loss", Agent, "Context loss", "The agent no longer had something it had been told, e.g. after its context was compacted."),
    factor("goal_shortcut", Agent, "Goal shortcut", "The agent reached its goal in a way that nobody wanted."),
    factor("false_self_report", Agent, "False self-report", "The agent said that it had done, seen or checked something, and it had not."),
    factor("untrusted_input_induced", Agent, "Untrusted input induced it", "Content that the agent read made it act, e.g. an injected instruction."),
    factor("overscoped_permission", Authority, "Overscoped permission", "The agent or a person could reach more than the task needed."),
    factor("inherited_identity", Authority, "Inherited identity", "The agent acted with a person's or another system's rights."),
    factor("environment_not_separated", Authority, "Environment not separated", "Work meant for one environment could reach another."),
    factor("audience_misrouting", Authority, "Audience misrouting", "Something reached people it was not meant for."),
    factor("untested_agent_change", Authority, "Untested agent change", "A new model, prompt, tool or setting was live without a test that would have shown it."),
    factor("tool_or_supply_chain_defect", Authority, "Tool or supply chain defect", "A tool, plug-in or dependency of the agent did something else than it promised."),
    factor("approval_missing", Controls, "Approval missing", "No step asked a person before it happened."),
    factor("approval_bypassed", Controls, "Approval bypassed", "A step that asks a person exists, and was gone around."),
    factor("approval_rubber_stamped", Controls, "Approval without examination", "A person said yes without being able to see or weigh what was approved."),
    factor("output_review_missing", Controls, "Output review missing", "Nobody read the output before others relied on it."),
    factor("provenance_label_ineffective", Controls, "Provenance label ineffective", "The mark that an agent wrote it was absent, unseen or without effect."),
    factor("limit_missing", Controls, "Limit missing", "Nothing bounded how much or how fast it could act."),
    factor("stop_control_failed", Controls, "Stop control failed", "Somebody tried to halt it, and it went on."),
    factor("not_reversible", Controls, "Not reversible", "What was done could not be undone, or only slowly."),
    factor("monitoring_gap", Controls, "Monitoring gap", "Nothing told anybody that it was happening."),
    factor("over_reliance", People, "Over-reliance", "What an agent said was acted on as if it had been checked."),
    factor("verification_not_done", People, "Verification not done", "A check that was possible was not made before acting."),
    factor("ambiguous_instruction", People, "Ambiguous instruction", "What was asked could be understood in more than one way."),
    factor("workload_pressure", People, "Workload pressure", "Too much to do in too little time."),
    factor("knowledge_gap", People, "Knowledge gap", "Something that was needed to judge the situation was not known to those in it."),
    factor("unclear_ownership", People, "Unclear ownership", "Nobody, or more than one, was thought to be responsible."),
    factor("prior_remediation_incomplete_or_ineffective", Organisation, "Earlier remediation incomplete or ineffective", "A fix for this was planned, unfinished, or did not hold."),
    factor("policy_gap", Organisation, "Policy gap", "No rule covered the case, or rules contradicted each other."),
    factor("change_management_gap", Organisation, "Change management gap", "A change reached production without the steps that changes normally take."),
    factor("adoption_pressure", Organisation, "Adoption pressure", "The technology was brought in faster than the ways to handle it."),
    factor("third_party", Organisation, "Third party", "A supplier, customer or partner contributed."),
    factor("software_defect", Technical, "Software defect", "Software did not do what its makers meant."),
    factor("misconfiguration", Technical, "Misconfiguration", "A setting was not what it was meant to be."),
    factor("capacity_dependency", Technical, "Capacity or dependency", "Something ran out, or something it needed was not there."),
    factor("external_adversary", Technical, "External adversary", "Somebody outside meant harm."),
];

/// The shipped factor with this code.
pub fn shipped(code: &str) -> Option<&'static FactorDefinition> {
    CATALOGUE.iter().find(|factor| factor.code == code)
}
