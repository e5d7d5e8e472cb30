//! Remediations counted by where they stand.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::remediation::{RemediationStatus, days_overdue};

/// Remediations by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemediationFigures {
    /// How many in all.
    pub total: usize,
    /// Proposed, accepted or in progress.
    pub open: usize,
    /// Past their day and still awaited; they are among the open or the ineffective.
    pub overdue: usize,
    /// Implemented, and nobody has verified that they work.
    pub unverified: usize,
    /// Verified: the only ones that count as done.
    pub verified: usize,
    /// Found ineffective.
    pub ineffective: usize,
    /// Declined, superseded, or the risk accepted.
    pub given_up: usize,
}

/// Counts remediations by where they stand on `today`.
pub fn remediation_figures(
    remediations: &[(RemediationStatus, Option<NaiveDate>)],
    today: NaiveDate,
) -> RemediationFigures {
    let mut figures = RemediationFigures::default();
    for &(status, due) in remediations {
        figures.total += 1;
        match status {
            RemediationStatus::Implemented => figures.unverified += 1,
            RemediationStatus::Verified => figures.verified += 1,
            RemediationStatus::Ineffective => figures.ineffective += 1,
            status if status.is_open() => figures.open += 1,
            _ => figures.given_up += 1,
        }
        if days_overdue(status, due, today).is_some() {
            figures.overdue += 1;
        }
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use RemediationStatus::{Accepted, Declined, Implemented, Ineffective, Verified};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn remediations_are_counted_once_by_where_they_stand() {
        let due = Some(day(3, 1));
        let all = [
            (Accepted, due),
            (Accepted, None),
            (Implemented, due),
            (Verified, due),
            (Ineffective, due),
            (Declined, due),
        ];
        let figures = remediation_figures(&all, day(4, 1));
        let expected = RemediationFigures {
            total: 6,
            open: 2,
            overdue: 2,
            unverified: 1,
            verified: 1,
            ineffective: 1,
            given_up: 1,
        };
        assert_eq!(figures, expected);
    }
}
