//! Reading the details of an agent's output, and the rules of approval.

use super::{
    Accuracy, AgentOutputFields, Approval, ApprovalOutcome, ApprovalRequirement, ApprovalScope,
    ProvenanceLabel, SeenBy, ToolCall,
};
use crate::domain::form::Checker;
use crate::domain::moment::RawMoment;
use crate::domain::raw;

/// The most tool calls and readers that one output may list.
const LIST_MAX: usize = 1_000;
/// The longest time an approver may have taken: ten years, in milliseconds.
const TOOK_MAX: i64 = 10 * 366 * 86_400_000;

/// An approval as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as Approval, as text")]
pub struct RawApproval {
    pub requirement: String,
    pub outcome: String,
    pub approver: String,
    pub scope: String,
    #[serde(deserialize_with = "raw::text")]
    pub took_ms: String,
    pub presented_hash: String,
}

/// A tool call as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as ToolCall, as text")]
pub struct RawToolCall {
    pub name: String,
    pub arguments: String,
    pub result: String,
    #[serde(deserialize_with = "raw::text")]
    pub destructive: String,
    #[serde(deserialize_with = "raw::text")]
    pub succeeded: String,
}

/// A reader as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as SeenBy, as text")]
pub struct RawSeenBy {
    pub who: String,
    pub at: RawMoment,
}

/// The details of an agent's output as they were sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the same fields as AgentOutputFields, as text")]
pub struct RawAgentOutput {
    pub agent_version: String,
    pub model_requested: String,
    pub model_responded: String,
    pub provider: String,
    pub run_id: String,
    pub conversation_id: String,
    pub trace_id: String,
    pub span_id: String,
    pub tool_call_id: String,
    pub invoked_by: String,
    pub input: String,
    pub output: String,
    pub instructions_hash: String,
    pub tool_calls: Vec<RawToolCall>,
    pub finish_reason: String,
    #[serde(deserialize_with = "raw::text")]
    pub stated_confidence: String,
    pub provenance_label: String,
    pub seen_by: Vec<RawSeenBy>,
    pub effective_autonomy: String,
    pub approval: RawApproval,
    pub accuracy: String,
}

impl RawAgentOutput {
    /// Whether nothing was given, as by a form whose details were left alone.
    pub fn is_blank(&self) -> bool {
        let mut check = Checker::new();
        let plain = self.parse(&mut check) == Self::default().parse(&mut Checker::new());
        plain && check.finish(()).is_ok()
    }

    /// The details; findings are named below `agent_output`.
    pub(in super::super) fn parse(&self, check: &mut Checker) -> AgentOutputFields {
        let mut line =
            |name: &str, raw: &str| check.optional_line(&format!("agent_output.{name}"), raw);
        AgentOutputFields {
            agent_version: line("agent_version", &self.agent_version),
            model_requested: line("model_requested", &self.model_requested),
            model_responded: line("model_responded", &self.model_responded),
            provider: line("provider", &self.provider),
            run_id: line("run_id", &self.run_id),
            conversation_id: line("conversation_id", &self.conversation_id),
            trace_id: line("trace_id", &self.trace_id),
            span_id: line("span_id", &self.span_id),
            tool_call_id: line("tool_call_id", &self.tool_call_id),
            invoked_by: line("invoked_by", &self.invoked_by),
            finish_reason: line("finish_reason", &self.finish_reason),
            stated_confidence: line("stated_confidence", &self.stated_confidence),
            instructions_hash: hash(
                check,
                "agent_output.instructions_hash",
                &self.instructions_hash,
            ),
            input: check.text("agent_output.input", &self.input),
            output: verbatim(check, "agent_output.output", &self.output),
            tool_calls: self.tool_calls(check),
            provenance_label: check.word_or(
                "agent_output.provenance_label",
                &self.provenance_label,
                ProvenanceLabel::Unknown,
            ),
            seen_by: self.seen_by(check),
            effective_autonomy: check
                .optional_word("agent_output.effective_autonomy", &self.effective_autonomy),
            approval: self.approval.parse(check),
            accuracy: check.word_or("agent_output.accuracy", &self.accuracy, Accuracy::Unverified),
        }
    }

