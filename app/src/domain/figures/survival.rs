//! How long something lasts when not all of it has ended: Kaplan and Meier (JASA 53, 1958).

use serde::{Deserialize, Serialize};

/// One thing that was watched: for how many days, and whether it ended then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// For how many days it was watched.
    pub days: i64,
    /// Whether it ended; otherwise nobody knows yet how long it will last.
    pub ended: bool,
}

/// One day on which something ended or was no longer watched.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurvivalStep {
    /// The day, counted from each one's own beginning.
    pub day: i64,
    /// How many were still watched when that day came.
    pub at_risk: usize,
    /// How many ended on it.
    pub ended: usize,
    /// How many were watched no longer.
    pub censored: usize,
    /// The share that lasts longer, from 1 to 0.
    pub lasting: f64,
}

/// How long things last, those that have not ended included.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Survival {
    /// How many were watched.
    pub n: usize,
    /// How many ended.
    pub ended: usize,
    /// How many have not ended, or were no longer watched.
    pub censored: usize,
    /// How many the dates say nothing certain of; they are in no other number.
    pub undetermined: usize,
    /// The day by which half had ended; `None` while more than half last.
    pub median: Option<i64>,
    /// How many were still watched on that day.
    pub at_risk: Option<usize>,
    /// The steps of the curve.
    pub steps: Vec<SurvivalStep>,
}

/// The curve and its median. What is censored on a day counts as watched on that day.
pub fn kaplan_meier(lifetimes: &[Lifetime]) -> Survival {
    let mut sorted = lifetimes.to_vec();
    sorted.sort_unstable_by_key(|one| one.days);
    let mut survival = Survival { n: sorted.len(), ..Survival::default() };
    let (mut lasting, mut at_risk) = (1.0, sorted.len());
    for day in sorted.chunk_by(|a, b| a.days == b.days) {
        let ended = day.iter().filter(|one| one.ended).count();
        lasting *= share(at_risk - ended, at_risk);
        let step =
            SurvivalStep { day: day[0].days, at_risk, ended, censored: day.len() - ended, lasting };
        // Half of them, but for what multiplying shares leaves behind.
        if survival.median.is_none() && ended > 0 && lasting <= 0.5 + 1e-9 {
            survival.median = Some(step.day);
            survival.at_risk = Some(at_risk);
        }
        survival.ended += ended;
        survival.censored += step.censored;
        survival.steps.push(step);
        at_risk -= day.len();
    }
    survival
}

fn share(part: usize, of: usize) -> f64 {
    let whole = |n: usize| u32::try_from(n).map_or(f64::from(u32::MAX), f64::from);
    whole(part) / whole(of.max(1))
}
