//! The lines of a timeline: a heading for each day, the events, and the pauses that stand out
//! against the rhythm of the rest.

use chrono::TimeDelta;

use super::{Entry, TimelineView};
use crate::domain::moment::{Moment, Precision};
use crate::domain::timeline::Event;

/// A pause shorter than this is never worth a line.
const LEAST: TimeDelta = TimeDelta::minutes(20);
/// How many times the usual pause stands out.
const OUTSTANDING: i32 = 6;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A heading: the day, and how exactly it is known.
    Day(String, Option<&'static str>),
    /// Nothing recorded for long.
    Gap(String),
    /// The event at this place.
    Event(usize),
}

/// The moment by which an event is shown.
pub(super) fn shown(event: &Event, by_known: bool) -> Moment {
    if by_known {
        event.known.clone().unwrap_or_else(|| Moment::exact(event.recorded_at))
    } else {
        event.occurred.clone()
    }
}

/// The lines of the events, in their order. Pauses are told only where every event is shown.
pub(super) fn lines(entries: &[Entry], view: &TimelineView) -> Vec<Line> {
    let known = view.by_known();
    let times: Vec<Moment> = entries.iter().map(|entry| shown(&entry.event, known)).collect();
    let limit = limit(&times);
    let mut lines = Vec::with_capacity(entries.len() * 2);
    for (place, time) in times.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| (&entries[before].event, &times[before]));
        if let Some((event, at)) = before
            && !view.is_partial()
            && let Some(words) = pause(at, time, limit)
        {
            let (from, to) = (event.seq, entries[place].event.seq);
            lines.push(Line::Gap(format!("Nothing recorded between E{from} and E{to}{words}.")));
        }
        let label = time.date_label();
        if before.is_none_or(|(_, at)| at.date_label() != label) {
            lines.push(Line::Day(label, note(time.precision)));
        }
        lines.push(Line::Event(place));
    }
    lines
}

fn note(precision: Precision) -> Option<&'static str> {
    match precision {
        Precision::Year => Some("known to the year"),
        Precision::Month => Some("known to the month"),
        Precision::Day => Some("known to the day; the order comes from the record"),
        Precision::Unknown => Some("placed by the record"),
        _ => None,
    }
}

/// How long a pause must be to stand out: the usual one, many times.
fn limit(times: &[Moment]) -> TimeDelta {
    let mut pauses: Vec<TimeDelta> =
        times.windows(2).filter_map(|pair| length(&pair[0], &pair[1])).collect();
    pauses.sort_unstable();
    let usual = pauses.get(pauses.len() / 2).copied().unwrap_or_default();
    (usual * OUTSTANDING).max(LEAST)
}

/// The least that certainly lies between two moments known to the hour or better.
fn length(from: &Moment, to: &Moment) -> Option<TimeDelta> {
    let exact = |moment: &Moment| moment.precision <= Precision::Hour;
    if !exact(from) || !exact(to) {
        return None;
    }
    let ((_, end), (start, _)) = (from.bounds()?, to.bounds()?);
    Some((start - end).max(TimeDelta::zero()))
}

fn pause(from: &Moment, to: &Moment, limit: TimeDelta) -> Option<String> {
    let vague = |moment: &Moment| {
        matches!(moment.precision, Precision::Month | Precision::Year | Precision::Unknown)
    };
    match length(from, to) {
        Some(length) if length >= limit => Some(format!(" for {}", words(length))),
        Some(_) => None,
        None if vague(from) != vague(to) => Some(", for how long is undetermined".to_owned()),
        None => None,
    }
}

/// `3 h 10 min`, `2 d 4 h`.
fn words(length: TimeDelta) -> String {
    let (days, hours, minutes) =
        (length.num_days(), length.num_hours() % 24, length.num_minutes() % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::{RawMoment, Zone};

    fn at(text: &str) -> Moment {
        let mut check = crate::domain::form::Checker::new();
        RawMoment::at(text).parse(&mut check, "at").unwrap_or_else(|| {
            Moment::new(chrono::DateTime::UNIX_EPOCH, Precision::Unknown, Zone::Utc)
        })
    }

    #[test]
    fn a_pause_stands_out_against_the_rhythm_and_not_by_itself() {
        let steady: Vec<_> = (0..6).map(|h| at(&format!("2026-03-17T{h:02}:00"))).collect();
        assert_eq!(pause(&steady[0], &steady[1], limit(&steady)), None);
        let quick: Vec<_> = (0..6).map(|m| at(&format!("2026-03-17T10:{m:02}"))).collect();
        let late = at("2026-03-17T13:15");
        assert_eq!(pause(&quick[5], &late, limit(&quick)).as_deref(), Some(" for 3 h 9 min"));
    }

    #[test]
    fn what_is_only_known_to_the_month_leaves_the_length_open() {
        let words = pause(&at("2026-03"), &at("2026-03-17"), LEAST);
        assert_eq!(words.as_deref(), Some(", for how long is undetermined"));
        assert_eq!(pause(&at("2026-03-17"), &at("2026-03-17"), LEAST), None);
    }
}
