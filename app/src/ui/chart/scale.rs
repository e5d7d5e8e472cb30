//! Where a value lies on an axis, and how a duration reads.

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The marks that durations are read by, in seconds.
const DURATIONS: [(f64, &str); 9] = [
    (1.0, "1 s"),
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
    /// The axis that holds all of `seconds`, with a mark below the least and one above the greatest.
    pub fn of_durations(seconds: impl IntoIterator<Item = f64>) -> Self {
        let (mut least, mut greatest) = (f64::INFINITY, 0.0_f64);
        for value in seconds {
            least = least.min(value.max(1.0));
            greatest = greatest.max(value);
        }
        let first = DURATIONS.iter().rposition(|(at, _)| *at <= least).unwrap_or(1);
        let last =
            DURATIONS.iter().position(|(at, _)| *at >= greatest).unwrap_or(DURATIONS.len() - 1);
        let last = last.clamp((first + 2).min(DURATIONS.len() - 1), DURATIONS.len() - 1);
        let first = first.min(last - 2);
        Self { ticks: DURATIONS[first..=last].to_vec() }
    }

    /// Where `value` lies, 0 to 1; what is outside lies at the edge.
    pub fn at(&self, value: f64) -> f64 {
        let (lo, hi) = (self.ticks[0].0.ln(), self.ticks[self.ticks.len() - 1].0.ln());
        ((value.max(1.0).ln() - lo) / (hi - lo)).clamp(0.0, 1.0)
    }

    /// The marks: where each lies, and its words.
    pub(super) fn ticks(&self) -> impl Iterator<Item = (f64, &'static str)> {
        self.ticks.iter().map(|(value, words)| (self.at(*value), *words))
    }
}

/// A duration in the two digits that matter: `42 min`, `2.8 h`, `11 h`, `2.2 days`.
pub fn duration_words(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s < MINUTE => (s, "s"),
        s if s < 1.5 * HOUR => (s / MINUTE, "min"),
        s if s < 2.0 * DAY => (s / HOUR, "h"),
        s => (s / DAY, "days"),
    };
    let whole =
        value >= 10.0 || unit == "s" || unit == "min" || (value - value.round()).abs() < 0.05;
    if whole { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_holds_its_values_and_has_three_marks_or_more() {
        for values in [vec![], vec![5.0], vec![3600.0], vec![90.0, 4.0e7], vec![1e12]] {
            let axis = Axis::of_durations(values.clone());
            assert!(axis.ticks().count() >= 3, "{values:?}");
            assert!(values.iter().all(|v| (0.0..=1.0).contains(&axis.at(*v))));
        }
    }

    #[test]
    fn durations_read_in_two_digits() {
        let read: Vec<_> = [30.0, 2520.0, 10_080.0, 7200.0, 190_000.0].map(duration_words).into();
        assert_eq!(read, ["30 s", "42 min", "2.8 h", "2 h", "2.2 days"]);
    }
}
