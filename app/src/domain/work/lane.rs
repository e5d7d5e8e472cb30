//! What a remediation asks of one person now.

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::WorkHead;
use crate::domain::remediation::RemediationStatus;

/// Work due within so many days is due.
pub const DUE_SOON: u64 = 14;

vocab! {
    /// What a remediation asks of one person now, in the order in which to do it.
    pub enum WorkLane ("lane") {
        Due = "due", "Due";
        Verify = "verify", "Waiting for my verification";
        Returned = "returned", "Returned to me";
        Risks = "risks", "Accepted risks that run out";
        Later = "later", "Mine, later";
        Proof = "proof", "Mine, waiting for proof";
    }
}

/// What `head` asks of `who` on `today`; `None` when it asks nothing.
pub fn lane(head: &WorkHead, who: Uuid, today: NaiveDate) -> Option<WorkLane> {
    let (owns, verifies) = (head.owner == Some(who), head.verifier == Some(who));
    let soon = today.checked_add_days(Days::new(DUE_SOON)).unwrap_or(today);
    match head.status {
        RemediationStatus::Implemented if verifies => Some(WorkLane::Verify),
        RemediationStatus::Implemented if owns => Some(WorkLane::Proof),
        RemediationStatus::RiskAccepted => {
            head.risk_expires_on.is_some_and(|day| day <= soon).then_some(WorkLane::Risks)
        }
        RemediationStatus::Ineffective if owns => Some(WorkLane::Returned),
        status if status.is_open() && owns => {
            if head.came_back {
                Some(WorkLane::Returned)
            } else if head.due.is_some_and(|due| due <= soon) {
                Some(WorkLane::Due)
            } else {
                Some(WorkLane::Later)
            }
        }
        _ => None,
    }
}
