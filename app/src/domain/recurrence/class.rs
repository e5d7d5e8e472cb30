//! What kind of recurrence it is: derived from when the incident began, when the fix took effect
//! and was verified, and what the reviewer knows. Uncertain dates are never guessed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RecurrenceClass;
use crate::domain::moment::Moment;

/// When an incident began: within `[earliest, latest)`; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Onset {
    /// Not before this.
    pub earliest: Option<DateTime<Utc>>,
    /// Before this.
    pub latest: Option<DateTime<Utc>>,
}

impl From<Option<&Moment>> for Onset {
    /// The onset of an incident that is said to have started then; open when nobody said.
    fn from(started: Option<&Moment>) -> Self {
        let (earliest, latest) = started.map_or((None, None), Moment::interval);
        Self { earliest, latest }
    }
}

impl Onset {
    /// Whether it certainly began at `at` or later.
    pub fn since(self, at: DateTime<Utc>) -> bool {
        self.earliest.is_some_and(|earliest| earliest >= at)
    }

    /// Whether it certainly began before `at`.
    pub fn before(self, at: DateTime<Utc>) -> bool {
        self.latest.is_some_and(|latest| latest <= at)
    }
}

/// When a fix took effect and when it was verified; `None` for not, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When somebody verified that it works.
    pub verified_at: Option<DateTime<Utc>>,
}

/// What only the reviewer can know; `None` is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewerFacts {
    /// Whether the same factor was at work.
    pub same_factor: Option<bool>,
    /// Whether the fix was meant to cover this case.
    pub in_scope: Option<bool>,
    /// Whether the fix had been undone before it happened.
    pub fix_undone: bool,
    /// Whether the remediation itself brought it about.
    pub induced: bool,
}

/// The class of a recurrence that began at `onset`, with regard to `fix`.
///
/// The reviewer's facts go first: they say what it is about. Then the dates decide, and where the
/// intervals overlap the answer is [`RecurrenceClass::Undetermined`].
pub fn classify(onset: Onset, fix: Fix, facts: ReviewerFacts) -> RecurrenceClass {
    use RecurrenceClass as Class;
    if facts.induced {
        return Class::RemediationInduced;
    }
    if facts.same_factor == Some(false) {
        return Class::SimilarSymptomDifferentFactor;
    }
    if facts.in_scope == Some(false) {
        return Class::OutOfScopeVariant;
    }
    let Some(effective_at) = fix.effective_at else { return Class::BeforeFix };
    if onset.before(effective_at) {
        return Class::BeforeFix;
    }
    if !onset.since(effective_at) {
        return Class::Undetermined;
    }
    if facts.fix_undone {
        return Class::FixRegressed;
    }
    match fix.verified_at {
        None => Class::AfterFixUnverified,
        Some(verified_at) if onset.before(verified_at) => Class::AfterFixUnverified,
        Some(verified_at) if onset.since(verified_at) => Class::AfterVerifiedFix,
        Some(_) => Class::Undetermined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::recurrence::RecurrenceClass as Class;
    use chrono::NaiveDate;

    fn at(day: u32) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc()
    }

    fn on(day: u32) -> Onset {
        Onset { earliest: Some(at(day)), latest: Some(at(day + 1)) }
    }

    fn fix(effective: Option<u32>, verified: Option<u32>) -> Fix {
        Fix { effective_at: effective.map(at), verified_at: verified.map(at) }
    }

    fn by_dates(onset: Onset, fix: Fix) -> Class {
        classify(onset, fix, ReviewerFacts::default())
    }

    #[test]
    fn dates_alone_tell_before_after_and_after_verified() {
        assert_eq!(by_dates(on(5), fix(None, None)), Class::BeforeFix);
        assert_eq!(by_dates(on(5), fix(Some(10), None)), Class::BeforeFix);
        assert_eq!(by_dates(on(12), fix(Some(10), None)), Class::AfterFixUnverified);
        assert_eq!(by_dates(on(12), fix(Some(10), Some(20))), Class::AfterFixUnverified);
        assert_eq!(by_dates(on(22), fix(Some(10), Some(20))), Class::AfterVerifiedFix);
    }

    #[test]
    fn uncertain_dates_are_undetermined_and_never_guessed() {
        let noon = at(10) + chrono::TimeDelta::hours(12);
        let same_day = Fix { effective_at: Some(noon), verified_at: None };
        assert_eq!(by_dates(on(10), same_day), Class::Undetermined);
        assert_eq!(by_dates(Onset::default(), fix(Some(10), None)), Class::Undetermined);
        let month = Onset { earliest: Some(at(11)), latest: Some(at(28)) };
        assert_eq!(by_dates(month, fix(Some(10), Some(20))), Class::Undetermined);
    }

    #[test]
    fn the_reviewers_facts_go_before_the_dates() {
        let facts = ReviewerFacts { same_factor: Some(false), ..ReviewerFacts::default() };
        let class = classify(on(22), fix(Some(10), Some(20)), facts);
        assert_eq!(class, Class::SimilarSymptomDifferentFactor);
        assert!(!class.counts());
        let facts = ReviewerFacts { in_scope: Some(false), ..ReviewerFacts::default() };
        assert_eq!(classify(on(22), fix(Some(10), None), facts), Class::OutOfScopeVariant);
        let facts = ReviewerFacts { induced: true, ..ReviewerFacts::default() };
        assert_eq!(classify(on(22), fix(Some(10), None), facts), Class::RemediationInduced);
    }

    #[test]
    fn an_undone_fix_regressed_only_if_it_had_taken_effect() {
        let facts = ReviewerFacts { fix_undone: true, ..ReviewerFacts::default() };
        assert_eq!(classify(on(22), fix(Some(10), Some(20)), facts), Class::FixRegressed);
        assert_eq!(classify(on(5), fix(Some(10), None), facts), Class::BeforeFix);
    }

    #[test]
    fn only_a_recurrence_after_a_verified_fix_disproves_it() {
        use crate::domain::Vocabulary;
        let disproving: Vec<_> = Class::ALL.iter().filter(|class| class.disproves_fix()).collect();
        assert_eq!(disproving, [&Class::AfterVerifiedFix]);
    }
}
