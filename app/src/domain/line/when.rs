//! When: `14:32`, `now`, `-5m`, `+2h`, `yesterday 14:32`, `17 Mar 2026`, `~14:30`, with a zone.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::super::moment::{Moment, Precision, YEARS, Zone};
use super::LineContext;
use super::clock::{self, Clock};
use super::read::{Taken, word};

/// When something happened, and perhaps when it ended.
#[derive(Clone)]
pub(super) struct When {
    pub(super) moment: Moment,
    pub(super) end: Option<Moment>,
}

impl From<Moment> for When {
    fn from(moment: Moment) -> Self {
        Self { moment, end: None }
    }
}

/// How far in the future a bare time of day may lie before it means the day before: clocks differ.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// A time of day so much earlier than the line before is of the next day.
const OVERNIGHT: TimeDelta = TimeDelta::hours(12);

/// Reads a time at the start of `rest`.
pub(super) fn read(rest: &str, context: &LineContext) -> Option<Taken<When>> {
    let (unsure, said) = match rest.strip_prefix('~') {
        Some(said) => (true, said),
        None => (false, rest),
    };
    let (value, left) = relative(said, context).or_else(|| dated(said, unsure, context))?;
    let value = value.map(|when| if unsure { coarser(when) } else { when });
    Some(Taken::new(rest, left, value))
}

type Read<'a> = Option<(Result<When, String>, &'a str)>;

/// `?`, `now`, `-5m`, `+2h`: what needs no clock.
fn relative<'a>(said: &'a str, context: &LineContext) -> Read<'a> {
    let (first, left) = word(said);
    let first = first.trim_end_matches([',', ';']);
    if first == "?" {
        return Some((Ok(Moment::unknown(context.now).into()), left));
    }
    if first.eq_ignore_ascii_case("now") {
        let (zone, left) = zone_after(left, context.zone);
        let value = zone.map(|zone| Moment::new(context.now, Precision::Minute, zone).into());
        return Some((value, left));
    }
    let length = first.strip_prefix(['-', '−', '+'])?;
    let value = match clock::duration(length)? {
        Err(error) => Err(error),
        Ok((span, unit)) if first.starts_with('+') => after_previous(span, unit, context),
        Ok((span, unit)) => ago(span, unit, context),
    };
    Some((value.map(When::from), left))
}

fn ago(span: TimeDelta, unit: Precision, context: &LineContext) -> Result<Moment, String> {
    let at = context.now.checked_sub_signed(span).ok_or_else(out_of_years)?;
    in_years(Moment::new(at, unit, context.zone))
}

/// The line before and some time: no more exactly than the line before is known.
fn after_previous(
    span: TimeDelta,
    unit: Precision,
    context: &LineContext,
) -> Result<Moment, String> {
    let Some(before) = &context.previous else {
        return Err("There is no line before this one to count from. Write the time.".to_owned());
    };
    // `+2h` after 14:32 is 16:32: the minute is as sure as that of the line before.
    let unit = if unit == Precision::Hour { Precision::Minute } else { unit };
    let whole = match before.precision {
        Precision::Second | Precision::Minute => true,
        Precision::Hour => span.num_seconds() % 3600 == 0,
        Precision::Day => unit == Precision::Day,
        _ => false,
    };
    if !whole {
        let known = before.precision;
        return Err(format!(
            "The line before is only known to the {known}, so this cannot be counted from it. Write the time."
        ));
    }
    let precision = match (before.precision, unit) {
        (Precision::Second, _) | (_, Precision::Day) => before.precision,
        (known, unit) => known.max(unit),
    };
    let zone = before.zone();
    let at = match unit {
        // Days are of the calendar, whatever the clocks do in them.
        Precision::Day => u64::try_from(span.num_days())
            .ok()
            .and_then(|days| zone.local(before.at).checked_add_days(Days::new(days)))
            .map(|local| zone.instant(local)),
        _ => before.at.checked_add_signed(span),
    };
    in_years(Moment::new(at.ok_or_else(out_of_years)?, precision, zone))
}

