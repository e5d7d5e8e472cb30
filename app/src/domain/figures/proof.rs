//! Is it proven: which fixes somebody has verified, how strong they are, and how long proof took.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{FixFacts, Lifetime, Survival, kaplan_meier};
use crate::domain::Vocabulary;
use crate::domain::control::Strength;
use crate::domain::remediation::RemediationStatus;
use crate::domain::statistics::{Rate, rate};

/// How many of the fixes that took effect are verified.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Verified now.
    pub verified: u32,
    /// Implemented, and nobody has verified it.
    pub unverified: u32,
    /// Of these: the day on which somebody should have looked is over.
    pub look_overdue: u32,
    /// Of these: no day was named on which to look.
    pub no_day: u32,
    /// Found ineffective.
    pub ineffective: u32,
    /// The share of verified with its interval; `None` when there are too few to tell.
    pub rate: Option<Rate>,
}

/// Verified ÷ (implemented + verified + ineffective).
pub fn verification_coverage(fixes: &[FixFacts], today: NaiveDate) -> Coverage {
    let mut figure = Coverage::default();
    for fix in fixes {
        match fix.status {
            RemediationStatus::Verified => figure.verified += 1,
            RemediationStatus::Ineffective => figure.ineffective += 1,
            RemediationStatus::Implemented => {
                figure.unverified += 1;
                match fix.check_on {
                    Some(day) if day < today => figure.look_overdue += 1,
                    Some(_) => {}
                    None => figure.no_day += 1,
                }
            }
            _ => {}
        }
    }
    let of = figure.verified + figure.unverified + figure.ineffective;
    figure.rate = rate(figure.verified, of);
    figure
}

/// How many remediations have one strength.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrengthRow {
    /// How well they hold; `None` where nobody said.
    pub strength: Option<Strength>,
    /// Not yet in effect.
    pub open: u32,
    /// In effect, not verified.
    pub unverified: u32,
    /// Verified.
    pub verified: u32,
    /// Found ineffective.
    pub ineffective: u32,
}

impl StrengthRow {
    /// How many in all.
    pub fn total(&self) -> u32 {
        self.open + self.unverified + self.verified + self.ineffective
    }
}

/// The remediations by strength and by where they stand, the strongest first, unsaid last.
pub fn strength_mix(fixes: &[FixFacts]) -> Vec<StrengthRow> {
    let keys = Strength::ALL.iter().copied().map(Some).chain([None]);
    keys.map(|strength| {
        let mut row = StrengthRow { strength, ..StrengthRow::default() };
        for fix in fixes.iter().filter(|fix| fix.strength == strength) {
            match fix.status {
                RemediationStatus::Implemented => row.unverified += 1,
                RemediationStatus::Verified => row.verified += 1,
                RemediationStatus::Ineffective => row.ineffective += 1,
                status if status.is_open() => row.open += 1,
                _ => {}
            }
        }
        row
    })
    .collect()
}

/// The days from writing down to the verification. What is not verified is censored today, what
/// was given up on the day it was; a verification dated before the writing down is undetermined.
pub fn time_to_verified(fixes: &[FixFacts], now: DateTime<Utc>) -> Survival {
    let (mut lifetimes, mut undetermined) = (Vec::new(), 0);
    for fix in fixes {
        let end = fix.verified_at.or(fix.given_up_at).unwrap_or(now);
        if end < fix.created_at {
            undetermined += 1;
            continue;
        }
        let days = (end - fix.created_at).num_days();
        lifetimes.push(Lifetime { days, ended: fix.verified_at.is_some() });
    }
    Survival { undetermined, ..kaplan_meier(&lifetimes) }
}
