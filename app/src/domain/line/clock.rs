//! The small parts of a time: `14:32`, `14:3x`, `2:32 PM`, `90m`, `Mar`, `CET`.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::TZ_VARIANTS;

use super::super::moment::{Precision, YEARS, Zone};
use super::read::word;

/// A time of day.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) time: NaiveTime,
    pub(super) precision: Precision,
    pub(super) offset: Option<FixedOffset>,
}

type Span = (Clock, Option<Clock>);

/// Reads a time of day, or from one to another, at the start of `said`. What looks like one and is
/// none is an error; what does not look like one is nothing.
pub(super) fn read(said: &str) -> Option<(Result<Span, String>, &str)> {
    let (first, left) = word(said);
    let plain = first.trim_end_matches([',', ';']);
    let (half, left) = match half_of_day(left) {
        Some((half, after)) if one(plain, None).is_some() => (Some(half), after),
        _ => (None, left),
    };
    if let Some(read) = one(plain, half) {
        return Some((read.map(|clock| (clock, None)), left));
    }
    let (from, to) = plain.split_once(['-', '–', '—'])?;
    let (from, to) = (one(from, None)?, one(to, None)?);
    let both = from.and_then(|from| Ok((from, Some(to?))));
    Some((both, left))
}

/// Whether it says before or after noon, and what follows.
fn half_of_day(left: &str) -> Option<(bool, &str)> {
    let (next, after) = word(left.trim_start());
    half(next.trim_end_matches([',', ';', ':'])).map(|half| (half, after))
}

fn half(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m." => Some(false),
        "pm" | "p.m." => Some(true),
        _ => None,
    }
}

/// One time of day as a whole word.
fn one(text: &str, half_said: Option<bool>) -> Option<Result<Clock, String>> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let (hour, rest) = text.split_at(digits);
    // `2pm`
    if let Some(half) = half(rest) {
        return Some(clock(text, hour, "", "", Some(half), Precision::Hour, None));
    }
    let rest = rest.strip_prefix(':')?;
    let (minutes, rest) = rest.split_at_checked(2)?;
    let unsure = |c: char| matches!(c, 'x' | 'X' | '?');
    let precision = match (minutes.chars().next()?, minutes.chars().nth(1)?) {
        (a, b) if a.is_ascii_digit() && b.is_ascii_digit() => Precision::Minute,
        (a, b) if (a.is_ascii_digit() || unsure(a)) && unsure(b) => Precision::Hour,
        _ => return None,
    };
    let minutes = if precision == Precision::Hour { "" } else { minutes };
    let (seconds, rest, precision) = match rest.strip_prefix(':') {
        Some(after) if precision == Precision::Minute => {
            let (seconds, after) = after.split_at_checked(2)?;
            (seconds, fraction(after), Precision::Second)
        }
        _ => ("", rest, precision),
    };
    let (half_here, rest) = match half(rest) {
        Some(half) => (Some(half), ""),
        None => (half_said, rest),
    };
    let offset = match rest {
        "" => None,
        "Z" | "z" => FixedOffset::east_opt(0),
        _ => Some(offset(rest)?),
    };
    Some(clock(text, hour, minutes, seconds, half_here, precision, offset))
}

/// Skips `.250`.
fn fraction(rest: &str) -> &str {
    match rest.strip_prefix('.') {
        Some(after) => after.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    }
}

fn clock(
    text: &str,
    hour: &str,
    minutes: &str,
    seconds: &str,
    half: Option<bool>,
    precision: Precision,
    offset: Option<FixedOffset>,
) -> Result<Clock, String> {
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse().ok() };
    let hour = number(hour).and_then(|hour: u32| match half {
        None => Some(hour),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some(after_noon) => Some(hour % 12 + if after_noon { 12 } else { 0 }),
    });
    let time = hour.zip(number(minutes)).zip(number(seconds)).and_then(|((h, m), s): (_, u32)| {
        // A leap second is told as the last second of its minute.
        NaiveTime::from_hms_opt(h, m, if s == 60 { 59 } else { s })
    });
    time.map(|time| Clock { time, precision, offset })
        .ok_or_else(|| format!("“{text}” is not a time of day. Write it like 14:32."))
}

fn offset(text: &str) -> Option<FixedOffset> {
    match text.parse::<Zone>().ok()? {
        Zone::Fixed(offset) => Some(offset),
        Zone::Utc if text.starts_with(['+', '-']) => FixedOffset::east_opt(0),
        _ => None,
    }
}

