//! The figures of the trends page: what each means, whom it counts and whom it leaves out, and the
//! figures about remediation.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Rate, rate};
use crate::domain::remediation::{RemediationStatus, days_overdue};

vocab! {
    /// A figure of the trends page, as in its address.
    pub enum TrendFigure ("figure") {
        Incidents = "incidents", "Incidents per month";
        Durations = "durations", "Durations";
        Factors = "factors", "Contributing factors";
        Controls = "controls", "Controls that did not hold";
        Remediations = "remediations", "Remediation";
        Recurrence = "recurrence", "Recurrence after fix";
        Families = "families", "Families that repeated";
    }
}

impl TrendFigure {
    /// What the figure says.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Incidents => {
                "Incidents by the month in which they started (declared, where the start is not \
                 recorded), by severity and by the agent's part."
            }
            Self::Durations => {
                "Every recorded duration as a point, with median and 90th percentile. Detect: \
                 started to detected. Acknowledge: detected to acknowledged. Contain and resolve: \
                 from started."
            }
            Self::Factors => "In how many incidents each contributing factor was named.",
            Self::Controls => {
                "In how many incidents each control was absent, bypassed, failed, overridden or \
                 not triggered."
            }
            Self::Remediations => {
                "Remediations by where they stand. Only verified counts as done; overdue is past \
                 its day and not implemented."
            }
            Self::Recurrence => {
                "Implemented remediations whose factor and scope recurred within the days chosen, \
                 among those in effect for at least as many days."
            }
            Self::Families => "Families with two incidents or more, the latest in the period.",
        }
    }

    /// Whom the figure counts.
    pub fn population(self) -> &'static str {
        match self {
            Self::Incidents | Self::Factors | Self::Controls | Self::Families => {
                "Incidents, near misses and hazards that you may see and the filters let through."
            }
            Self::Durations => {
                "Incidents that you may see and the filters let through, with both ends recorded."
            }
            Self::Remediations | Self::Recurrence => {
                "Remediations of incidents that you may see and the filters let through."
            }
        }
    }

    /// Whom the figure leaves out, and why.
    pub fn exclusions(self) -> &'static str {
        match self {
            Self::Incidents | Self::Families => "Drills.",
            Self::Factors => "Drills; factors that are only possible.",
            Self::Controls => "Drills; controls that worked, worked partially or are not known.",
            Self::Durations => {
                "Drills; durations still going on (counted beside it), not applicable, or invalid \
                 because their end lies before their start."
            }
            Self::Remediations => "None.",
            Self::Recurrence => {
                "Remediations in effect for fewer days than chosen; recurrences whose dates do not \
                 say; those with another factor."
            }
        }
    }
}

/// Remediations by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemediationFigures {
    /// How many in all.
    pub total: usize,
    /// Proposed, accepted or in progress.
    pub open: usize,
    /// Past their day and still awaited; they are among the open or the ineffective.
    pub overdue: usize,
    /// Implemented, and nobody has verified that they work.
    pub unverified: usize,
    /// Verified: the only ones that count as done.
    pub verified: usize,
    /// Found ineffective.
    pub ineffective: usize,
    /// Declined, superseded, or the risk accepted.
    pub given_up: usize,
}

/// Counts remediations by where they stand on `today`.
pub fn remediation_figures(
    remediations: &[(RemediationStatus, Option<NaiveDate>)],
    today: NaiveDate,
) -> RemediationFigures {
    let mut figures = RemediationFigures::default();
    for &(status, due) in remediations {
        figures.total += 1;
        match status {
            RemediationStatus::Implemented => figures.unverified += 1,
            RemediationStatus::Verified => figures.verified += 1,
            RemediationStatus::Ineffective => figures.ineffective += 1,
            status if status.is_open() => figures.open += 1,
            _ => figures.given_up += 1,
        }
        if days_overdue(status, due, today).is_some() {
            figures.overdue += 1;
        }
    }
    figures
}

/// A remediation that took effect, and the first recurrence of its target afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixOutcome {
    /// The day on which it took effect.
    pub effective_on: NaiveDate,
    /// The day on which its factor and scope first recurred, if they did.
    pub recurred_on: Option<NaiveDate>,
}

/// How many fixes did not hold for a number of days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecurrenceAfterFix {
    /// Within how many days.
    pub days: u64,
    /// How many recurred within these days.
    pub recurred: u32,
    /// How many have been in effect for at least as many days.
    pub of: u32,
    /// How many are too recent to tell.
    pub too_recent: u32,
    /// The share with its interval; `None` when there are too few to tell.
    pub rate: Option<Rate>,
}

/// Recurrence after fix within `days`: those that recurred among those in effect for as long.
pub fn recurrence_after_fix(
    outcomes: &[FixOutcome],
    days: u64,
    today: NaiveDate,
) -> RecurrenceAfterFix {
    let window = |from: NaiveDate| from.checked_add_days(Days::new(days));
    let (mut recurred, mut of, mut too_recent) = (0, 0, 0);
    for outcome in outcomes {
        let Some(end) = window(outcome.effective_on).filter(|end| *end <= today) else {
            too_recent += 1;
            continue;
        };
        of += 1;
        if outcome.recurred_on.is_some_and(|day| day >= outcome.effective_on && day <= end) {
            recurred += 1;
        }
    }
    RecurrenceAfterFix { days, recurred, of, too_recent, rate: rate(recurred, of) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RemediationStatus::{Accepted, Declined, Implemented, Ineffective, Verified};

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn remediations_are_counted_once_by_where_they_stand() {
        let due = Some(day(3, 1));
        let all = [
            (Accepted, due),
            (Accepted, None),
            (Implemented, due),
            (Verified, due),
            (Ineffective, due),
            (Declined, due),
        ];
        let figures = remediation_figures(&all, day(4, 1));
        let expected = RemediationFigures {
            total: 6,
            open: 2,
            overdue: 2,
            unverified: 1,
            verified: 1,
            ineffective: 1,
            given_up: 1,
        };
        assert_eq!(figures, expected);
    }

    #[test]
    fn a_fix_counts_only_once_it_has_been_in_effect_long_enough() {
        let outcome =
            |effective, recurred| FixOutcome { effective_on: effective, recurred_on: recurred };
        let outcomes = [
            outcome(day(1, 1), Some(day(1, 20))),
            outcome(day(1, 1), Some(day(3, 1))),
            outcome(day(1, 1), None),
            outcome(day(3, 30), Some(day(3, 31))),
        ];
        let figure = recurrence_after_fix(&outcomes, 30, day(4, 1));
        assert_eq!((figure.recurred, figure.of, figure.too_recent), (1, 3, 1));
        assert_eq!(figure.rate, None, "three are too few to tell");
    }
}
