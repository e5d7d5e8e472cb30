//! What an agent said or did, kept as evidence: verbatim, with its audience, label and approval.

mod raw;

use crate::domain::agent::DesignedAutonomy;
use crate::domain::moment::Moment;

pub use raw::{RawAgentOutput, RawApproval, RawSeenBy, RawToolCall};

vocab! {
    /// How readers could tell that an agent had written it.
    pub enum ProvenanceLabel("provenance label") {
        None = "none", "No label";
        Footer = "footer", "Footer";
        Badge = "badge", "Badge";
        ExplicitStatement = "explicit_statement", "Explicit statement";
        Unknown = "unknown", "Unknown";
    }
}

vocab! {
    /// Whether an approval was required.
    pub enum ApprovalRequirement("approval requirement") {
        NotRequired = "not_required", "Not required";
        Required = "required", "Required";
        Unknown = "unknown", "Unknown";
    }
}

vocab! {
    /// What became of the approval.
    pub enum ApprovalOutcome("approval outcome") {
        NotRequested = "not_requested", "Not requested";
        Pending = "pending", "Pending";
        Granted = "granted", "Granted";
        GrantedWithChanges = "granted_with_changes", "Granted with changes";
        Denied = "denied", "Denied";
        Expired = "expired", "Expired";
        PreApproved = "pre_approved", "Approved in advance";
        Bypassed = "bypassed", "Bypassed";
        NoGate = "no_gate", "There was no gate";
        Unknown = "unknown", "Unknown";
    }
}

impl ApprovalOutcome {
    /// Whether somebody decided, so that an approver has to be named.
    pub fn needs_approver(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithChanges | Self::Denied)
    }

    /// Whether it amounts to a yes.
    pub fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithChanges | Self::PreApproved)
    }
}

vocab! {
    /// How far an approval reaches.
    pub enum ApprovalScope("approval scope") {
        Call = "call", "This call";
        Session = "session", "This session";
        Standing = "standing", "Standing";
    }
}

vocab! {
    /// How right the output was, judged afterwards.
    pub enum Accuracy("accuracy") {
        Accurate = "accurate", "Accurate";
        Inaccurate = "inaccurate", "Inaccurate";
        Misleading = "misleading", "Misleading";
        Incomplete = "incomplete", "Incomplete";
        Unverified = "unverified", "Unverified";
    }
}

impl Accuracy {
    /// Whether it was judged to be wrong in some way.
    pub fn is_faulty(self) -> bool {
        matches!(self, Self::Inaccurate | Self::Misleading | Self::Incomplete)
    }
}

/// Whether an approval was required, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Approval {
    /// Whether it was required.
    pub requirement: ApprovalRequirement,
    /// What became of it.
    pub outcome: ApprovalOutcome,
    /// Who decided.
    pub approver: Option<String>,
    /// How far the approval reaches.
    pub scope: Option<ApprovalScope>,
    /// How long the approver took, in milliseconds.
    pub took_ms: Option<i64>,
    /// SHA-256 of what was shown to the approver.
    pub presented_hash: Option<String>,
}

impl Approval {
    /// Whether something that needed a yes was done without asking for one.
    pub fn is_unauthorised(&self) -> bool {
        self.requirement == ApprovalRequirement::Required
            && matches!(
                self.outcome,
                ApprovalOutcome::NotRequested | ApprovalOutcome::Bypassed | ApprovalOutcome::NoGate
            )
    }
}

/// One call of a tool.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ToolCall {
    /// The tool.
    pub name: String,
    /// What it was called with, verbatim.
    pub arguments: String,
    /// What it answered, verbatim.
    pub result: String,
    /// Whether the tool is known to destroy.
    pub destructive: Option<bool>,
    /// Whether the call did what it was for.
    pub succeeded: Option<bool>,
}

/// Who saw an output, and when.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SeenBy {
    /// Who, by name.
    pub who: String,
    /// When, if known.
    pub at: Option<Moment>,
}

/// What is said of an agent's output.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AgentOutputFields {
    /// The version of the agent, as its profile names it.
    pub agent_version: Option<String>,
    /// The model that was asked for.
    pub model_requested: Option<String>,
    /// The model that answered.
    pub model_responded: Option<String>,
    /// Who ran the model.
    pub provider: Option<String>,
    /// The run it belongs to.
    pub run_id: Option<String>,
    /// The conversation it belongs to.
    pub conversation_id: Option<String>,
    /// The trace it belongs to.
    pub trace_id: Option<String>,
    /// The span it is.
    pub span_id: Option<String>,
    /// The tool call it is.
    pub tool_call_id: Option<String>,
    /// Who or what asked for it.
    pub invoked_by: Option<String>,
    /// What the agent was given, verbatim.
    pub input: String,
    /// What it said, verbatim.
    pub output: String,
    /// SHA-256 of the instructions it had.
    pub instructions_hash: Option<String>,
    /// The tools it called, in order.
    pub tool_calls: Vec<ToolCall>,
    /// Why it stopped.
    pub finish_reason: Option<String>,
    /// How sure it said it was, in its own words.
    pub stated_confidence: Option<String>,
    /// How readers could tell that an agent had written it.
    pub provenance_label: ProvenanceLabel,
    /// Who saw it.
    pub seen_by: Vec<SeenBy>,
    /// How much it did by itself this time.
    pub effective_autonomy: Option<DesignedAutonomy>,
    /// Whether an approval was required, and what became of it.
    pub approval: Approval,
    /// How right it was, judged afterwards.
    pub accuracy: Accuracy,
}

/// An agent's output as it is read: what is said of it, and what the server keeps.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AgentOutput {
    /// What is said of it.
    #[serde(flatten)]
    pub fields: AgentOutputFields,
    /// SHA-256 of the output's raw bytes, made by the server; `None` without an output.
    pub sha256: Option<String>,
    /// Who judged its accuracy, by name.
    pub accuracy_judged_by: Option<String>,
    /// When its accuracy was judged.
    pub accuracy_judged_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Of a redacted rendition: the hash of the original.
    pub redacted_from: Option<String>,
}

impl AgentOutput {
    /// Whether something that needed a yes was done without asking for one.
    pub fn is_unauthorised(&self) -> bool {
        self.fields.approval.is_unauthorised()
    }
}
