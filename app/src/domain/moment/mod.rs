//! When something happened, no more exactly than it is known.
//!
//! A [`Moment`] is an instant with a [`Precision`], which makes it an interval in the zone it was
//! said in. Two moments compare as before, after, equal or undetermined: order is never guessed.

mod label;
mod raw;
mod zone;

#[cfg(test)]
mod laws;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub use raw::{RawMoment, YEARS};
pub use zone::Zone;

vocab! {
    /// How exactly an instant is known.
    pub enum Precision("precision") {
        Second = "second", "To the second";
        Minute = "minute", "To the minute";
        Hour = "hour", "To the hour";
        Day = "day", "To the day";
        Month = "month", "To the month";
        Year = "year", "To the year";
        Unknown = "unknown", "Time unknown";
    }
}

/// How two moments lie to each other, as far as their precision lets anyone say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeOrder {
    /// The first is certainly before the second.
    Before,
    /// The first is certainly after the second.
    After,
    /// The same second; events that are equal are ordered by their number.
    Equal,
    /// Their intervals overlap, or one of them is unknown.
    Undetermined,
}

impl TimeOrder {
    /// The order seen from the other side.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
            same => same,
        }
    }
}

/// An instant with the precision in which it is known and the zone it was said in.
///
/// Made by [`Moment::new`], `at` is the start of its precision in its zone: "17 March, to the day,
/// in Berlin" is midnight in Berlin. With [`Precision::Unknown`] `at` only gives a place in lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Moment {
    /// The first instant that the moment may mean.
    pub at: DateTime<Utc>,
    /// How exactly it is known.
    pub precision: Precision,
    /// The zone it was said in, an IANA name or an offset like `+02:00`; UTC when absent.
    #[serde(default)]
    pub zone: Option<String>,
}

impl Moment {
    /// A moment, cut to the start of its precision in its zone.
    pub fn new(at: DateTime<Utc>, precision: Precision, zone: Zone) -> Self {
        Self { at: floor(at, precision, zone), precision, zone: zone.name() }
    }

    /// A moment known to the second, in UTC.
    pub fn exact(at: DateTime<Utc>) -> Self {
        Self::new(at, Precision::Second, Zone::Utc)
    }

    /// A moment nobody knows; `place` only says where lists show it.
    pub fn unknown(place: DateTime<Utc>) -> Self {
        Self::new(place, Precision::Unknown, Zone::Utc)
    }

    /// A moment from its three stored parts; a zone that is no longer known reads as UTC.
    pub fn from_parts(at_ms: i64, precision: Precision, zone: Option<&str>) -> Self {
        let at = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
        Self { at, precision, zone: zone.map(str::to_owned) }
    }

    /// `at` as stored: milliseconds since 1970.
    pub fn at_ms(&self) -> i64 {
        self.at.timestamp_millis()
    }

    /// The zone the moment was said in.
    pub fn zone(&self) -> Zone {
        self.zone.as_deref().and_then(|name| name.parse().ok()).unwrap_or(Zone::Utc)
    }

    /// The interval `[lo, hi)` the moment may lie in; `None` is an open side.
    pub fn interval(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self.bounds() {
            Some((lo, hi)) => (Some(lo), Some(hi)),
            None => (None, None),
        }
    }

    /// The interval `[lo, hi)`, or `None` when the time is unknown.
    pub fn bounds(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        unit(self.at, self.precision, self.zone())
    }

    /// The order of two moments, as far as their intervals decide it.
    #[must_use]
    pub fn compare(&self, other: &Self) -> TimeOrder {
        let (Some((lo, hi)), Some((other_lo, other_hi))) = (self.bounds(), other.bounds()) else {
            return TimeOrder::Undetermined;
        };
        let exact = self.precision == Precision::Second && other.precision == Precision::Second;
        if hi <= other_lo {
            TimeOrder::Before
        } else if other_hi <= lo {
            TimeOrder::After
        } else if exact && lo == other_lo {
            TimeOrder::Equal
        } else {
            TimeOrder::Undetermined
        }
    }

    /// Whether the moment is known to be after `other`, leaving no doubt.
    pub fn definitely_after(&self, other: &Self) -> bool {
        self.compare(other) == TimeOrder::After
    }
}

/// The start of the unit that `at` lies in.
fn floor(at: DateTime<Utc>, precision: Precision, zone: Zone) -> DateTime<Utc> {
    match unit(at, precision, zone) {
        Some((lo, _)) => lo,
        None => DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at),
    }
}

/// The unit that `at` lies in, `[lo, hi)`; `None` when the precision is unknown.
fn unit(
    at: DateTime<Utc>,
    precision: Precision,
    zone: Zone,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let date = zone.local(at).date();
    let (first, next) = match precision {
        Precision::Unknown => return None,
        Precision::Second => return part_of_day(at, 1, zone),
        Precision::Minute => return part_of_day(at, 60, zone),
        Precision::Hour => return part_of_day(at, 3600, zone),
        Precision::Day => (date, date.succ_opt()?),
        Precision::Month => {
            let first = date.with_day(1)?;
            (first, first.checked_add_months(Months::new(1))?)
        }
        Precision::Year => {
            let first_of = |year| NaiveDate::from_ymd_opt(year, 1, 1);
            (first_of(date.year())?, first_of(date.year() + 1)?)
        }
    };
    Some((zone.start_of(first), zone.start_of(next)))
}

/// A unit of so many seconds on the wall clock, cut short where the clock is changed within it: an
/// hour that is repeated is two units, not one of double length.
fn part_of_day(
    at: DateTime<Utc>,
    seconds: i64,
    zone: Zone,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let offset_at = |t: i64| DateTime::from_timestamp(t, 0).map(|t| zone.offset_seconds(t));
    let t = at.timestamp();
    let offset = offset_at(t)?;
    let cut = t - (t + offset).rem_euclid(seconds);
    let last = cut + seconds - 1;
    // The first second in (a, b] at which the offset is no longer the one at `a`.
    let change = |mut a: i64, mut b: i64| {
        let before = offset_at(a);
        while b - a > 1 {
            let middle = a + (b - a) / 2;
            if offset_at(middle) == before { a = middle } else { b = middle }
        }
        b
    };
    let lo = if offset_at(cut)? == offset { cut } else { change(cut, t) };
    let hi = if offset_at(last)? == offset { last + 1 } else { change(t, last) };
    Some((DateTime::from_timestamp(lo, 0)?, DateTime::from_timestamp(hi, 0)?))
}

/// Midnight of a date.
fn midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}
