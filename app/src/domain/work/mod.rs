//! One person's remediations over all incidents: what is late, what waits for their proof, what came
//! back to them; grouped, narrowed, changed many at once, and kept as views.

mod bulk;
mod filter;
mod group;
mod lane;
mod sheet;
mod view;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use uuid::Uuid;

use super::factor::FactorTarget;
use super::remediation::{Priority, RemediationStatus, RemediationSummary, RemediationType};

pub use bulk::{BULK_MAX, ChangeWork, RawChangeWork};
pub use filter::{Drawn, RawWorkFilter, WorkFilter, WorkSpan};
pub use group::{Grouping, WorkGroup};
pub use lane::{DUE_SOON, WorkLane, lane};
pub use sheet::{SheetGroup, WorkSheet};
pub use view::{RawSavedView, SaveView, SavedView, VIEWS_MAX};

/// Why work came back to its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The day on which it came back.
    pub on: NaiveDate,
    /// What was said with the step.
    pub why: String,
}

/// What decides where a remediation stands in somebody's work: all of it is read of all their work,
/// the rest ([`WorkItem`]) of what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkHead {
    /// Its id.
    pub id: Uuid,
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// What it does.
    pub kind: RemediationType,
    /// Where it stands.
    pub status: RemediationStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// The id of its owner.
    pub owner: Option<Uuid>,
    /// The id of its verifier.
    pub verifier: Option<Uuid>,
    /// Until when the risk is accepted.
    pub risk_expires_on: Option<NaiveDate>,
    /// Whether it came back after it had counted as settled.
    pub came_back: bool,
    /// The numbers of the incidents that it serves and the reader may see; read only where
    /// [`WorkFilter::by_incident`] asks for them.
    pub incidents: Vec<i32>,
}

/// A remediation as the page of one's work shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkItem {
    /// The remediation.
    pub it: RemediationSummary,
    /// What shows that it works; blank when nobody said.
    pub measure: String,
    /// The day on which to look.
    pub check_on: Option<NaiveDate>,
    /// Until when the risk is accepted.
    pub risk_expires_on: Option<NaiveDate>,
    /// Why it came back, when it did and is open again.
    pub returned: Option<Returned>,
    /// The factors it is aimed at.
    pub factors: Vec<FactorTarget>,
}
