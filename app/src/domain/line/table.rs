//! `!kind`: the kinds of events and the short words for them.

use super::super::Vocabulary;
use super::super::control::ControlState;
use super::super::timeline::EventKind;
use super::read::words_of;

/// A kind as the line says it; of a control check with which control, and what it did.
#[derive(Clone)]
pub(super) struct SaidKind {
    pub(super) kind: EventKind,
    pub(super) check: Option<(String, Option<ControlState>)>,
}

/// Short words; each kind's own word counts as well, and any beginning that only one of them has.
const SHORT: &[(&str, EventKind)] = &[
    ("action", EventKind::HumanAction),
    ("approval", EventKind::ControlCheck),
    ("asked", EventKind::AgentInvoked),
    ("change", EventKind::SystemChange),
    ("check", EventKind::ControlCheck),
    ("comms", EventKind::Communication),
    ("contained", EventKind::Containment),
    ("context", EventKind::ContextNote),
    ("decision", EventKind::HumanDecision),
    ("deploy", EventKind::SystemChange),
    ("detected", EventKind::Detection),
    ("did", EventKind::HumanAction),
    ("end", EventKind::ImpactEnded),
    ("ended", EventKind::ImpactEnded),
    ("escalated", EventKind::Escalation),
    ("gate", EventKind::ControlCheck),
    ("impact", EventKind::ImpactStarted),
    ("invoked", EventKind::AgentInvoked),
    ("note", EventKind::ContextNote),
    ("notified", EventKind::Notification),
    ("noticed", EventKind::Detection),
    ("output", EventKind::AgentOutput),
    ("recovered", EventKind::Recovery),
    ("said", EventKind::Communication),
    ("saw", EventKind::Observation),
    ("sev", EventKind::SeverityChanged),
    ("started", EventKind::ImpactStarted),
];

/// Reads `!kind`; for a control check `!check:approval_gate:bypassed`. `None` is no mark at all.
pub(super) fn kind(word: &str) -> Option<Result<SaidKind, String>> {
    let said = word.strip_prefix(['!', '！'])?;
    let said = said.trim_end_matches([',', ';', ':']);
    let mut parts = said.splitn(3, [':', '=']);
    let name = parts.next()?.to_lowercase().replace('-', "_");
    if !name.starts_with(char::is_alphabetic) {
        return None;
    }
    let Some(kind) = found(&name) else {
        let shown: String = name.chars().take(40).collect();
        let known = words_of::<EventKind>();
        return Some(Err(format!("“!{shown}” is not a kind of event. Use one of: {known}.")));
    };
    let control = parts.next().map(|word| word.to_lowercase().replace('-', "_"));
    let state = parts.next().map(|word| word.to_lowercase().replace('-', "_"));
    Some(checked(kind, control, state))
}

fn checked(
    kind: EventKind,
    control: Option<String>,
    state: Option<String>,
) -> Result<SaidKind, String> {
    let Some(control) = control.filter(|control| !control.is_empty()) else {
        return Ok(SaidKind { kind, check: None });
    };
    if !kind.has_control_check() {
        return Err(format!("Only a control check names a control; this is {kind}."));
    }
    let state = state.filter(|state| !state.is_empty());
    let state = state.map(|state| state.parse::<ControlState>()).transpose()?;
    Ok(SaidKind { kind, check: Some((control, state)) })
}

fn found(name: &str) -> Option<EventKind> {
    let exact = SHORT.iter().find(|(word, _)| *word == name).map(|(_, kind)| *kind);
    exact.or_else(|| EventKind::from_word(name)).or_else(|| only_one(name))
}

/// The kind that alone begins like this.
fn only_one(start: &str) -> Option<EventKind> {
    if start.len() < 3 {
        return None;
    }
    let words = EventKind::ALL.iter().map(|kind| (kind.as_str(), *kind));
    let mut fitting =
        words.chain(SHORT.iter().copied()).filter(|(word, _)| word.starts_with(start));
    let (_, first) = fitting.next()?;
    fitting.all(|(_, kind)| kind == first).then_some(first)
}