    fn tool_calls(&self, check: &mut Checker) -> Vec<ToolCall> {
        at_most(check, "agent_output.tool_calls", self.tool_calls.len());
        let calls = self.tool_calls.iter().take(LIST_MAX).enumerate();
        calls
            .map(|(i, call)| {
                let field = |name: &str| format!("agent_output.tool_calls.{i}.{name}");
                ToolCall {
                    name: check.line(&field("name"), &call.name),
                    arguments: check.text(&field("arguments"), &call.arguments),
                    result: check.text(&field("result"), &call.result),
                    destructive: raw::optional_flag(
                        check,
                        &field("destructive"),
                        &call.destructive,
                    ),
                    succeeded: raw::optional_flag(check, &field("succeeded"), &call.succeeded),
                }
            })
            .collect()
    }

    fn seen_by(&self, check: &mut Checker) -> Vec<SeenBy> {
        at_most(check, "agent_output.seen_by", self.seen_by.len());
        let readers = self.seen_by.iter().take(LIST_MAX).enumerate();
        readers
            .filter(|(_, reader)| **reader != RawSeenBy::default())
            .map(|(i, reader)| SeenBy {
                who: check.line(&format!("agent_output.seen_by.{i}.who"), &reader.who),
                at: reader.at.parse(check, &format!("agent_output.seen_by.{i}.at")),
            })
            .collect()
    }
}

impl RawApproval {
    fn parse(&self, check: &mut Checker) -> Approval {
        let field = |name: &str| format!("agent_output.approval.{name}");
        let approval = Approval {
            requirement: check.word_or(
                &field("requirement"),
                &self.requirement,
                ApprovalRequirement::Unknown,
            ),
            outcome: check.word_or(&field("outcome"), &self.outcome, ApprovalOutcome::Unknown),
            approver: check.optional_line(&field("approver"), &self.approver),
            scope: check.optional_word(&field("scope"), &self.scope),
            took_ms: raw::number(check, &field("took_ms"), &self.took_ms, 0, TOOK_MAX),
            presented_hash: hash(check, &field("presented_hash"), &self.presented_hash),
        };
        if approval.outcome.needs_approver() && approval.approver.is_none() {
            let outcome = approval.outcome;
            check.error(
                field("approver"),
                format!("Name who decided; “{outcome}” needs an approver."),
            );
        }
        if approval.outcome == ApprovalOutcome::PreApproved
            && approval.scope == Some(ApprovalScope::Call)
        {
            check.error(
                field("scope"),
                "An approval in advance reaches further than one call: choose session or standing.",
            );
        }
        approval
    }
}

/// Words kept exactly as they were, with only the limits of a text.
fn verbatim(check: &mut Checker, field: &str, raw: &str) -> String {
    check.text(field, raw);
    raw.to_owned()
}

/// A SHA-256 in hexadecimal; blank is `None`.
fn hash(check: &mut Checker, field: &str, raw: &str) -> Option<String> {
    let raw = raw.trim().to_ascii_lowercase();
    if raw.is_empty() {
        return None;
    }
    if raw.len() != 64 || !raw.bytes().all(|b| b.is_ascii_hexdigit()) {
        check.error(field, "Enter a SHA-256 in hexadecimal, 64 characters.");
    }
    Some(raw)
}

fn at_most(check: &mut Checker, field: &str, count: usize) {
    if count > LIST_MAX {
        check.error(field, format!("There are {count} here; the limit is {LIST_MAX}."));
    }
}

impl From<&Approval> for RawApproval {
    fn from(approval: &Approval) -> Self {
        Self {
            requirement: approval.requirement.to_string(),
            outcome: approval.outcome.to_string(),
            approver: approval.approver.clone().unwrap_or_default(),
            scope: approval.scope.map(|scope| scope.to_string()).unwrap_or_default(),
            took_ms: approval.took_ms.map(|ms| ms.to_string()).unwrap_or_default(),
            presented_hash: approval.presented_hash.clone().unwrap_or_default(),
        }
    }
}

