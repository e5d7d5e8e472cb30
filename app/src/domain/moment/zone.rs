//! The zone a time was said in: UTC, an IANA name, or a fixed offset.

use chrono::offset::LocalResult;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::midnight;

/// The zone a time was said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Coordinated universal time; written `UTC` or left out.
    Utc,
    /// A named zone with its history, e.g. `Europe/Berlin`.
    Named(Tz),
    /// A fixed distance from UTC, e.g. `+02:00`.
    Fixed(FixedOffset),
}

impl Zone {
    /// The name as it is stored; `None` for UTC.
    pub fn name(self) -> Option<String> {
        match self {
            Self::Utc => None,
            Self::Named(tz) => Some(tz.name().to_owned()),
            Self::Fixed(offset) => Some(offset.to_string()),
        }
    }

    /// A fixed offset as a zone; zero is UTC.
    pub fn fixed(offset: FixedOffset) -> Self {
        if offset.local_minus_utc() == 0 { Self::Utc } else { Self::Fixed(offset) }
    }

    /// What a clock on the wall shows at `at`.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Utc => at.naive_utc(),
            Self::Named(tz) => at.with_timezone(&tz).naive_local(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }

    /// Seconds that the wall clock is ahead of UTC at `at`.
    pub(super) fn offset_seconds(self, at: DateTime<Utc>) -> i64 {
        let utc = at.naive_utc();
        i64::from(match self {
            Self::Utc => 0,
            Self::Named(tz) => tz.offset_from_utc_datetime(&utc).fix().local_minus_utc(),
            Self::Fixed(offset) => offset.local_minus_utc(),
        })
    }

    /// The instant of a wall-clock time: the first of two when the clock was put back, and the
    /// moment of the change when it was put forward over that time.
    pub fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        let mut probe = local;
        // The longest known jump left out a whole day (Samoa, 2011).
        for _ in 0..=100 {
            if let Some(at) = self.exact(probe) {
                return at;
            }
            probe += TimeDelta::minutes(15);
        }
        local.and_utc()
    }

    /// The first instant of a local date.
    pub(super) fn start_of(self, date: NaiveDate) -> DateTime<Utc> {
        self.instant(midnight(date))
    }

    fn exact(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        fn first<T: TimeZone>(found: LocalResult<DateTime<T>>) -> Option<DateTime<Utc>> {
            found.earliest().map(|at| at.with_timezone(&Utc))
        }
        match self {
            Self::Utc => Some(local.and_utc()),
            Self::Named(tz) => first(tz.from_local_datetime(&local)),
            Self::Fixed(offset) => first(offset.from_local_datetime(&local)),
        }
    }
}

impl std::str::FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if matches!(text, "" | "Z" | "z") || text.eq_ignore_ascii_case("utc") {
            return Ok(Self::Utc);
        }
        if let Some(offset) = offset(text) {
            return Ok(Self::fixed(offset));
        }
        text.parse().map(Self::Named).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("“{shown}” is not a time zone. Use a name like Europe/Berlin or an offset like +02:00.")
        })
    }
}

/// Reads `+02:00` or `+0200`.
pub(super) fn offset(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = match rest.split_once(':') {
        Some((hours, minutes)) if hours.len() == 2 && minutes.len() == 2 => {
            [hours, minutes].concat()
        }
        Some(_) => return None,
        None => rest.to_owned(),
    };
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    // Offsets in use run from -12:00 to +14:00.
    if hours > 14 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_the_clock_skipped_is_the_moment_of_the_change() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let skipped = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(berlin.instant(skipped).to_rfc3339(), "2026-03-29T01:00:00+00:00");
    }

    #[test]
    fn a_day_that_was_left_out_does_not_break() {
        let apia: Zone = "Pacific/Apia".parse().unwrap();
        let gone = NaiveDate::from_ymd_opt(2011, 12, 30).unwrap();
        assert_eq!(apia.start_of(gone).to_rfc3339(), "2011-12-30T10:00:00+00:00");
    }

    #[test]
    fn offsets_are_read_and_nonsense_is_not() {
        assert_eq!("+02:00".parse::<Zone>().unwrap().name().as_deref(), Some("+02:00"));
        assert_eq!("-0330".parse::<Zone>().unwrap().name().as_deref(), Some("-03:30"));
        assert_eq!("+00:00".parse::<Zone>().unwrap(), Zone::Utc);
        for bad in ["+2", "+02:0", "+99:00", "+é2:00", "Mars/Base", "+02:00:00"] {
            assert!(bad.parse::<Zone>().is_err(), "{bad}");
        }
    }
}
