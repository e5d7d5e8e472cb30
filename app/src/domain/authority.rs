//! The authority record of an incident: what agents asked for, what was allowed, and what was done;
//! attempts that were denied too.

use serde::{Deserialize, Serialize};

use super::actor::ActorRef;
use super::link::{Link, LinkKind};
use super::moment::Moment;
use super::timeline::{
    Approval, ApprovalOutcome, ApprovalRequirement, ApprovalScope, Event, EventKind,
};

vocab! {
    /// How an act stands to the authority it had.
    pub enum Standing ("standing") {
        Unauthorised = "unauthorised", "Unauthorised";
        DoneThoughDenied = "done_though_denied", "Done though denied";
        Denied = "denied", "Denied";
        Allowed = "allowed", "Allowed";
        NotNeeded = "not_needed", "No approval needed";
        Unclear = "unclear", "Unclear";
    }
}

impl Standing {
    /// What the word means.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Unauthorised => {
                "Approval was required, and it was not asked for, bypassed, or there was no gate."
            }
            Self::DoneThoughDenied => {
                "Approval was denied or had expired, and a tool call still did what it was for."
            }
            Self::Denied => {
                "Approval was denied or had expired, and nothing shows that it was done."
            }
            Self::Allowed => "Somebody said yes, or had said so in advance.",
            Self::NotNeeded => "No approval was required for it.",
            Self::Unclear => {
                "The record does not say whether it was required, or what was decided."
            }
        }
    }

    /// How an act with this approval stands; `done` says whether a tool call succeeded.
    pub fn of(approval: &Approval, done: bool) -> Self {
        use ApprovalOutcome::{Denied, Expired};
        if approval.is_unauthorised() {
            return Self::Unauthorised;
        }
        match (approval.outcome, approval.requirement) {
            (Denied | Expired, _) if done => Self::DoneThoughDenied,
            (Denied | Expired, _) => Self::Denied,
            (outcome, _) if outcome.is_granted() => Self::Allowed,
            (_, ApprovalRequirement::NotRequired) => Self::NotNeeded,
            _ => Self::Unclear,
        }
    }
}

/// One output or action of an agent, with the authority it had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The number of its event.
    pub event: i32,
    /// When it happened.
    pub occurred: Moment,
    /// Whether the agent said something or did something.
    pub kind: EventKind,
    /// The agent.
    pub agent: Option<ActorRef>,
    /// For whom it acted.
    pub on_behalf_of: Option<ActorRef>,
    /// Who or what asked it to.
    pub invoked_by: Option<String>,
    /// What happened, in Markdown.
    pub text: String,
    /// The tools it called, each with whether the call did what it was for.
    pub tools: Vec<(String, Option<bool>)>,
    /// Whether approval was required.
    pub requirement: ApprovalRequirement,
    /// What became of it.
    pub outcome: ApprovalOutcome,
    /// Who decided.
    pub approver: Option<String>,
    /// How far the approval reaches.
    pub scope: Option<ApprovalScope>,
    /// How long the approver took, in milliseconds.
    pub took_ms: Option<i64>,
    /// The events that approved it.
    pub approved_by: Vec<i32>,
    /// The controls that failed to stop it.
    pub not_stopped_by: Vec<i32>,
    /// How it stands.
    pub standing: Standing,
}

/// What agents said and did in an incident, in the order it happened, each with its authority.
/// Retracted events are passed over.
pub fn record(events: &[Event], links: &[Link]) -> Vec<Act> {
    let mut acts: Vec<Act> = events
        .iter()
        .filter(|event| !event.retracted)
        .filter_map(|event| act(event, links))
        .collect();
    acts.sort_by_key(|act| (act.occurred.at, act.event));
    acts
}

fn act(event: &Event, links: &[Link]) -> Option<Act> {
    let fields = &event.agent_output.as_ref()?.fields;
    let approval = &fields.approval;
    let tools = fields.tool_calls.iter().map(|call| (call.name.clone(), call.succeeded)).collect();
    let done = fields.tool_calls.iter().any(|call| call.succeeded == Some(true));
    let from = |kind| {
        let into = links.iter().filter(|link| link.kind == kind && link.to == event.seq);
        into.map(|link| link.from).collect()
    };
    Some(Act {
        event: event.seq,
        occurred: event.occurred.clone(),
        kind: event.kind,
        agent: event.actor.clone(),
        on_behalf_of: event.on_behalf_of.clone(),
        invoked_by: fields.invoked_by.clone(),
        text: event.text.clone(),
        tools,
        requirement: approval.requirement,
        outcome: approval.outcome,
        approver: approval.approver.clone(),
        scope: approval.scope,
        took_ms: approval.took_ms,
        approved_by: from(LinkKind::Approved),
        not_stopped_by: from(LinkKind::FailedToStop),
        standing: Standing::of(approval, done),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Vocabulary;

    fn approval(requirement: ApprovalRequirement, outcome: ApprovalOutcome) -> Approval {
        let (approver, scope, took_ms, presented_hash) = (None, None, None, None);
        Approval { requirement, outcome, approver, scope, took_ms, presented_hash }
    }

    /// Requirement × outcome, by hand: U unauthorised, D denied, A allowed, N not needed, ? unclear.
    #[test]
    fn every_requirement_with_every_outcome_stands_as_the_table_says() {
        // not_requested pending granted with_changes denied expired pre_approved bypassed no_gate unknown
        let table = [
            (ApprovalRequirement::NotRequired, "NNAADDANNN"),
            (ApprovalRequirement::Required, "U?AADDAUU?"),
            (ApprovalRequirement::Unknown, "??AADDA???"),
        ];
        for (requirement, row) in table {
            for (outcome, letter) in ApprovalOutcome::ALL.iter().zip(row.chars()) {
                let expected = match letter {
                    'U' => Standing::Unauthorised,
                    'D' => Standing::Denied,
                    'A' => Standing::Allowed,
                    'N' => Standing::NotNeeded,
                    _ => Standing::Unclear,
                };
                let stands = Standing::of(&approval(requirement, *outcome), false);
                assert_eq!(stands, expected, "{requirement} {outcome}");
            }
        }
    }

    #[test]
    fn a_call_that_worked_after_a_no_is_told_apart() {
        let denied = approval(ApprovalRequirement::Required, ApprovalOutcome::Denied);
        assert_eq!(Standing::of(&denied, true), Standing::DoneThoughDenied);
        let granted = approval(ApprovalRequirement::Required, ApprovalOutcome::Granted);
        assert_eq!(Standing::of(&granted, true), Standing::Allowed);
    }
}
