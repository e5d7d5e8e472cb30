//! Statistics that refuse to lie: medians with every point, no lone mean, and no trend where there
//! is too little to tell.

mod change;
mod counts;
mod figures;

use serde::{Deserialize, Serialize};

pub use change::{Change, change_of_counts, change_of_durations, change_of_rates};
pub use counts::{Count, MonthRow, by_month, most_frequent};
pub use figures::{RemediationFigures, remediation_figures};

/// The least number in each period from which a change is told.
pub const ENOUGH_FOR_CHANGE: usize = 20;
/// The least number from which a rate is told.
pub const ENOUGH_FOR_RATE: u32 = 5;
/// How medians and p90 are found, as printed beside them.
pub const PERCENTILE_METHOD: &str = "Percentiles by linear interpolation between the two nearest \
     ranks: type 7 of Hyndman and Fan, “Sample Quantiles in Statistical Packages”, The American \
     Statistician 50 (1996), as spreadsheets do (PERCENTILE.INC).";
/// What is said instead of a change or a rate from too few numbers.
pub const TOO_FEW: &str = "too few to tell";

/// The `percent`-th percentile of values in ascending order, by [`PERCENTILE_METHOD`], rounded to
/// the nearest whole; `None` of nothing.
pub fn percentile(sorted: &[i64], percent: u8) -> Option<i64> {
    let last = sorted.len().checked_sub(1)?;
    let place = last * usize::from(percent.min(100));
    let (low, part) = (place / 100, i128::try_from(place % 100).ok()?);
    let from = i128::from(*sorted.get(low)?);
    let to = i128::from(*sorted.get(low + 1).unwrap_or(&sorted[low]));
    let value = from + ((to - from) * part + 50).div_euclid(100);
    i64::try_from(value).ok()
}

/// A set of values, whole: how many, middle, upper end, and every point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    /// How many values.
    pub n: usize,
    /// Half of them are at most this.
    pub median: Option<i64>,
    /// Nine in ten of them are at most this.
    pub p90: Option<i64>,
    /// How many are still going on, and so are in none of these numbers.
    pub censored: usize,
    /// Every value, ascending.
    pub points: Vec<i64>,
}

impl Spread {
    /// The spread of values in any order, beside `censored` that have no end yet.
    pub fn of(values: &[i64], censored: usize) -> Self {
        let mut points = values.to_vec();
        points.sort_unstable();
        Self {
            n: points.len(),
            median: percentile(&points, 50),
            p90: percentile(&points, 90),
            censored,
            points,
        }
    }
}

/// A share of some, with the interval in which the true share lies nineteen times out of twenty.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How many of them.
    pub hits: u32,
    /// How many in all.
    pub of: u32,
    /// The share, from 0 to 1.
    pub share: f64,
    /// The interval's lower end (Wilson 1927).
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// The share of `hits` among `of`; `None` under [`ENOUGH_FOR_RATE`]: too few to tell.
pub fn rate(hits: u32, of: u32) -> Option<Rate> {
    if of < ENOUGH_FOR_RATE || hits > of {
        return None;
    }
    let (low, high) = wilson(hits, of);
    Some(Rate { hits, of, share: f64::from(hits) / f64::from(of), low, high })
}

/// 97.5 % of a normal distribution lie below this many standard deviations.
const Z: f64 = 1.96;

/// The 95 % interval of a proportion: Wilson, JASA 22 (1927).
fn wilson(hits: u32, of: u32) -> (f64, f64) {
    let n = f64::from(of);
    let p = f64::from(hits) / n;
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_a_spreadsheet() {
        let values = [10, 20, 30, 40];
        assert_eq!(percentile(&values, 50), Some(25));
        assert_eq!(percentile(&values, 90), Some(37));
        assert_eq!(percentile(&values, 0), Some(10));
        assert_eq!(percentile(&values, 100), Some(40));
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[i64::MIN, i64::MAX], 50), Some(0));
    }

    #[test]
    fn a_spread_keeps_every_point_and_counts_what_is_still_going_on() {
        let spread = Spread::of(&[30, 10, 20], 2);
        assert_eq!((spread.n, spread.median, spread.censored), (3, Some(20), 2));
        assert_eq!(spread.points, [10, 20, 30]);
        assert_eq!(Spread::of(&[], 1).median, None);
    }

    #[test]
    fn a_rate_of_four_is_not_told_and_a_rate_of_five_comes_with_its_interval() {
        assert_eq!(rate(2, 4), None);
        let rate = rate(1, 5).unwrap();
        assert!((rate.share - 0.2).abs() < 1e-9);
        assert!((rate.low - 0.036).abs() < 0.001 && (rate.high - 0.624).abs() < 0.001, "{rate:?}");
    }
}
