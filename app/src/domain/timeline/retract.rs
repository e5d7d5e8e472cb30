//! Taking an event off the timeline; it stays on the record.

use crate::domain::Invalid;
use crate::domain::form::Checker;

/// A retraction as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawRetraction {
    /// Why; may be blank.
    pub reason: String,
}

/// The command to take an event off the timeline; it stays on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetractEvent {
    /// Why; may be blank.
    pub reason: String,
}

impl RetractEvent {
    /// Reads a retraction.
    pub fn parse(raw: &RawRetraction) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let reason = check.text("reason", &raw.reason);
        check.finish(Self { reason })
    }
}
