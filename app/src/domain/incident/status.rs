//! How far an incident has come: one step forward at a time, any step back with a reason.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::form::Checker;
use crate::domain::{Invalid, Refused, Vocabulary};

/// The shortest reason for a step back, in characters.
pub const REASON_MIN: usize = 10;

vocab! {
    /// How far an incident has come.
    pub enum Status("status") {
        Open = "open", "Open";
        Contained = "contained", "Contained";
        Resolved = "resolved", "Resolved";
        InReview = "in_review", "In review";
        Closed = "closed", "Closed";
    }
}

/// A step of an incident's status, as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StatusChange {
    /// The status before.
    pub from: Status,
    /// The status since.
    pub to: Status,
    /// Why; blank for a step forward that needed no words.
    pub reason: String,
}

impl Status {
    /// The next status forward.
    pub fn next(self) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| *status > self)
    }

    /// The statuses that may follow: the next one, and every earlier one.
    pub fn steps(self) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |to| *to < self || Some(*to) == self.next())
    }

    /// Whether a step to `to` needs a reason.
    pub fn needs_reason(self, to: Self) -> bool {
        to < self
    }

    /// The step to another status, or the rule that forbids it.
    pub fn step(self, to: Self, reason: &str) -> Result<StatusChange, Refused> {
        let reason = reason.trim();
        if to == self {
            return Err(Refused::new("status-unchanged", format!("The status is {self} already.")));
        }
        if to > self && Some(to) != self.next() {
            let next = self.next().map_or("", Vocabulary::as_str);
            let message = format!("After {self} comes {next}. Go there first, then on to {to}.");
            return Err(Refused::new("status-skipped", message));
        }
        if self.needs_reason(to) && reason.chars().count() < REASON_MIN {
            let message = format!(
                "Going back from {self} to {to} needs a reason of {REASON_MIN} characters or more."
            );
            return Err(Refused::new("status-reason", message));
        }
        Ok(StatusChange { from: self, to, reason: reason.to_owned() })
    }
}

/// One entry of an incident's status history.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StatusEntry {
    /// Its id.
    pub id: Uuid,
    /// The step.
    #[serde(flatten)]
    pub change: StatusChange,
    /// Who took it, by name.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// A change of status as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawStatusChange {
    /// A word of [`Status`].
    pub to: String,
    /// Why; required to go back.
    pub reason: String,
}

/// The command to change the status; whether the step is allowed, [`Status::step`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeStatus {
    /// To which status.
    pub to: Status,
    /// Why; may be blank to go forward.
    pub reason: String,
}

impl ChangeStatus {
    /// Reads a change of status.
    pub fn parse(raw: &RawStatusChange) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let to = check.word("to", &raw.to);
        let reason = check.text("reason", &raw.reason);
        check.finish(Self { to, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_status() -> impl Strategy<Value = Status> {
        proptest::sample::select(Status::ALL)
    }

    proptest! {
        #[test]
        fn a_step_is_allowed_exactly_when_it_is_the_next_or_goes_back_with_a_reason(
            from in any_status(), to in any_status(), reason in ".{0,20}",
        ) {
            let long = reason.trim().chars().count() >= REASON_MIN;
            let expected = from.next() == Some(to) || (to < from && long);
            let step = from.step(to, &reason);
            prop_assert_eq!(step.is_ok(), expected);
            prop_assert_eq!(from.steps().any(|s| s == to), from.next() == Some(to) || to < from);
            if let Ok(change) = step {
                prop_assert_eq!((change.from, change.to), (from, to));
            }
        }

        #[test]
        fn every_walk_over_allowed_steps_can_still_reach_closed(walk in prop::collection::vec(any_status(), 0..30)) {
            let mut status = Status::Open;
            for to in walk {
                if let Ok(change) = status.step(to, "a reason that is long enough") {
                    status = change.to;
                }
            }
            while let Some(next) = status.next() {
                status = status.step(next, "").unwrap().to;
            }
            prop_assert_eq!(status, Status::Closed);
        }
    }

    #[test]
    fn skipping_ahead_names_the_step_that_comes_first() {
        let refused = Status::Open.step(Status::Closed, "we are done here").unwrap_err();
        assert_eq!(refused.rule, "status-skipped");
        assert!(refused.message.contains("contained"), "{}", refused.message);
    }
}