/// `5m`, `90 min` without the blank, `1h30m`, `2d`: how long, and its finest unit. The outer
/// `None` is something else; an error is a length that nobody means.
pub(super) fn duration(text: &str) -> Option<Result<(TimeDelta, Precision), String>> {
    let mut rest = text;
    let mut seconds = Some(0_i64);
    let mut finest = Precision::Day;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (count, after) = rest.split_at(digits);
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = after.split_at(letters);
        let (length, precision) = match unit.to_ascii_lowercase().as_str() {
            "s" | "sec" => (1, Precision::Second),
            "m" | "min" | "mins" => (60, Precision::Minute),
            "h" | "hr" | "hrs" => (3_600, Precision::Minute),
            "d" | "day" | "days" => (86_400, Precision::Day),
            _ => return None,
        };
        if count.is_empty() {
            return None;
        }
        let count = count.parse::<i64>().ok().filter(|count| *count <= 100_000_000);
        seconds = seconds.zip(count).map(|(sum, count)| sum + count * length);
        finest = finest.min(precision);
        rest = after;
    }
    let span = seconds.and_then(TimeDelta::try_seconds);
    Some(span.map(|span| (span, finest)).ok_or_else(|| format!("“{text}” is too long a time.")))
}

/// A zone as a word behind a time; `None` is another word, an error a zone that is not one alone.
pub(super) fn zone(word: &str) -> Option<Result<Zone, String>> {
    const MANY: &[&str] = &["IST", "CST", "BST", "AST", "AMT", "GST", "SST"];
    if MANY.contains(&word) {
        return Some(Err(format!(
            "“{word}” names more than one zone. Write its offset like +02:00, or a name like Europe/Berlin."
        )));
    }
    if let Some((_, hours)) = ABBREVIATIONS.iter().find(|(name, _)| *name == word) {
        return FixedOffset::east_opt(hours * 3_600).map(|offset| Ok(Zone::fixed(offset)));
    }
    if word.eq_ignore_ascii_case("utc") || matches!(word, "Z" | "GMT") {
        return Some(Ok(Zone::Utc));
    }
    if word.starts_with(['+', '-']) {
        return word.parse::<Zone>().ok().map(Ok);
    }
    if !word.contains('/') {
        return None;
    }
    let named = TZ_VARIANTS.iter().find(|tz| tz.name().eq_ignore_ascii_case(word));
    named.map(|tz| Ok(Zone::Named(*tz)))
}

/// Abbreviations that mean one offset, in hours.
const ABBREVIATIONS: &[(&str, i32)] = &[
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
    ("EST", -5),
    ("EDT", -4),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// `2026-03-17` or `2026-03`; an error when the calendar has no such day.
pub(super) fn iso_date(text: &str) -> Option<Result<(NaiveDate, Precision), String>> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let (full, precision) = match shape.as_str() {
        "0000-00-00" => (text.to_owned(), Precision::Day),
        "0000-00" => (format!("{text}-01"), Precision::Month),
        _ => return None,
    };
    let date = NaiveDate::parse_from_str(&full, "%Y-%m-%d").ok();
    let date = date.filter(|date| YEARS.contains(&chrono::Datelike::year(date)));
    Some(date.map(|date| (date, precision)).ok_or_else(|| {
        format!("“{text}” is no day of the calendar between {} and {}.", YEARS.start(), YEARS.end())
    }))
}

/// The number of a month by its name or its first three letters.
pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    // “may” and “mar” are words as well; a month has a capital letter.
    let word = word.trim_end_matches('.');
    if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let place = NAMES.iter().position(|name| {
        *name == word
            || name.get(..3) == Some(word.as_str())
            || word == "sept" && *name == "september"
    })?;
    u32::try_from(place + 1).ok()
}

/// A day of a month: `17`, `17th`, `17.`.
pub(super) fn day(word: &str) -> Option<u32> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = word.split_at(digits);
    let plain = matches!(ending, "" | "." | "st" | "nd" | "rd" | "th");
    let fits = plain && (1..=2).contains(&digits);
    number.parse().ok().filter(|day| fits && (1..=31).contains(day))
}

/// A year in four digits.
pub(super) fn year(word: &str) -> Option<i32> {
    let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|year| digits && YEARS.contains(year))
}
