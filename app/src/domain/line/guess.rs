//! The kind that the words of a line suggest; always shown as a guess.

use super::super::actor::ActorKind;
use super::super::timeline::EventKind;

/// Beginnings of words and the kind they suggest, for everybody: the earlier, the surer.
const ANYBODY: &[(EventKind, &[&str])] = &[
    (
        EventKind::ImpactEnded,
        &["impact ended", "exposure ends", "exposure ended", "outage over", "back to normal"],
    ),
    (
        EventKind::ImpactStarted,
        &[
            "impact started",
            "visible without",
            "exposed",
            "outage",
            "went down",
            "data loss",
            "was deleted",
            "were deleted",
        ],
    ),
    (
        EventKind::SeverityChanged,
        &[
            "severity",
            "declared sev",
            "raised to sev",
            "lowered to sev",
            "sev0",
            "sev1",
            "sev2",
            "sev3",
            "sev4",
        ],
    ),
    (EventKind::Escalation, &["escalat", "paged", "pages the", "called in", "woke"]),
    (
        EventKind::Containment,
        &[
            "contain",
            "revok",
            "disabl",
            "block",
            "isolat",
            "cut off",
            "paused the",
            "stopped the",
            "kill switch",
            "access put back",
        ],
    ),
    (
        EventKind::Recovery,
        &["restor", "recover", "rolled back", "rollback", "revert", "resolved", "fixed"],
    ),
    (
        EventKind::Detection,
        &["notic", "detect", "spotted", "discover", "alert", "alarm", "found that", "monitor"],
    ),
    (EventKind::Notification, &["notif", "informed the regulator", "informed customers"]),
];

/// Of what an agent does, the words for saying something.
const SAYS: &[&str] = &[
    "post",
    "say",
    "said",
    "answer",
    "suggest",
    "recommend",
    "repl",
    "writ",
    "wrote",
    "told",
    "tells",
    "explain",
    "claim",
    "report",
    "respond",
    "output",
    "advis",
];

/// Of what a person does, the words for telling others, for deciding, for setting an agent to work.
const TELLS: &[&str] = &[
    "ask",
    "tell",
    "told",
    "say",
    "said",
    "post",
    "wrot",
    "writ",
    "announc",
    "email",
    "mail",
    "repl",
    "answer",
    "statement",
    "messag",
    "confirm",
];
const DECIDES: &[&str] =
    &["decid", "approv", "agree", "chose", "choos", "declin", "reject", "denied"];
const INVOKES: &[&str] = &[
    "asks the agent",
    "asked the agent",
    "prompts",
    "prompted",
    "invoke",
    "runs the agent",
    "started the agent",
];
const CHANGES: &[&str] =
    &["deploy", "migrat", "config", "rolled out", "release", "update", "upgrad", "restart", "flag"];

/// The kind that `words` by this sort of actor suggest.
pub(super) fn kind(words: &str, actor: Option<ActorKind>) -> EventKind {
    // Only the beginning tells what the line is about, and a pasted log is long.
    let start: String = words.chars().take(300).flat_map(char::to_lowercase).collect();
    let has = |list: &[&str]| list.iter().any(|word| begins_in(&start, word));
    match actor {
        Some(ActorKind::AiAgent) if has(SAYS) => EventKind::AgentOutput,
        Some(ActorKind::AiAgent) => EventKind::AgentAction,
        _ if has(INVOKES) => EventKind::AgentInvoked,
        _ => {
            let shared = ANYBODY.iter().find(|(_, words)| has(words)).map(|(kind, _)| *kind);
            shared.unwrap_or_else(|| by(actor, &has))
        }
    }
}

fn by(actor: Option<ActorKind>, has: &dyn Fn(&[&str]) -> bool) -> EventKind {
    let person =
        matches!(actor, Some(ActorKind::Human | ActorKind::Team | ActorKind::ExternalParty));
    match actor {
        _ if has(DECIDES) && person => EventKind::HumanDecision,
        _ if has(CHANGES) && !person => EventKind::SystemChange,
        _ if has(TELLS) && person => EventKind::Communication,
        _ if person => EventKind::HumanAction,
        _ => EventKind::Observation,
    }
}

/// Whether a word of `text` begins with `word`; `word` may hold blanks.
fn begins_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric()))
}
