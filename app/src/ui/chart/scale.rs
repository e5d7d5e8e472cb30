//! Where a duration lies on an axis.

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The marks that durations are read by, in milliseconds.
const DURATIONS: [(f64, &str); 9] = [
    (SECOND, "1 s"),
    (MINUTE, "1 min"),
    (10.0 * MINUTE, "10 min"),
    (HOUR, "1 h"),
    (8.0 * HOUR, "8 h"),
    (DAY, "1 day"),
    (7.0 * DAY, "1 week"),
    (30.0 * DAY, "30 days"),
    (365.0 * DAY, "1 year"),
];

/// A logarithmic axis of durations, as wide as its values need.
#[derive(Clone, Debug)]
pub struct Axis {
    ticks: Vec<(f64, &'static str)>,
}

impl Axis {
    /// The axis that holds all of `ms`, with a mark below the least and one above the greatest.
    pub fn of_durations(ms: impl IntoIterator<Item = i64>) -> Self {
        let (mut least, mut greatest) = (f64::INFINITY, 0.0_f64);
        for value in ms {
            least = least.min(length(value));
            greatest = greatest.max(length(value));
        }
        let first = DURATIONS.iter().rposition(|(at, _)| *at <= least).unwrap_or(1);
        let last =
            DURATIONS.iter().position(|(at, _)| *at >= greatest).unwrap_or(DURATIONS.len() - 1);
        let last = last.clamp((first + 2).min(DURATIONS.len() - 1), DURATIONS.len() - 1);
        let first = first.min(last - 2);
        Self { ticks: DURATIONS[first..=last].to_vec() }
    }

    /// Where `value` lies, 0 to 1; what is outside lies at the edge.
    pub fn at(&self, ms: i64) -> f64 {
        self.part(length(ms))
    }

    fn part(&self, value: f64) -> f64 {
        let (lo, hi) = (self.ticks[0].0.ln(), self.ticks[self.ticks.len() - 1].0.ln());
        ((value.ln() - lo) / (hi - lo)).clamp(0.0, 1.0)
    }

    /// The marks: where each lies, and its words.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, &'static str)> {
        self.ticks.iter().map(|(value, words)| (self.part(*value), *words))
    }
}

/// A duration as a length on a logarithmic axis; nothing is shorter than a second there.
#[expect(clippy::cast_precision_loss, reason = "a drawing needs no more than 52 bits")]
fn length(ms: i64) -> f64 {
    (ms as f64).max(SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_values_and_has_three_marks_or_more() {
        for values in
            [vec![], vec![5], vec![3_600_000], vec![90_000, 40_000_000_000], vec![i64::MAX]]
        {
            let axis = Axis::of_durations(values.clone());
            assert!(axis.ticks().count() >= 3, "{values:?}");
            assert!(values.iter().all(|v| (0.0..=1.0).contains(&axis.at(*v))));
        }
    }
}
