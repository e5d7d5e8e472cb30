//! Looking at a part of the picture: a window of time, some actors, kinds or words, lanes put together
//! or in another order. All of it is in the address, and what is left is drawn anew.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, SecondsFormat};

use super::Drawn;
use super::along::Along;
use super::input::{ExposureWindow, Picture, PictureEvent, PictureTime};
use super::order::drawing_order;
use crate::domain::Vocabulary;
use crate::domain::moment::Precision;
use crate::domain::timeline::EventKind;

/// From when until when, in milliseconds.
pub type Span = (i64, i64);

/// The least time that a window shows.
const LEAST: i64 = 60_000;
/// How many pieces of time the overview has.
const BEATS: usize = 120;

/// How the picture is looked at: a part of the query of the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Lens {
    /// Only from this instant on.
    pub since: String,
    /// Only before this instant.
    pub until: String,
    /// Only what this actor did, by name.
    pub who: String,
    /// Only this kind of event.
    pub does: String,
    /// Only what has these words.
    pub words: String,
    /// The lanes that are put together into one, by name, with `|` between.
    pub together: String,
    /// The lanes that come first, by name, with `|` between.
    pub lanes: String,
}

impl Lens {
    /// Whether nothing is left out, and all stands as it does by itself.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Its part of a query.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let Self { since, until, who, does, words, together, lanes } = self.clone();
        vec![
            ("since", since),
            ("until", until),
            ("who", who),
            ("does", does),
            ("words", words),
            ("together", together),
            ("lanes", lanes),
        ]
    }

    /// The window that is asked for; an end that is not said, or not an instant, is open.
    pub fn window(&self) -> Span {
        let at = |text: &str| DateTime::parse_from_rfc3339(text.trim()).ok();
        let (since, until) = (at(&self.since), at(&self.until));
        let from = since.map_or(i64::MIN, |at| at.timestamp_millis());
        (from, until.map_or(i64::MAX, |at| at.timestamp_millis()).max(from))
    }

    /// Whether a window is asked for.
    pub fn has_window(&self) -> bool {
        !self.since.is_empty() || !self.until.is_empty()
    }

    /// The same with another window.
    #[must_use]
    pub fn within(&self, (from, until): Span) -> Self {
        Self { since: instant(from), until: instant(until), ..self.clone() }
    }

    /// The same over the whole time.
    #[must_use]
    pub fn of_all_times(&self) -> Self {
        Self { since: String::new(), until: String::new(), ..self.clone() }
    }

    fn keeps(&self, picture: &Picture, event: &PictureEvent) -> bool {
        let named = |key: &str| {
            picture.actors.iter().any(|actor| actor.key == key && actor.name == self.who)
        };
        let kind =
            || EventKind::from_word(&self.does).is_none_or(|kind| event.kind == kind.label());
        let words = self.words.trim().to_lowercase();
        (self.who.is_empty() || named(&event.actor))
            && (self.does.is_empty() || kind())
            && (words.is_empty() || event.text.to_lowercase().contains(&words))
    }
}

/// Names with `|` between.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|name| !name.is_empty())
}

fn instant(at: i64) -> String {
    let at = DateTime::from_timestamp_millis(at);
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).unwrap_or_default()
}

/// A window of the same middle, so many times as wide; never narrower than makes sense.
pub fn scaled((from, until): Span, (times, of): (i64, i64)) -> Span {
    let wide = ((until - from).saturating_mul(times) / of).max(LEAST);
    let middle = from + (until - from) / 2;
    (middle - wide / 2, middle - wide / 2 + wide)
}

/// The same window, half its width earlier (-1) or later (1).
pub fn moved((from, until): Span, way: i64) -> Span {
    let step = (until - from) / 2 * way;
    (from + step, until + step)
}

/// What stands around a picture: where it is, what it leaves out, and its overview.
#[derive(Clone, Debug)]
pub struct Around {
    /// The page.
    pub page: String,
    /// Where the picture is drawn alone.
    pub part: String,
    /// What else the address says.
    pub base: Vec<(&'static str, String)>,
    /// How it is looked at.
    pub lens: Lens,
    /// All of the time.
    pub all: Option<Span>,
    /// Where along its axis each level drawing of the whole has what happened.
    pub along: Vec<Along>,
    /// How many events there are in each piece of it.
    pub beats: Vec<u32>,
    /// How many events are shown, of how many.
    pub shown: (usize, usize),
    /// The lanes as they stand, by name.
    pub lanes: Vec<String>,
    /// Everybody who acts.
    pub actors: Vec<String>,
}

impl Picture {
    /// What of it is seen through a lens.
    #[must_use]
    pub fn through(&self, lens: &Lens) -> Self {
        let (from, until) = lens.window();
        let keys: Vec<i64> = self.starts();
        let events: Vec<PictureEvent> = self
            .events
            .iter()
            .zip(keys)
            .filter(|(event, key)| {
                let fine = event.time.filter(|time| time.precision <= Precision::Hour);
                let (lo, hi) = fine.map_or((*key, key.saturating_add(1)), PictureTime::span);
                lo < until && hi > from && lens.keeps(self, event)
            })
            .map(|(event, _)| event.clone())
            .collect();
        let kept: HashSet<u32> = events.iter().map(|event| event.seq).collect();
        let mut seen = self.clone();
        seen.links.retain(|link| kept.contains(&link.from) && kept.contains(&link.to));
        seen.exposures.retain(|window| touches(window, (from, until)));
        seen.chain_of = self.lit().filter(|seq| kept.contains(seq));
        seen.events = events;
        seen.look.together = self.keys_of(&lens.together);
        seen.look.first = self.keys_of(&lens.lanes);
        seen
    }

