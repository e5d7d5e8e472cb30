//! Whether something changed between two periods: only where each has enough, and where the
//! interval of the change leaves out zero.

use serde::{Deserialize, Serialize};

use super::{ENOUGH_FOR_CHANGE, ENOUGH_FOR_RATE, Z, wilson};

/// What can be said about a change from an earlier to a later period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Change {
    /// Under twenty in either period, or the interval spans zero.
    TooFewToTell,
    /// It rose, by about this; the interval holds the true change nineteen times out of twenty.
    Rose {
        /// The most likely change.
        by: f64,
        /// The interval's lower end.
        low: f64,
        /// The interval's upper end.
        high: f64,
    },
    /// It fell, by about this; all three numbers are negative.
    Fell {
        /// The most likely change.
        by: f64,
        /// The interval's lower end.
        low: f64,
        /// The interval's upper end.
        high: f64,
    },
}

impl Change {
    fn from_interval(by: f64, low: f64, high: f64) -> Self {
        if low > 0.0 {
            Self::Rose { by, low, high }
        } else if high < 0.0 {
            Self::Fell { by, low, high }
        } else {
            Self::TooFewToTell
        }
    }
}

/// Whether durations became longer or shorter: the Hodges–Lehmann shift with the interval of the
/// Mann–Whitney test (Campbell and Gardner, BMJ 296, 1988). It needs no shape of distribution.
pub fn change_of_durations(before: &[i64], after: &[i64]) -> Change {
    if before.len() < ENOUGH_FOR_CHANGE || after.len() < ENOUGH_FOR_CHANGE {
        return Change::TooFewToTell;
    }
    let (before, after) = (thinned(before), thinned(after));
    let mut shifts: Vec<i64> = Vec::with_capacity(before.len() * after.len());
    for late in &after {
        shifts.extend(before.iter().map(|early| late.saturating_sub(*early)));
    }
    let last = shifts.len() - 1;
    let tail = tail_of_shifts(before.len(), after.len()).min(last / 2);
    let low = nth(&mut shifts, tail);
    let high = nth(&mut shifts, last - tail);
    let by = nth(&mut shifts, last / 2);
    Change::from_interval(whole(by), whole(low), whole(high))
}

/// How many shifts lie outside the interval on each side: `nm/2 − z·√(nm(n+m+1)/12)`.
fn tail_of_shifts(n: usize, m: usize) -> usize {
    let variance = n * m * (n + m + 1) / 12;
    // z² = 3.8416; in whole numbers, rounded up, so that the interval is never too narrow.
    let half_width = (variance * 38_416 / 10_000).isqrt() + 1;
    (n * m / 2).saturating_sub(half_width)
}

/// At most a thousand values, evenly taken in ascending order: more would cost time and change
/// nothing that can be read from a chart.
fn thinned(values: &[i64]) -> Vec<i64> {
    const MOST: usize = 1_000;
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    if sorted.len() <= MOST {
        return sorted;
    }
    (0..MOST).map(|i| sorted[i * (sorted.len() - 1) / (MOST - 1)]).collect()
}

fn nth(values: &mut [i64], index: usize) -> i64 {
    *values.select_nth_unstable(index).1
}

/// Whether there were more or fewer in a later period of the same length: the difference of two
/// Poisson counts, with its normal interval.
pub fn change_of_counts(before: u32, after: u32) -> Change {
    let enough = |n: u32| usize::try_from(n).is_ok_and(|n| n >= ENOUGH_FOR_CHANGE);
    if !enough(before) || !enough(after) {
        return Change::TooFewToTell;
    }
    let by = f64::from(after) - f64::from(before);
    let half = Z * (f64::from(before) + f64::from(after)).sqrt();
    Change::from_interval(by, by - half, by + half)
}

/// Whether a share (`hits`, `of`) rose or fell: the difference of two proportions, with the
/// interval of Newcombe's method 10 (Statistics in Medicine 17, 1998).
pub fn change_of_rates(before: (u32, u32), after: (u32, u32)) -> Change {
    let enough = |(hits, of): (u32, u32)| {
        of >= ENOUGH_FOR_RATE
            && hits <= of
            && usize::try_from(of).is_ok_and(|n| n >= ENOUGH_FOR_CHANGE)
    };
    if !enough(before) || !enough(after) {
        return Change::TooFewToTell;
    }
    let share = |(hits, of): (u32, u32)| f64::from(hits) / f64::from(of);
    let (p1, p2) = (share(before), share(after));
    let ((l1, u1), (l2, u2)) = (wilson(before.0, before.1), wilson(after.0, after.1));
    let by = p2 - p1;
    let low = by - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt();
    let high = by + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt();
    Change::from_interval(by, low, high)
}

/// A whole number of milliseconds or seconds as a float; durations stay far below 2⁵³.
fn whole(value: i64) -> f64 {
    const LIMIT: i64 = 1 << 53;
    let value = value.clamp(-LIMIT, LIMIT);
    let (high, low) = (value.div_euclid(1 << 31), value.rem_euclid(1 << 31));
    let part = |n: i64| i32::try_from(n).map_or(0.0, f64::from);
    part(high) * f64::from(1u32 << 31) + part(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(from: i64, n: i64) -> Vec<i64> {
        (0..n).map(|i| from + i * 7 % 40).collect()
    }

    #[test]
    fn nineteen_in_either_period_are_too_few() {
        assert_eq!(change_of_durations(&run(0, 19), &run(1_000, 50)), Change::TooFewToTell);
        assert_eq!(change_of_durations(&run(0, 50), &run(1_000, 19)), Change::TooFewToTell);
        assert_eq!(change_of_counts(19, 90), Change::TooFewToTell);
        assert_eq!(change_of_rates((1, 19), (19, 20)), Change::TooFewToTell);
    }

    #[test]
    fn a_shift_far_beyond_the_spread_is_told_with_its_size() {
        let Change::Rose { by, low, high } = change_of_durations(&run(0, 30), &run(100, 30)) else {
            panic!("it rose");
        };
        assert!((by - 100.0).abs() < 5.0 && low > 80.0 && high < 120.0, "{by} {low} {high}");
        assert!(matches!(change_of_durations(&run(100, 30), &run(0, 30)), Change::Fell { .. }));
    }

    #[test]
    fn the_same_values_twice_are_too_few_to_tell() {
        assert_eq!(change_of_durations(&run(0, 200), &run(0, 200)), Change::TooFewToTell);
        assert_eq!(change_of_counts(40, 44), Change::TooFewToTell);
        assert_eq!(change_of_rates((10, 40), (12, 40)), Change::TooFewToTell);
    }

    #[test]
    fn doubled_counts_and_rates_are_told() {
        assert!(matches!(change_of_counts(40, 80), Change::Rose { .. }));
        assert!(matches!(change_of_rates((30, 40), (10, 40)), Change::Fell { .. }));
    }

    #[test]
    fn the_interval_is_that_of_the_published_method() {
        // n = m = 20: nm/2 = 200, √(20·20·41/12) = 36.97, times 1.96 is 72.5.
        assert_eq!(tail_of_shifts(20, 20), 200 - 73);
    }

    #[test]
    fn whole_numbers_stay_exact() {
        for (value, expected) in [(0, 0.0), (-1, -1.0), (1 << 40, 1_099_511_627_776.0)] {
            assert!((whole(value) - expected).abs() < f64::EPSILON, "{value}");
        }
    }
}
