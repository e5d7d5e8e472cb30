//! One person's remediations over all incidents: what is late, what waits for their proof, what came
//! back to them; grouped, narrowed, changed many at once, and kept as views.

mod bulk;
mod filter;
mod group;
mod lane;
mod view;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::factor::FactorTarget;
use super::remediation::RemediationSummary;

pub use bulk::{BULK_MAX, ChangeWork, RawChangeWork};
pub use filter::{Drawn, RawWorkFilter, WorkFilter, WorkSpan};
pub use group::{Grouping, WorkGroup, group};
pub use lane::{DUE_SOON, WorkLane, lane};
pub use view::{RawSavedView, SaveView, SavedView, VIEWS_MAX};

/// Why work came back to its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The day on which it came back.
    pub on: NaiveDate,
    /// What was said with the step.
    pub why: String,
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
