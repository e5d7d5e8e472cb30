//! The length between two moments, with the least and the most it can have been.

use chrono::{DateTime, Utc};

use crate::domain::moment::{Moment, Precision};

/// A length of time in milliseconds: the least and the most that it can be, and the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// The least it can be; never negative.
    pub min_ms: i64,
    /// The most it can be.
    pub max_ms: i64,
    /// The figure that enters a statistic: the middle of what is possible.
    pub ms: i64,
}

/// The first and the last instant that a moment may mean.
type Bounds = (DateTime<Utc>, DateTime<Utc>);

impl Span {
    /// The span between two moments; `None` when one of them is unknown, or when the end is
    /// certainly before the start.
    pub fn between(start: &Moment, end: &Moment) -> Option<Self> {
        Self::over(&[start], &[end])
    }

    /// The span from the first of several starts to the last of several ends.
    pub fn over(starts: &[&Moment], ends: &[&Moment]) -> Option<Self> {
        let starts: Vec<_> = starts.iter().map(|m| bounds(m)).collect::<Option<_>>()?;
        let ends: Vec<_> = ends.iter().map(|m| bounds(m)).collect::<Option<_>>()?;
        let start = (starts.iter().map(|b| b.0).min()?, starts.iter().map(|b| b.1).min()?);
        let end = (ends.iter().map(|b| b.0).max()?, ends.iter().map(|b| b.1).max()?);
        Self::from_bounds(start, end)
    }

    fn from_bounds(start: Bounds, end: Bounds) -> Option<Self> {
        let min_ms = (end.0 - start.1).num_milliseconds().max(0);
        let max_ms = (end.1 - start.0).num_milliseconds();
        (max_ms >= 0).then(|| Self { min_ms, max_ms, ms: min_ms + (max_ms - min_ms) / 2 })
    }

    /// How far the true length may lie from the middle, either way.
    pub fn margin_ms(self) -> i64 {
        (self.max_ms - self.min_ms) / 2
    }

    /// Whether the length is known to the second.
    pub fn is_exact(self) -> bool {
        self.min_ms == self.max_ms
    }
}

/// A moment to the second counts as an instant, so that exact times give an exact length.
fn bounds(moment: &Moment) -> Option<Bounds> {
    let (lo, hi) = moment.bounds()?;
    Some(if moment.precision == Precision::Second { (lo, lo) } else { (lo, hi) })
}
