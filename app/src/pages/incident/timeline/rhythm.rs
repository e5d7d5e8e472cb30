//! The lines of a timeline: a heading for each day, the events, and the pauses that stand out
//! against the rhythm of the rest.

use chrono::TimeDelta;

use super::{Entry, TimelineView};
use crate::domain::moment::{Moment, Precision};
use crate::domain::timeline::{self, Event, length_words};

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

/// The moments by which events are shown.
pub fn times(events: &[Event], view: &TimelineView) -> Vec<Moment> {
    events.iter().map(|event| shown(event, view.by_known())).collect()
}

/// The lines of the events, in their order, after the one `before` them. Pauses are told only where
/// every event is shown, when they are as long as `limit`.
pub(super) fn lines(
    entries: &[Entry],
    view: &TimelineView,
    limit: TimeDelta,
    before: Option<&(i32, Moment)>,
) -> Vec<Line> {
    let mut lines = Vec::with_capacity(entries.len() * 2);
    let mut before = before.cloned();
    for (place, entry) in entries.iter().enumerate() {
        let time = shown(&entry.event, view.by_known());
        if let Some((from, at)) = &before
            && !view.is_partial()
            && let Some(words) = pause(at, &time, limit)
        {
            let to = entry.event.seq;
            lines.push(Line::Gap(format!("Nothing recorded between E{from} and E{to}{words}.")));
        }
        let label = time.date_label();
        if before.as_ref().is_none_or(|(_, at)| at.date_label() != label) {
            lines.push(Line::Day(label, note(time.precision)));
        }
        lines.push(Line::Event(place));
        before = Some((entry.event.seq, time));
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

fn pause(from: &Moment, to: &Moment, limit: TimeDelta) -> Option<String> {
    let vague = |moment: &Moment| {
        matches!(moment.precision, Precision::Month | Precision::Year | Precision::Unknown)
    };
    match timeline::pause(from, to) {
        Some(length) if length >= limit => Some(format!(" for {}", length_words(length))),
        Some(_) => None,
        None if vague(from) != vague(to) => Some(", for how long is undetermined".to_owned()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::moment::{RawMoment, Zone};
    use crate::domain::timeline::outstanding_pause;

    fn at(text: &str) -> Moment {
        let mut check = crate::domain::form::Checker::new();
        RawMoment::at(text).parse(&mut check, "at").unwrap_or_else(|| {
            Moment::new(chrono::DateTime::UNIX_EPOCH, Precision::Unknown, Zone::Utc)
        })
    }

    #[test]
    fn a_pause_stands_out_against_the_rhythm_and_not_by_itself() {
        let steady: Vec<_> = (0..6).map(|h| at(&format!("2026-03-17T{h:02}:00"))).collect();
        assert_eq!(pause(&steady[0], &steady[1], outstanding_pause(&steady)), None);
        let quick: Vec<_> = (0..6).map(|m| at(&format!("2026-03-17T10:{m:02}"))).collect();
        let late = at("2026-03-17T13:15");
        assert_eq!(
            pause(&quick[5], &late, outstanding_pause(&quick)).as_deref(),
            Some(" for 3 h 9 min")
        );
    }

    #[test]
    fn what_is_only_known_to_the_month_leaves_the_length_open() {
        let words = pause(&at("2026-03"), &at("2026-03-17"), TimeDelta::minutes(20));
        assert_eq!(words.as_deref(), Some(", for how long is undetermined"));
        assert_eq!(pause(&at("2026-03-17"), &at("2026-03-17"), TimeDelta::minutes(20)), None);
    }
}