    fn keys_of(&self, text: &str) -> Vec<String> {
        let key = |name| self.actors.iter().find(|actor| actor.name == name).map(|a| a.key.clone());
        names(text).filter_map(key).collect()
    }

    /// When each event begins; one without a time stands with the one before it.
    fn starts(&self) -> Vec<i64> {
        let mut starts = vec![i64::MIN; self.events.len()];
        let mut last = self.extent().map_or(i64::MIN, |(from, _)| from);
        for at in drawing_order(self, &[]) {
            last = self.events[at].time.map_or(last, |time| time.span().0);
            starts[at] = last;
        }
        starts
    }

    /// From the first to the last instant of what is known best; none when no time is known.
    pub fn extent(&self) -> Option<Span> {
        self.extent_to(Precision::Hour).or_else(|| self.extent_to(Precision::Unknown))
    }

    /// The same of what is known as precisely as this.
    fn extent_to(&self, limit: Precision) -> Option<Span> {
        let times = self.events.iter().filter_map(|event| event.time);
        let spans = times.filter(|time| time.precision <= limit).map(PictureTime::span);
        spans.reduce(|(lo, hi), (from, to)| (lo.min(from), hi.max(to)))
    }

    /// What stands around it when it is seen through a lens. Where no time of day is known there is
    /// nothing to look closer at.
    pub fn around(
        &self,
        lens: Lens,
        drawn: &Drawn,
        seen: &Self,
        page: String,
        part: String,
        base: Vec<(&'static str, String)>,
    ) -> Around {
        let clock = self.extent_to(Precision::Hour);
        let all = if lens.has_window() { self.extent() } else { clock };
        let mut beats = vec![0; BEATS];
        for event in &self.events {
            if let (Some((from, until)), Some(time)) = (all, event.time) {
                beats[place(time.span().0, (from, until), BEATS)] += 1;
            }
        }
        let acting: BTreeSet<&str> = self.events.iter().map(|event| event.actor.as_str()).collect();
        let acting = self.actors.iter().filter(|actor| acting.contains(actor.key.as_str()));
        Around {
            page,
            part,
            base,
            lens,
            all,
            along: drawn.along().to_vec(),
            beats,
            shown: (seen.events.len(), self.events.len()),
            lanes: seen.lane_names(),
            actors: acting.map(|actor| actor.name.clone()).collect(),
        }
    }
}

/// In which of so many pieces of a span an instant is.
pub(super) fn place(at: i64, (from, until): Span, pieces: usize) -> usize {
    let pieces = i64::try_from(pieces).unwrap_or(1);
    let part = i128::from(at - from) * i128::from(pieces) / i128::from((until - from).max(1));
    usize::try_from(part.clamp(0, i128::from(pieces - 1))).unwrap_or_default()
}

fn touches(window: &ExposureWindow, (from, until): Span) -> bool {
    let begins = window.start.is_none_or(|time| time.span().0 < until);
    begins && window.end.is_none_or(|time| time.span().1 > from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lens(since: &str, until: &str) -> Lens {
        Lens { since: since.into(), until: until.into(), ..Lens::default() }
    }

    #[test]
    fn a_window_has_two_ends_one_or_none() {
        assert_eq!(lens("", "").window(), (i64::MIN, i64::MAX));
        assert_eq!(lens("1970-01-01T00:00:01Z", "x").window(), (1_000, i64::MAX));
        assert_eq!(lens("1970-01-01T00:00:02Z", "1970-01-01T00:00:01Z").window(), (2_000, 2_000));
        let same = lens("", "").within((1_000, 61_500));
        assert_eq!(same.window(), (1_000, 61_500));
        assert!(same.of_all_times().is_plain());
    }

    #[test]
    fn zooming_in_and_out_keeps_the_middle() {
        let hour = (0, 3_600_000);
        assert_eq!(scaled(hour, (1, 2)), (900_000, 2_700_000));
        assert_eq!(scaled(scaled(hour, (1, 2)), (2, 1)), hour);
        assert_eq!(scaled((0, 60_000), (1, 2)), (0, 60_000), "no further");
        assert_eq!(moved(hour, 1), (1_800_000, 5_400_000));
        assert_eq!(moved(moved(hour, 1), -1), hour);
    }

    #[test]
    fn a_piece_is_found_whatever_the_instant() {
        assert_eq!(place(0, (0, 100), 10), 0);
        assert_eq!(place(99, (0, 100), 10), 9);
        assert_eq!(place(i64::MAX, (0, 100), 10), 9);
        assert_eq!(place(5, (5, 5), 10), 0);
    }
}
