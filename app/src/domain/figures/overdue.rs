//! What fell due in each month, and what became of it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::FixFacts;
use crate::domain::remediation::{RemediationStatus, days_overdue};

/// The remediations that fell due in one month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCohort {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many fell due, those given up included.
    pub due: u32,
    /// In effect on the day or before.
    pub in_time: u32,
    /// In effect after the day.
    pub late: u32,
    /// Still awaited, and the day is over.
    pub overdue: u32,
    /// Of these, the number of days of the one that is longest overdue.
    pub longest: i64,
    /// Still awaited, and the day has not come.
    pub not_yet: u32,
    /// Declined, superseded, or the risk accepted.
    pub given_up: u32,
    /// In effect, and nothing says since when.
    pub undetermined: u32,
}

/// The remediations by the month in which they fall due, oldest first; those without a day are in
/// none.
pub fn overdue_by_cohort(fixes: &[FixFacts], today: NaiveDate) -> Vec<DueCohort> {
    let mut cohorts: BTreeMap<NaiveDate, DueCohort> = BTreeMap::new();
    for fix in fixes {
        let Some(due) = fix.due else { continue };
        let month = due.with_day(1).unwrap_or(due);
        let cohort =
            cohorts.entry(month).or_insert_with(|| DueCohort { month, ..DueCohort::default() });
        cohort.add(fix, due, today);
    }
    cohorts.into_values().collect()
}

impl DueCohort {
    fn add(&mut self, fix: &FixFacts, due: NaiveDate, today: NaiveDate) {
        self.due += 1;
        if fix.status.is_given_up() {
            self.given_up += 1;
            return;
        }
        let awaited = fix.status.is_open() || fix.status == RemediationStatus::Ineffective;
        match (days_overdue(fix.status, Some(due), today), fix.effective_at) {
            (Some(days), _) => {
                self.overdue += 1;
                self.longest = self.longest.max(days);
            }
            (None, _) if awaited => self.not_yet += 1,
            (None, Some(at)) if at.date_naive() <= due => self.in_time += 1,
            (None, Some(_)) => self.late += 1,
            (None, None) => self.undetermined += 1,
        }
    }
}
