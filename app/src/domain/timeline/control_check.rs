//! The details of a control check: which control, what it did, and what a gate decided.

use super::{ApprovalOutcome, ApprovalRequirement};
use crate::domain::control::ControlState;
use crate::domain::form::Checker;

/// Which control was checked, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ControlCheck {
    /// The code of the control in the catalogue, e.g. `approval_gate`.
    pub control: String,
    /// What it did.
    pub state: ControlState,
    /// Of a gate: whether an approval was required.
    pub requirement: Option<ApprovalRequirement>,
    /// Of a gate: what was decided.
    pub outcome: Option<ApprovalOutcome>,
}

impl ControlCheck {
    /// Whether the check let its subject through rightly: a gate that granted, or another control
    /// that worked.
    pub fn granted(&self) -> bool {
        match self.outcome {
            Some(outcome) => outcome.is_granted(),
            None => matches!(self.state, ControlState::Worked | ControlState::WorkedPartially),
        }
    }
}

/// A control check as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawControlCheck {
    /// The code of a control in the catalogue.
    pub control: String,
    /// A word of [`ControlState`]; blank is `unknown`.
    pub state: String,
    /// A word of [`ApprovalRequirement`], of a gate.
    pub requirement: String,
    /// A word of [`ApprovalOutcome`], of a gate.
    pub outcome: String,
}

impl RawControlCheck {
    /// Whether nothing was given.
    pub fn is_blank(&self) -> bool {
        [&self.control, &self.state, &self.requirement, &self.outcome]
            .iter()
            .all(|raw| raw.trim().is_empty())
    }

    /// The control check; whether the catalogue has the control is checked where the catalogue is.
    pub(super) fn parse(&self, check: &mut Checker) -> ControlCheck {
        ControlCheck {
            control: check.line("control_check.control", &self.control),
            state: check.word_or("control_check.state", &self.state, ControlState::Unknown),
            requirement: check.optional_word("control_check.requirement", &self.requirement),
            outcome: check.optional_word("control_check.outcome", &self.outcome),
        }
    }
}

impl From<&ControlCheck> for RawControlCheck {
    fn from(check: &ControlCheck) -> Self {
        Self {
            control: check.control.clone(),
            state: check.state.to_string(),
            requirement: check.requirement.map(|word| word.to_string()).unwrap_or_default(),
            outcome: check.outcome.map(|word| word.to_string()).unwrap_or_default(),
        }
    }
}
