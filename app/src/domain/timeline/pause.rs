//! Pauses of a timeline: how long certainly nothing was recorded, and when that stands out against
//! the rhythm of the rest.

use chrono::TimeDelta;

use crate::domain::moment::{Moment, Precision};

/// A pause shorter than this never stands out.
const LEAST: TimeDelta = TimeDelta::minutes(20);
/// How many times the usual pause stands out.
const OUTSTANDING: i32 = 6;

/// How long a pause must be to stand out among these times, given in their order: six times the
/// median pause, and at least 20 minutes.
pub fn outstanding_pause(times: &[Moment]) -> TimeDelta {
    let mut pauses: Vec<TimeDelta> =
        times.windows(2).filter_map(|pair| pause(&pair[0], &pair[1])).collect();
    pauses.sort_unstable();
    let usual = pauses.get(pauses.len() / 2).copied().unwrap_or_default();
    (usual * OUTSTANDING).max(LEAST)
}

/// The least that certainly lies between two moments known to the hour or better; else nothing.
pub fn pause(from: &Moment, to: &Moment) -> Option<TimeDelta> {
    let exact = |moment: &Moment| moment.precision <= Precision::Hour;
    if !exact(from) || !exact(to) {
        return None;
    }
    let ((_, end), (start, _)) = (from.bounds()?, to.bounds()?);
    Some((start - end).max(TimeDelta::zero()))
}

/// A length of time in its two largest units: `3 h 10 min`, `2 d 4 h`.
pub fn length_words(length: TimeDelta) -> String {
    let (days, hours, minutes) =
        (length.num_days(), length.num_hours() % 24, length.num_minutes() % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}
