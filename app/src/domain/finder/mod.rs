//! The finder: looks through the record of an incident for gaps and contradictions.
//!
//! It is deterministic and local: the same record gives the same notices, in the same order, each
//! naming its rule and the place it leads to. A person answers a notice by mending the record, or
//! dismisses it with a reason.

mod rules;
mod said;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Invalid;
use super::account::Person;
use super::claim::Claim;
use super::durations::Durations;
use super::form::Checker;
use super::incident::Incident;
use super::link::Link;
use super::timeline::Event;

/// The fewest characters of a reason for dismissing a notice.
pub const REASON_MIN: usize = 10;

vocab! {
    /// What the finder looks for.
    pub enum NoticeRule ("finder rule") {
        MilestoneOrder = "milestone_order", "Milestones out of order";
        DurationDenied = "duration_denied", "A length of time that the times deny";
        Contradiction = "contradiction", "A contradiction that nobody has resolved";
        ApprovalWithoutOutcome = "approval_without_outcome", "A required approval without an outcome";
        ActionWithoutCause = "action_without_cause", "An action without a cause";
        OutputUnread = "output_unread", "Agent output that nobody is recorded to have read";
        WithoutEvidence = "without_evidence", "An event without evidence";
        NamedNotPresent = "named_not_present", "Somebody named who is not on the timeline";
        SilentStretch = "silent_stretch", "A silent stretch";
    }
}

impl NoticeRule {
    /// What exactly the rule looks for, for people who answer its notices.
    pub fn definition(self) -> &'static str {
        match self {
            Self::MilestoneOrder => {
                "One milestone is certainly before another that it can only follow, such as contained before started."
            }
            Self::DurationDenied => {
                "A text names a length of time, such as “40 minutes after E3” or “exposed for two hours”, that the recorded times do not allow."
            }
            Self::Contradiction => {
                "Two events contradict each other and neither is marked as disputed nor corrected by another, or two claims still answer the same question."
            }
            Self::ApprovalWithoutOutcome => {
                "An agent's output or action needed approval, and what became of it is pending or unknown."
            }
            Self::ActionWithoutCause => {
                "Somebody or something acted or decided, and no event is linked as what led to it."
            }
            Self::OutputUnread => {
                "Output of an agent without anybody who saw it and without an event that it informed or that acted on it."
            }
            Self::WithoutEvidence => {
                "An agent's output or action, a control check, the start or end of impact, a detection, or anything called confirmed, with no evidence, no quoted output and no import behind it."
            }
            Self::NamedNotPresent => {
                "Somebody approved, saw, asked for or is mentioned (@name) in an event, and does nothing on the timeline."
            }
            Self::SilentStretch => {
                "Nothing is recorded for more than six times the usual pause of this timeline, and 20 minutes at least; only between times known to the hour or better."
            }
        }
    }
}

/// Something that the record leaves open or contradicts itself in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The rule that found it.
    pub rule: NoticeRule,
    /// What it is about, stable while the record is: `E4`, `E4-E9`, `started-contained`.
    pub key: String,
    /// What was found, in a sentence.
    pub words: String,
    /// The numbers of the events that it leads to.
    pub events: Vec<i32>,
}

impl Notice {
    fn new(rule: NoticeRule, key: impl Into<String>, words: String, events: Vec<i32>) -> Self {
        Self { rule, key: key.into(), words, events }
    }

    fn about(rule: NoticeRule, seq: i32, words: impl Into<String>) -> Self {
        Self::new(rule, format!("E{seq}"), words.into(), vec![seq])
    }
}

/// What the rules read of an incident's record.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// How long things took.
    pub durations: &'a Durations,
    /// The timeline, in its order; retracted events are passed over.
    pub events: &'a [Event],
    /// The links between events.
    pub links: &'a [Link],
    /// The claims.
    pub claims: &'a [Claim],
}

/// Everything that the rules find in a record: rule by rule, each in the order of the timeline.
/// Retracted events are passed over.
pub fn find(record: &Facts<'_>) -> Vec<Notice> {
    let mut notices = rules::all(record);
    notices.sort_by_key(|notice| notice.rule);
    notices
}

/// Somebody's word that a notice needs no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissal {
    /// Its id.
    pub id: Uuid,
    /// The rule of the notice.
    pub rule: NoticeRule,
    /// What the notice is about.
    pub key: String,
    /// Why it needs no answer.
    pub reason: String,
    /// Who says so.
    pub by: Option<Person>,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// A notice with the word that dismisses it, if somebody gave one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What was found.
    pub notice: Notice,
    /// Why it needs no answer.
    pub dismissed: Option<Dismissal>,
}

/// Each notice with its dismissal.
pub fn judge(notices: Vec<Notice>, dismissals: &[Dismissal]) -> Vec<Judged> {
    let of = |notice: &Notice| {
        dismissals.iter().find(|word| word.rule == notice.rule && word.key == notice.key).cloned()
    };
    notices.into_iter().map(|notice| Judged { dismissed: of(&notice), notice }).collect()
}

/// A dismissal as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawDismissal {
    /// A [`NoticeRule`].
    pub rule: String,
    /// What the notice is about.
    pub key: String,
    /// Why it needs no answer.
    pub reason: String,
}

/// Says that a notice needs no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DismissNotice {
    /// The rule of the notice.
    pub rule: NoticeRule,
    /// What the notice is about.
    pub key: String,
    /// Why it needs no answer.
    pub reason: String,
}

impl DismissNotice {
    /// Understands a dismissal, or says what is wrong with each field.
    pub fn parse(raw: &RawDismissal) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            rule: check.word("rule", &raw.rule),
            key: check.line("key", &raw.key),
            reason: check.reason("reason", &raw.reason, REASON_MIN),
        };
        check.finish(command)
    }
}
