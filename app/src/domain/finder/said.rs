//! Lengths of time that texts name: `40 minutes after E3`, `exposed for two hours`.

use crate::domain::durations::{Measure, Span};
use crate::domain::reference::EventRef;

const MINUTE_MS: i64 = 60_000;
const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// What a named length is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// The time since this event.
    Since(i32),
    /// One of the incident's durations.
    Measure(Measure),
}

/// A length of time that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The words, as they stand in the text.
    pub words: String,
    /// What it is said of.
    pub of: Of,
    /// `within`: it may have been shorter.
    at_most: bool,
    ms: i64,
    unit_ms: i64,
}

impl Said {
    /// Whether a recorded span rules it out. What is said is rounded: it may be off by one unit.
    pub(super) fn is_denied_by(&self, span: Span) -> bool {
        let least = if self.at_most { 0 } else { self.ms - self.unit_ms };
        span.min_ms > self.ms + self.unit_ms || span.max_ms < least
    }
}

/// The lengths that a text names, in its order.
pub(super) fn lengths(text: &str) -> Vec<Said> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (0..words.len().saturating_sub(1)).filter_map(|place| length_at(&words, place)).collect()
}

fn length_at(words: &[&str], place: usize) -> Option<Said> {
    let count = number(&bare(words[place]))?;
    let unit_ms = unit(&bare(words[place + 1]))?;
    let before =
        |back: usize| place.checked_sub(back).map(|at| bare(words[at])).unwrap_or_default();
    let at_most = before(1) == "within";
    let since = since_event(&words[place + 2..]);
    let of = match since {
        Some(seq) => Of::Since(seq),
        None => Of::Measure(measure(&before(2), &before(1))?),
    };
    let end = place + if since.is_some() { 4 } else { 2 };
    let words = words[place..end].join(" ");
    let words = words.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Some(Said { words, of, at_most, ms: count * unit_ms, unit_ms })
}

/// `after E3` at the beginning of what follows.
fn since_event(rest: &[&str]) -> Option<i32> {
    let [after, event, ..] = rest else { return None };
    let event = bare(event);
    let is_reference = event.starts_with('e') && event.len() > 1;
    (bare(after) == "after" && is_reference).then(|| EventRef::parse_seq(&event).ok()).flatten()
}

/// `exposed for`, `detected after`, `contained within`.
fn measure(verb: &str, preposition: &str) -> Option<Measure> {
    match (verb, preposition) {
        ("exposed" | "open" | "public" | "visible", "for") => Some(Measure::Exposure),
        ("detected" | "noticed", "after" | "within") => Some(Measure::Detect),
        ("contained", "after" | "within") => Some(Measure::Contain),
        ("resolved" | "repaired", "after" | "within") => Some(Measure::Resolve),
        _ => None,
    }
}

fn number(word: &str) -> Option<i64> {
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let spelt = NUMBERS.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, n)| n);
    spelt.or_else(|| word.parse().ok().filter(|n| (1..=100_000).contains(n)))
}

fn unit(word: &str) -> Option<i64> {
    match word {
        "second" | "seconds" => Some(1_000),
        "min" | "minute" | "minutes" => Some(MINUTE_MS),
        "h" | "hour" | "hours" => Some(60 * MINUTE_MS),
        "day" | "days" => Some(24 * 60 * MINUTE_MS),
        "week" | "weeks" => Some(7 * 24 * 60 * MINUTE_MS),
        _ => None,
    }
}

/// A word without what stands around it, in small letters.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