/// A date, a time of day, or both.
fn dated<'a>(said: &'a str, unsure: bool, context: &LineContext) -> Read<'a> {
    if let Some((value, left)) = iso_instant(said, context) {
        return Some((value, left));
    }
    let Some((date, left)) = date(said, context) else { return timed(said, None, context) };
    let date = match date {
        Ok(date) => date,
        Err(error) => return Some((Err(error), left)),
    };
    let next = left.trim_start();
    let next = next.strip_prefix("at ").map_or(next, str::trim_start);
    let (tilde, next) = match next.strip_prefix('~') {
        Some(next) if !unsure => (true, next),
        _ => (false, next),
    };
    if date.precision == Precision::Day
        && let Some((value, left)) = timed(next, Some(date.date), context)
    {
        return Some((value.map(|when| if tilde { coarser(when) } else { when }), left));
    }
    // Only a day of one's own clock needs a zone; behind it stands words.
    let moment =
        Moment::new(context.zone.instant(midnight(date.date)), date.precision, context.zone);
    Some((in_years(moment).map(When::from), left))
}

/// `2026-03-17T14:32Z` and the like, as programs write it.
fn iso_instant<'a>(said: &'a str, context: &LineContext) -> Read<'a> {
    let (first, left) = word(said);
    let first = first.trim_end_matches([',', ';']);
    let (date, time) = first.split_once(['T', 't'])?;
    let day = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().filter(|_| date.len() == 10)?;
    let (value, after) = timed(time, Some(day), context)?;
    if !after.is_empty() {
        return None;
    }
    // A zone may stand behind it as a word of its own.
    let plain = time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    if plain && let Some((value, after)) = timed(&said[date.len() + 1..], Some(day), context) {
        return Some((value, after));
    }
    Some((value, left))
}

/// A time of day, with what stands behind it: `14:32`, `14:32-15:10`, `2:32 PM CET`.
fn timed<'a>(said: &'a str, date: Option<NaiveDate>, context: &LineContext) -> Read<'a> {
    let (clock, left) = clock::read(said)?;
    let (start, end) = match clock {
        Ok(read) => read,
        Err(error) => return Some((Err(error), left)),
    };
    let (zone, left) = match start.offset.or(end.and_then(|end| end.offset)) {
        Some(offset) => (Ok(Zone::fixed(offset)), left),
        None => zone_after(left, context.zone),
    };
    let zone = match zone {
        Ok(zone) => zone,
        Err(error) => return Some((Err(error), left)),
    };
    let day = date.unwrap_or_else(|| usual_day(start.time, zone, context));
    let moment = at(day, start, zone);
    let end = end.map(|end| {
        let day = if end.time < start.time { day.succ_opt().unwrap_or(day) } else { day };
        at(day, end, zone)
    });
    let when = in_years(moment).map(|moment| When { moment, end });
    Some((when, left))
}

fn at(day: NaiveDate, clock: Clock, zone: Zone) -> Moment {
    Moment::new(zone.instant(day.and_time(clock.time)), clock.precision, zone)
}

/// The day that a bare time of day is of: the one that the context says, else the last one on
/// which it was that time.
fn usual_day(time: NaiveTime, zone: Zone, context: &LineContext) -> NaiveDate {
    let instant = |day: NaiveDate| zone.instant(day.and_time(time));
    if let Some(day) = context.day {
        let late = context.previous.as_ref().is_some_and(|previous| {
            previous.precision <= Precision::Hour
                && zone.local(previous.at).date() == day
                && instant(day) + OVERNIGHT < previous.at
        });
        return if late { day.succ_opt().unwrap_or(day) } else { day };
    }
    let today = zone.local(context.now).date();
    let ahead = instant(today) > context.now + AHEAD;
    if ahead { today.pred_opt().unwrap_or(today) } else { today }
}