impl From<&AgentOutputFields> for RawAgentOutput {
    fn from(fields: &AgentOutputFields) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string()).unwrap_or_default();
        Self {
            agent_version: text(&fields.agent_version),
            model_requested: text(&fields.model_requested),
            model_responded: text(&fields.model_responded),
            provider: text(&fields.provider),
            run_id: text(&fields.run_id),
            conversation_id: text(&fields.conversation_id),
            trace_id: text(&fields.trace_id),
            span_id: text(&fields.span_id),
            tool_call_id: text(&fields.tool_call_id),
            invoked_by: text(&fields.invoked_by),
            input: fields.input.clone(),
            output: fields.output.clone(),
            instructions_hash: text(&fields.instructions_hash),
            tool_calls: fields
                .tool_calls
                .iter()
                .map(|call| RawToolCall {
                    name: call.name.clone(),
                    arguments: call.arguments.clone(),
                    result: call.result.clone(),
                    destructive: flag(call.destructive),
                    succeeded: flag(call.succeeded),
                })
                .collect(),
            finish_reason: text(&fields.finish_reason),
            stated_confidence: text(&fields.stated_confidence),
            provenance_label: fields.provenance_label.to_string(),
            seen_by: fields
                .seen_by
                .iter()
                .map(|reader| RawSeenBy { who: reader.who.clone(), at: (&reader.at).into() })
                .collect(),
            effective_autonomy: fields
                .effective_autonomy
                .map(|a| a.to_string())
                .unwrap_or_default(),
            approval: (&fields.approval).into(),
            accuracy: fields.accuracy.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Invalid, Vocabulary};

    fn parse(raw: &RawAgentOutput) -> Result<AgentOutputFields, Invalid> {
        let mut check = Checker::new();
        let fields = raw.parse(&mut check);
        check.finish(fields)
    }

    fn approval(requirement: &str, outcome: &str) -> RawAgentOutput {
        let approval = RawApproval {
            requirement: requirement.into(),
            outcome: outcome.into(),
            approver: "Engineer B".into(),
            ..Default::default()
        };
        RawAgentOutput { approval, ..Default::default() }
    }

    #[test]
    fn only_a_required_approval_that_nobody_was_asked_for_is_unauthorised() {
        for requirement in ApprovalRequirement::ALL {
            for outcome in ApprovalOutcome::ALL {
                let fields = parse(&approval(requirement.as_str(), outcome.as_str())).unwrap();
                let expected = requirement.as_str() == "required"
                    && ["not_requested", "bypassed", "no_gate"].contains(&outcome.as_str());
                assert_eq!(fields.approval.is_unauthorised(), expected, "{requirement} {outcome}");
            }
        }
    }

    #[test]
    fn a_decision_needs_somebody_who_decided() {
        for outcome in ["granted", "granted_with_changes", "denied"] {
            let mut raw = approval("required", outcome);
            raw.approval.approver = "  ".into();
            assert_eq!(parse(&raw).unwrap_err().of("agent_output.approval.approver").count(), 1);
        }
    }

    #[test]
    fn an_approval_in_advance_is_never_for_one_call() {
        let mut raw = approval("required", "pre_approved");
        raw.approval.scope = "call".into();
        assert_eq!(parse(&raw).unwrap_err().of("agent_output.approval.scope").count(), 1);
        raw.approval.scope = "standing".into();
        assert!(parse(&raw).is_ok());
    }

    #[test]
    fn the_output_is_kept_verbatim_and_details_written_back_read_the_same() {
        let raw = RawAgentOutput {
            output: "  line one\r\nline two \n".into(),
            tool_calls: vec![RawToolCall {
                name: "post".into(),
                destructive: "true".into(),
                ..Default::default()
            }],
            seen_by: vec![RawSeenBy { who: "Engineer C".into(), at: RawMoment::at("2026-03-17") }],
            ..approval("required", "not_requested")
        };
        let fields = parse(&raw).unwrap();
        assert_eq!(fields.output, raw.output);
        assert_eq!(parse(&(&fields).into()), Ok(fields));
    }

    #[test]
    fn details_left_alone_in_a_form_are_none() {
        let untouched = approval("unknown", "unknown");
        let untouched = RawAgentOutput {
            approval: RawApproval { approver: String::new(), ..untouched.approval },
            accuracy: "unverified".into(),
            provenance_label: "unknown".into(),
            ..untouched
        };
        assert!(untouched.is_blank());
        assert!(!approval("required", "").is_blank());
    }
}
