//! Changing several remediations at once: only what is said changes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::remediation::Priority;
use crate::domain::{Invalid, account::UserRef, form::Checker, reference::RemediationRef};

/// The most that are changed at once.
pub const BULK_MAX: usize = 200;

/// A change of several as typed; blank leaves as it is.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawChangeWork {
    /// The chosen ones: `REM-7`; each item may hold several, separated by commas.
    pub remediations: Vec<String>,
    /// Who does them: an address or an id.
    pub owner: String,
    /// When they should have taken effect, `YYYY-MM-DD`.
    pub due: String,
    /// A [`Priority`].
    pub priority: String,
}

/// Changes several remediations at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeWork {
    /// Which.
    pub remediations: Vec<RemediationRef>,
    /// Who does them from now on.
    pub owner: Option<UserRef>,
    /// When they are due.
    pub due: Option<NaiveDate>,
    /// How urgent they are.
    pub priority: Option<Priority>,
}

impl ChangeWork {
    /// Understands a change, or says what is wrong with each field.
    pub fn parse(raw: &RawChangeWork) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            remediations: check.list_of("remediations", &raw.remediations, RemediationRef::parse),
            owner: check.optional("owner", &raw.owner, UserRef::parse),
            due: check.optional_date("due", &raw.due),
            priority: check.optional_word("priority", &raw.priority),
        };
        if raw.remediations.iter().all(|item| item.trim().is_empty()) {
            check.error("remediations", "Choose one or more.");
        }
        if command.remediations.len() > BULK_MAX {
            check.error("remediations", format!("Choose {BULK_MAX} at most."));
        }
        if [&raw.owner, &raw.due, &raw.priority].iter().all(|field| field.trim().is_empty()) {
            check.error("owner", "Say what is to change: owner, due day or priority.");
        }
        check.finish(command)
    }
}
