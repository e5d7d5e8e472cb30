//! Remediation that is proven: what is done so that it does not happen again, for every
//! incident it serves, until somebody other than its owner has verified that it works.

mod filter;
mod machine;
mod note;
mod raw;
mod serve;
mod tracker;
mod transition;

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{account::Person, control::Strength, evidence::Proof, factor::FactorTarget};

pub use filter::{RawRemediationFilter, RemediationFilter, RemediationOrder};
pub use machine::{Need, needs, steps};
pub use note::{AddNote, Note, NoteKind, RawNote};
pub use raw::{RawMeasure, RawRemediation, WriteRemediation};
pub use serve::{RawServe, ServeIncident};
pub use tracker::{Tracker, link_key, recognise};
pub use transition::{Named, Transition, TransitionRaw};

vocab! {
    /// What a remediation does.
    pub enum RemediationType ("remediation type") {
        Prevent = "prevent", "Prevent";
        Detect = "detect", "Detect";
        Mitigate = "mitigate", "Mitigate";
        Repair = "repair", "Repair";
        Investigate = "investigate", "Investigate";
        Process = "process", "Process";
    }
}

vocab! {
    /// Where a remediation stands. Closed is not the same as effective: only `verified` is done.
    pub enum RemediationStatus ("remediation status") {
        Proposed = "proposed", "Proposed";
        Accepted = "accepted", "Accepted";
        InProgress = "in_progress", "In progress";
        Implemented = "implemented", "Implemented, not verified";
        Verified = "verified", "Verified";
        Ineffective = "ineffective", "Ineffective";
        Declined = "declined", "Declined";
        Superseded = "superseded", "Superseded";
        RiskAccepted = "risk_accepted", "Risk accepted";
    }
}

impl RemediationStatus {
    /// Whether work on it is still to be done before it takes effect.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Accepted | Self::InProgress)
    }

    /// Whether it counts as done in any figure.
    pub fn is_done(self) -> bool {
        self == Self::Verified
    }

    /// Whether it took effect at some time, so that `effective_at` is kept.
    pub fn has_taken_effect(self) -> bool {
        matches!(self, Self::Implemented | Self::Verified | Self::Ineffective)
    }

    /// Whether nobody intends to do anything more about it.
    pub fn is_given_up(self) -> bool {
        matches!(self, Self::Declined | Self::Superseded | Self::RiskAccepted)
    }
}

vocab! {
    /// How urgent a remediation is.
    pub enum Priority ("priority") {
        Urgent = "urgent", "Urgent";
        High = "high", "High";
        Normal = "normal", "Normal";
        Low = "low", "Low";
    }
}

/// What shows that a remediation works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// What is measured, e.g. `unapproved posts by agents`.
    pub what: String,
    /// How it is checked, e.g. `gateway log query`.
    pub how: String,
    /// The result that would show it, e.g. `0 in 30 days`.
    pub expected: String,
    /// The day on which to look.
    pub check_on: Option<NaiveDate>,
    /// For how many days it is watched once it is verified.
    pub watch_days: Option<u32>,
}

impl Measure {
    /// Whether nothing says what would show that it works.
    pub fn is_blank(&self) -> bool {
        self.what.is_empty()
    }
}

/// An incident that a remediation serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedIncident {
    /// The incident's id.
    pub id: Uuid,
    /// The number in `INC-42`.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// The event from which the remediation was made, by number.
    pub event: Option<i32>,
    /// Why it serves this incident too; blank when nobody said.
    pub why: String,
}

/// A remediation, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remediation {
    /// The remediation's id.
    pub id: Uuid,
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: String,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: RemediationType,
    /// How well it holds without anybody's attention.
    pub strength: Option<Strength>,
    /// Where it stands.
    pub status: RemediationStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// The factors it is aimed at.
    pub factors: Vec<FactorTarget>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// Who does it.
    pub owner: Option<Person>,
    /// Who will say whether it works; not the owner.
    pub verifier: Option<Person>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// Where it is tracked elsewhere.
    pub tracker: Option<String>,
    /// What shows that it works.
    pub measure: Measure,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// What the measure gave.
    pub result: Option<String>,
    /// What shows the result.
    pub proof: Vec<Proof>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Who verified it.
    pub verified_by: Option<Person>,
    /// The reason given with the last step that had one.
    pub reason: Option<String>,
    /// The number of the remediation that takes its place.
    pub successor: Option<i32>,
    /// Who accepts the risk.
    pub risk_approver: Option<Person>,
    /// Until when the risk is accepted.
    pub risk_expires_on: Option<NaiveDate>,
    /// The incidents it serves, as far as the viewer may see them.
    pub incidents: Vec<ServedIncident>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// Who wrote it down.
    pub created_by: Option<Person>,
    /// The row's version, for stale edits.
    pub version: i32,
}

impl Remediation {
    /// How many days it is overdue on `today`; `None` when it is not, or is no longer awaited.
    pub fn overdue(&self, today: NaiveDate) -> Option<i64> {
        days_overdue(self.status, self.due, today)
    }

    /// Whether it is implemented, and nobody has looked although the day to look has come.
    pub fn verification_due(&self, today: NaiveDate) -> bool {
        self.status == RemediationStatus::Implemented
            && self.measure.check_on.is_some_and(|day| day <= today)
    }

    /// Until which day it is watched, once it is verified: a recurrence until then, or after, turns
    /// it ineffective, and only then does it count as held.
    pub fn watched_until(&self) -> Option<NaiveDate> {
        let verified = self.verified_at.filter(|_| self.status == RemediationStatus::Verified)?;
        let days = self.measure.watch_days?;
        verified.date_naive().checked_add_days(chrono::Days::new(days.into()))
    }

    /// Whether the risk was accepted for a time that is over.
    pub fn risk_expired(&self, today: NaiveDate) -> bool {
        self.status == RemediationStatus::RiskAccepted
            && self.risk_expires_on.is_some_and(|day| day < today)
    }
}

/// A remediation as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemediationSummary {
    /// The remediation's id.
    pub id: Uuid,
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// What it does.
    #[serde(rename = "type")]
    pub kind: RemediationType,
    /// How well it holds without anybody's attention.
    pub strength: Option<Strength>,
    /// Where it stands.
    pub status: RemediationStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// Who does it.
    pub owner: Option<Person>,
    /// Who will say whether it works.
    pub verifier: Option<Person>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// Whether something says what would show that it works.
    pub has_measure: bool,
    /// The numbers of the incidents it serves, as far as the viewer may see them.
    pub incidents: Vec<i32>,
}

impl RemediationSummary {
    /// How many days it is overdue on `today`; `None` when it is not, or is no longer awaited.
    pub fn overdue(&self, today: NaiveDate) -> Option<i64> {
        days_overdue(self.status, self.due, today)
    }
}

/// One step of a remediation, as kept in its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemediationStep {
    /// Where it stood before; `None` for its beginning.
    pub from: Option<RemediationStatus>,
    /// Where it stood after.
    pub to: RemediationStatus,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<Person>,
    /// What was given with the step: reason, result or successor, for people.
    pub note: String,
}

/// How many days past `due` work that is still awaited is, on `today`.
pub fn days_overdue(
    status: RemediationStatus,
    due: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<i64> {
    let awaited = status.is_open() || status == RemediationStatus::Ineffective;
    let days = (today - due?).num_days();
    (awaited && days > 0).then_some(days)
}
