//! The timeline: one line per thing that happened, from what an agent said to what a person did.

mod agent_output;
mod control_check;
mod event;
mod fields;
mod pause;
mod retract;
mod times;

pub use agent_output::{
    Accuracy, AgentOutput, AgentOutputFields, Approval, ApprovalOutcome, ApprovalRequirement,
    ApprovalScope, ProvenanceLabel, RawAgentOutput, RawApproval, RawSeenBy, RawToolCall, SeenBy,
    ToolCall,
};
pub use control_check::{ControlCheck, RawControlCheck};
pub use event::{Event, EventEvidence, Revision};
pub use fields::{AddEvent, EVENTS_MAX, EditEvent, EventFields, RawEvent, RawSource, Source};
pub use pause::{length_words, outstanding_pause, pause};
pub use retract::{RawRetraction, RetractEvent};

vocab! {
    /// What sort of thing happened.
    pub enum EventKind("event kind") {
        AgentInvoked = "agent_invoked", "Agent invoked";
        AgentOutput = "agent_output", "Agent output";
        AgentAction = "agent_action", "Agent action";
        HumanAction = "human_action", "Human action";
        HumanDecision = "human_decision", "Human decision";
        SystemChange = "system_change", "System change";
        ControlCheck = "control_check", "Control check";
        Observation = "observation", "Observation";
        ImpactStarted = "impact_started", "Impact started";
        ImpactEnded = "impact_ended", "Impact ended";
        Detection = "detection", "Detection";
        SeverityChanged = "severity_changed", "Severity changed";
        Escalation = "escalation", "Escalation";
        Containment = "containment", "Containment";
        Recovery = "recovery", "Recovery";
        Communication = "communication", "Communication";
        Notification = "notification", "Notification";
        ContextNote = "context_note", "Context note";
    }
}

impl EventKind {
    /// Whether events of this kind carry the details of an agent's output.
    pub fn has_agent_output(self) -> bool {
        matches!(self, Self::AgentOutput | Self::AgentAction)
    }

    /// Whether events of this kind carry the details of a control check.
    pub fn has_control_check(self) -> bool {
        self == Self::ControlCheck
    }
}

vocab! {
    /// Who something was meant for, and who saw it.
    pub enum Audience("audience") {
        Requester = "requester", "Requester";
        Team = "team", "Team";
        Organisation = "organisation", "Organisation";
        ExternalParty = "external_party", "External party";
        Public = "public", "Public";
        Unknown = "unknown", "Unknown";
    }
}

vocab! {
    /// How sure the record is.
    pub enum Confidence("confidence") {
        Reported = "reported", "Reported";
        Corroborated = "corroborated", "Corroborated";
        Confirmed = "confirmed", "Confirmed";
        Disputed = "disputed", "Disputed";
    }
}
