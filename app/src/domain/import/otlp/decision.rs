//! What a log says of a decision: whether a call was let through, and by whom.
//!
//! A rule, a setting or an earlier "always" is not a decision on this call. Where the log does not
//! tell the two apart, the outcome is `unknown`.

use serde_json::{Map, Value};

use super::super::text::{clipped, one_line};
use super::span::first;
use crate::domain::Vocabulary;
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::control::ControlState;
use crate::domain::timeline::{ApprovalOutcome, ApprovalRequirement, RawControlCheck};

/// A decision, as it is recorded.
pub(super) struct Decided {
    pub(super) words: String,
    pub(super) by: RawActor,
    pub(super) check: RawControlCheck,
}

/// What somebody's own log record named `throughline.control_check` says.
pub(super) fn control_check(said: &Map<String, Value>) -> Option<Decided> {
    let control = one_line(&first(said, &["control"]));
    if control.is_empty() {
        return None;
    }
    // A word that is not in the list is not guessed at; it is kept with the attributes.
    let check = RawControlCheck {
        state: word::<ControlState>(said, "state"),
        requirement: word::<ApprovalRequirement>(said, "requirement"),
        outcome: word::<ApprovalOutcome>(said, "outcome"),
        control,
    };
    let approver = one_line(&first(said, &["approver"]));
    let by = if approver.is_empty() {
        RawActor::default()
    } else {
        RawActor::named(ActorKind::Human, approver)
    };
    let words = clipped(&first(said, &["message", "reason"]));
    Some(Decided { words, by, check })
}

fn word<V: Vocabulary>(said: &Map<String, Value>, name: &str) -> String {
    let given = first(said, &[name]);
    V::from_word(given.trim()).map(|word| word.as_str().to_owned()).unwrap_or_default()
}

/// What `tool_decision` of Claude Code or Codex says.
pub(super) fn tool_decision(said: &Map<String, Value>, codex: bool) -> Decided {
    let decision = first(said, &["decision"]).to_lowercase();
    let source = first(said, &["source", "decision_source"]).to_lowercase();
    let tool = one_line(&first(said, &["tool_name", "tool.name"]));
    let yes = matches!(decision.as_str(), "accept" | "approved" | "approved_for_session");
    let no = matches!(decision.as_str(), "reject" | "denied" | "abort");
    let by_person = if codex {
        source == "user"
    } else {
        // `user_permanent` is also what every later call is told with, after one "always".
        matches!(source.as_str(), "user_temporary" | "user_abort" | "user_reject")
    };
    let (outcome, by) = match (yes, no) {
        (true, _) if by_person => (ApprovalOutcome::Granted, person(said)),
        (true, _) if source == "hook" => (ApprovalOutcome::Granted, program("A hook")),
        (_, true) if source == "hook" => (ApprovalOutcome::Denied, program("A hook")),
        (_, true) if source == "config" => (ApprovalOutcome::Denied, program("The settings")),
        (_, true) => (ApprovalOutcome::Denied, person(said)),
        _ => (ApprovalOutcome::Unknown, RawActor::default()),
    };
    let asked = outcome != ApprovalOutcome::Unknown;
    let requirement =
        if asked { ApprovalRequirement::Required } else { ApprovalRequirement::Unknown };
    let state = if asked { ControlState::Worked } else { ControlState::Unknown };
    let check = RawControlCheck {
        control: "approval_gate".to_owned(),
        state: state.to_string(),
        requirement: requirement.to_string(),
        outcome: outcome.to_string(),
    };
    let said = if source.is_empty() { String::new() } else { format!(", by {source}") };
    let words = format!("Decision on {tool}: {decision}{said}");
    Decided { words: one_line(&words), by, check }
}

fn person(said: &Map<String, Value>) -> RawActor {
    let named = one_line(&first(said, &["user.email", "user.name"]));
    let name = if named.is_empty() { "User of the session".to_owned() } else { named };
    RawActor::named(ActorKind::Human, name)
}

fn program(name: &str) -> RawActor {
    RawActor::named(ActorKind::Automation, name)
}
