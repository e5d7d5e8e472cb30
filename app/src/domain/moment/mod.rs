//! When something happened, no more exactly than it is known.
//!
//! A [`Moment`] is an instant with a [`Precision`], which makes it an interval in the zone it was
//! said in. Two moments compare as before, after, equal or undetermined: order is never guessed.

mod label;
mod raw;
mod zone;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

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
        let zone = self.zone();
        let lo = floor(self.at, self.precision, zone);
        let hi = match self.precision {
            Precision::Unknown => return None,
            Precision::Second => lo.checked_add_signed(TimeDelta::seconds(1))?,
            Precision::Minute => lo.checked_add_signed(TimeDelta::minutes(1))?,
            Precision::Hour => lo.checked_add_signed(TimeDelta::hours(1))?,
            Precision::Day => next(self.at, zone, |date| date.succ_opt())?,
            Precision::Month => {
                next(self.at, zone, |date| date.with_day(1)?.checked_add_months(Months::new(1)))?
            }
            Precision::Year => {
                next(self.at, zone, |date| NaiveDate::from_ymd_opt(date.year() + 1, 1, 1))?
            }
        };
        Some((lo, hi))
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

/// The start of the unit that `at` lies in. Units below a day are cut at the offset in force, so
/// that the hour that a clock change repeats is not doubled.
fn floor(at: DateTime<Utc>, precision: Precision, zone: Zone) -> DateTime<Utc> {
    let seconds = match precision {
        Precision::Unknown => 1,
        Precision::Second => 1,
        Precision::Minute => 60,
        Precision::Hour => 3600,
        Precision::Day => return zone.start_of(zone.local(at).date()),
        Precision::Month => return start(at, zone, |date| date.with_day(1)),
        Precision::Year => {
            return start(at, zone, |date| NaiveDate::from_ymd_opt(date.year(), 1, 1));
        }
    };
    let local = at.timestamp() + zone.offset_seconds(at);
    let cut = at.timestamp() - local.rem_euclid(seconds);
    DateTime::from_timestamp(cut, 0).unwrap_or(at)
}

/// The start of the local date that `first` makes of the local date of `at`.
fn start(
    at: DateTime<Utc>,
    zone: Zone,
    first: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> DateTime<Utc> {
    next(at, zone, first).unwrap_or(at)
}

fn next(
    at: DateTime<Utc>,
    zone: Zone,
    step: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Option<DateTime<Utc>> {
    Some(zone.start_of(step(zone.local(at).date())?))
}

/// Midnight of a date.
fn midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}