/// A zone that stands as a word behind a time; the usual one without.
fn zone_after(left: &str, usual: Zone) -> (Result<Zone, String>, &str) {
    let (next, after) = word(left.trim_start());
    let plain = next.trim_end_matches([',', ';', ':']);
    match clock::zone(plain) {
        Some(zone) if !plain.is_empty() => (zone, after),
        _ => (Ok(usual), left),
    }
}

/// A date as far as it is known.
struct Date {
    date: NaiveDate,
    precision: Precision,
}

/// `2026-03-17`, `2026-03`, `17 Mar 2026`, `Mar 17`, `Mar 2026`, `today`, `yesterday`.
fn date<'a>(said: &'a str, context: &LineContext) -> Option<(Result<Date, String>, &'a str)> {
    let today = context.zone.local(context.now).date();
    let (first, left) = word(said);
    let plain = first.trim_end_matches([',', ';']);
    let day = |date: Option<NaiveDate>| {
        let date = date.ok_or_else(out_of_years)?;
        Ok(Date { date, precision: Precision::Day })
    };
    if plain.eq_ignore_ascii_case("today") {
        return Some((day(Some(today)), left));
    }
    if plain.eq_ignore_ascii_case("yesterday") {
        return Some((day(today.pred_opt()), left));
    }
    if let Some(date) = clock::iso_date(plain) {
        return Some((date.map(|(date, precision)| Date { date, precision }), left));
    }
    month_date(plain, left, today)
}

/// A date with the name of a month.
fn month_date<'a>(
    first: &str,
    left: &'a str,
    today: NaiveDate,
) -> Option<(Result<Date, String>, &'a str)> {
    let (second, after_second) = word(left.trim_start());
    let second = second.trim_end_matches([',', ';']);
    let (month, day, left) = match (clock::month(first), clock::month(second)) {
        (Some(month), _) => match clock::day(second) {
            Some(day) => (month, Some(day), after_second),
            None => (month, None, left),
        },
        (None, Some(month)) => (month, Some(clock::day(first)?), after_second),
        (None, None) => return None,
    };
    let (third, after_third) = word(left.trim_start());
    let year = clock::year(third.trim_end_matches([',', ';']));
    let Some(day) = day else {
        // A month alone is a word of a sentence; with a year it is a time.
        let date = NaiveDate::from_ymd_opt(year?, month, 1).ok_or_else(out_of_years);
        return Some((date.map(|date| Date { date, precision: Precision::Month }), after_third));
    };
    let found = match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day),
        // Without a year, the last time it was that day; tomorrow may be another zone's today.
        None => (0..=8)
            .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day))
            .find(|date| *date <= today + Days::new(1)),
    };
    let date = found.ok_or_else(|| "The calendar has no such day.".to_owned());
    let date = date.map(|date| Date { date, precision: Precision::Day });
    Some((date, if year.is_some() { after_third } else { left }))
}

/// One step less exact, for what is said with a `~`.
fn coarser(when: When) -> When {
    let step = |moment: Moment| {
        let precision = match moment.precision {
            Precision::Second => Precision::Minute,
            Precision::Minute | Precision::Hour => Precision::Hour,
            Precision::Day => Precision::Month,
            Precision::Month | Precision::Year => Precision::Year,
            Precision::Unknown => Precision::Unknown,
        };
        let zone = moment.zone();
        Moment::new(moment.at, precision, zone)
    };
    When { moment: step(when.moment), end: when.end.map(step) }
}

fn midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}

fn in_years(moment: Moment) -> Result<Moment, String> {
    let year = |at: DateTime<Utc>| YEARS.contains(&at.year());
    if year(moment.at) { Ok(moment) } else { Err(out_of_years()) }
}

fn out_of_years() -> String {
    format!("The year must lie between {} and {}.", YEARS.start(), YEARS.end())
}

/// The day that `text` says, if it says nothing else.
pub(super) fn only_date(text: &str, context: &LineContext) -> Option<NaiveDate> {
    let (date, left) = date(text, context)?;
    let date = date.ok().filter(|date| date.precision == Precision::Day)?;
    left.trim().is_empty().then_some(date.date)
}
