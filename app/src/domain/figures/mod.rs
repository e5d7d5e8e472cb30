//! Whether closing helped: the figures about fixes, computed from plain dates. What the dates do not
//! settle is counted apart, what has not ended yet is censored, and nothing is ever guessed.

mod overdue;
mod proof;
mod recurrence;
mod survival;
mod table;
mod which;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::control::Strength;
use super::factor::FactorTarget;
use super::recurrence::Onset;
use super::remediation::RemediationStatus;

pub use overdue::{DueCohort, overdue_by_cohort};
pub use proof::{Coverage, StrengthRow, strength_mix, time_to_verified, verification_coverage};
pub use recurrence::{
    RecurrenceAfterFix, RepeatWhileOpen, TimeToRecurrence, recurrence_after_fix, repeat_while_open,
    time_to_recurrence,
};
pub use survival::{Lifetime, Survival, SurvivalStep, kaplan_meier};
pub use table::share_words;
pub use which::TrendFigure;

/// Within how many days a recurrence counts against a fix, when nobody says.
pub const WITHIN_DAYS: u32 = 90;

/// A remediation as these figures see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixFacts {
    /// The number in `REM-7`.
    pub number: i32,
    /// Where it stands.
    pub status: RemediationStatus,
    /// How well it holds without anybody's attention.
    pub strength: Option<Strength>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When somebody verified that it works.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it was declined, superseded, or the risk accepted; only while it stands there.
    pub given_up_at: Option<DateTime<Utc>>,
    /// The day on which somebody should look whether it works.
    pub check_on: Option<NaiveDate>,
    /// The factors it is aimed at.
    pub targets: Vec<FactorTarget>,
}

/// An incident with the known factors that were at work in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The number in `INC-42`.
    pub incident: i32,
    /// When it began, as far as that is known.
    pub began: Onset,
    /// Its known factors.
    pub factors: Vec<FactorTarget>,
    /// Whether it lies in the period and the filters let it through.
    pub counted: bool,
}

/// What a reviewer made of an incident with regard to a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The fix.
    pub fix: i32,
    /// The later incident.
    pub incident: i32,
    /// Whether what the fix was for did recur.
    pub recurred: bool,
}

/// What the figures about fixes are computed from: nothing that the viewer may not see, no drills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixRecord {
    /// The remediations.
    pub fixes: Vec<FixFacts>,
    /// The incidents whose factors have a scope, whatever the period.
    pub occurrences: Vec<Occurrence>,
    /// The judgements of reviewers.
    pub judged: Vec<Judged>,
}

/// All figures about fixes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixFigures {
    /// How many fixes did not hold for a number of days.
    pub after_fix: RecurrenceAfterFix,
    /// How many incidents repeated what an open remediation was for.
    pub while_open: RepeatWhileOpen,
    /// How long fixes held.
    pub to_recurrence: TimeToRecurrence,
    /// How many fixes in effect are verified.
    pub coverage: Coverage,
    /// How strong the remediations are.
    pub strength: Vec<StrengthRow>,
    /// How long it took until somebody had verified.
    pub to_verified: Survival,
    /// What fell due in each month, and what became of it.
    pub overdue: Vec<DueCohort>,
}

impl FixFigures {
    /// Computes the figures as of `now`; a recurrence counts `within` days after a fix.
    pub fn of(record: &FixRecord, within: u32, now: DateTime<Utc>) -> Self {
        let history = history(record);
        let today = now.date_naive();
        Self {
            after_fix: recurrence_after_fix(&history, within, now),
            while_open: repeat_while_open(&record.fixes, &record.occurrences),
            to_recurrence: time_to_recurrence(&history, now),
            coverage: verification_coverage(&record.fixes, today),
            strength: strength_mix(&record.fixes),
            to_verified: time_to_verified(&record.fixes, now),
            overdue: overdue_by_cohort(&record.fixes, today),
        }
    }
}

/// A fix with the onsets of the incidents in which what it was for was at work again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixHistory<'a> {
    /// The fix.
    pub fix: &'a FixFacts,
    /// When each incident with its factor and scope began, those before the fix included.
    pub again: Vec<Onset>,
}

/// A factor at a scope, as two records are matched: case does not matter in a scope.
type Key = (String, String);

fn key(target: &FactorTarget) -> Option<Key> {
    (!target.scope.is_empty()).then(|| (target.code.clone(), target.scope.to_lowercase()))
}

/// Each fix with the onsets that its factors and scopes had, or that a reviewer says it had.
pub fn history(record: &FixRecord) -> Vec<FixHistory<'_>> {
    let mut by_key: HashMap<Key, Vec<usize>> = HashMap::new();
    let mut by_number: HashMap<i32, usize> = HashMap::new();
    for (i, occurrence) in record.occurrences.iter().enumerate() {
        by_number.insert(occurrence.incident, i);
        for key in occurrence.factors.iter().filter_map(key) {
            by_key.entry(key).or_default().push(i);
        }
    }
    let mut judged: HashMap<i32, Vec<&Judged>> = HashMap::new();
    for one in &record.judged {
        judged.entry(one.fix).or_default().push(one);
    }
    let again = |fix: &FixFacts| {
        let keys = fix.targets.iter().filter_map(key);
        let mut of: HashSet<usize> =
            keys.filter_map(|key| by_key.get(&key)).flatten().copied().collect();
        for one in judged.get(&fix.number).into_iter().flatten() {
            match by_number.get(&one.incident) {
                Some(i) if one.recurred => of.insert(*i),
                Some(i) => of.remove(i),
                None => false,
            };
        }
        let mut of: Vec<usize> = of.into_iter().collect();
        of.sort_unstable();
        of.into_iter().map(|i| record.occurrences[i].began).collect()
    };
    record.fixes.iter().map(|fix| FixHistory { fix, again: again(fix) }).collect()
}

impl FixFacts {
    /// Whether it names a factor with a scope, without which nothing can be said to recur.
    fn has_target(&self) -> bool {
        self.targets.iter().any(|target| !target.scope.is_empty())
    }
}
