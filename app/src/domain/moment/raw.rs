//! Reading a moment as people and programs write it, without adding precision.

use std::ops::RangeInclusive;

use chrono::{FixedOffset, NaiveDate, NaiveDateTime};

use super::{Moment, Precision, Zone, midnight, zone};
use crate::domain::Vocabulary;
use crate::domain::form::Checker;

/// The years in which an incident may lie.
pub const YEARS: RangeInclusive<i32> = 1970..=2200;

const EXPECTED: &str =
    "Write a time like 2026-03-17T14:32Z, a day like 2026-03-17, a month like 2026-03 or a year.";

/// A moment as it was sent or typed; all blank means that none was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawMoment {
    /// RFC 3339, or as much of it as is known: `2026`, `2026-03`, `2026-03-17`, `2026-03-17T14:32`.
    pub at: String,
    /// A word of [`Precision`]; blank takes the precision in which `at` is written.
    pub precision: String,
    /// IANA name or offset; blank takes the offset in `at`, or UTC.
    pub zone: String,
}

impl RawMoment {
    /// A raw moment from `at` alone.
    pub fn at(at: impl Into<String>) -> Self {
        Self { at: at.into(), ..Self::default() }
    }

    /// Whether nothing was given.
    pub fn is_blank(&self) -> bool {
        self.at.trim().is_empty()
    }

    /// Whether it says that the time is unknown and gives none.
    pub fn says_unknown(&self) -> bool {
        self.is_blank() && self.precision.trim() == Precision::Unknown.as_str()
    }

    /// The moment, or `None` when blank or wrong; findings are named `field`, `field.precision` and
    /// `field.zone`.
    pub fn parse(&self, check: &mut Checker, field: &str) -> Option<Moment> {
        let precision =
            check.optional_word::<Precision>(&format!("{field}.precision"), &self.precision);
        let zone = match self.zone.trim().parse::<Zone>() {
            Ok(zone) => zone,
            Err(message) => {
                check.error(format!("{field}.zone"), message);
                return None;
            }
        };
        if self.is_blank() {
            return None;
        }
        let written = match Written::read(self.at.trim()) {
            Ok(written) => written,
            Err(message) => {
                check.error(format!("{field}.at"), message);
                return None;
            }
        };
        let precision = precision.unwrap_or(written.precision);
        if precision < written.precision {
            check.error(format!("{field}.precision"), written.too_coarse_for(precision));
            return None;
        }
        Some(written.moment(precision, zone, !self.zone.trim().is_empty()))
    }
}

impl RawMoment {
    /// A moment as somebody would have typed it: local, no longer than it is known. The hour that a
    /// clock change repeats stays in UTC, since its local time would not tell which of the two.
    pub fn typed(moment: &Moment) -> Self {
        let (raw, zone) = (Self::from(moment), moment.zone());
        if zone.instant(zone.local(moment.at)) == moment.at {
            Self { at: moment.input_value().replace('T', " "), ..raw }
        } else {
            raw
        }
    }

    /// The same, with its zone said also where it is UTC: beside another time a blank zone means the
    /// zone of that one.
    pub fn typed_beside(moment: &Moment) -> Self {
        Self { zone: moment.zone_label().to_owned(), ..Self::typed(moment) }
    }

    /// Takes the zone of `other`, beside which it was typed, unless it says one itself.
    pub fn take_zone_of(&mut self, other: &Self) {
        let says_none = self.zone.trim().is_empty() && self.said_zone().is_none();
        if says_none && !self.is_blank() && !other.is_blank() {
            let zone = other.said_zone().unwrap_or(Zone::Utc);
            self.zone = zone.name().unwrap_or_else(|| "UTC".to_owned());
        }
    }

    /// The zone that it says, by a name or in its time; none also when the name is not understood.
    fn said_zone(&self) -> Option<Zone> {
        match self.zone.trim() {
            "" => Written::read(self.at.trim()).ok()?.offset.map(Zone::fixed),
            zone => zone.parse().ok(),
        }
    }
}

impl From<&Moment> for RawMoment {
    fn from(moment: &Moment) -> Self {
        Self {
            at: moment.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            precision: moment.precision.to_string(),
            zone: moment.zone.clone().unwrap_or_default(),
        }
    }
}

impl From<&Option<Moment>> for RawMoment {
    fn from(moment: &Option<Moment>) -> Self {
        moment.as_ref().map(Self::from).unwrap_or_default()
    }
}

/// A time as it was written: how far it goes is all that is known.
struct Written {
    local: NaiveDateTime,
    offset: Option<FixedOffset>,
    precision: Precision,
}

impl Written {
    fn read(text: &str) -> Result<Self, String> {
        let (date, time) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let (date, precision) = read_date(date)?;
        let Some(time) = time else {
            return Ok(Self { local: midnight(date), offset: None, precision });
        };
        if precision != Precision::Day {
            return Err(EXPECTED.to_owned());
        }
        read_time(date, time).ok_or_else(|| EXPECTED.to_owned())
    }

    fn moment(&self, precision: Precision, zone: Zone, zone_given: bool) -> Moment {
        match self.offset {
            Some(offset) => {
                let at = Zone::Fixed(offset).instant(self.local);
                Moment::new(at, precision, if zone_given { zone } else { Zone::fixed(offset) })
            }
            None => Moment::new(zone.instant(self.local), precision, zone),
        }
    }

    fn too_coarse_for(&self, wanted: Precision) -> String {
        let known = self.precision;
        format!(
            "The time is only written to the {known}. Choose “{known}”, or write it to the {wanted}."
        )
    }
}

/// Reads `2026`, `2026-03` or `2026-03-17`.
fn read_date(text: &str) -> Result<(NaiveDate, Precision), String> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let year = year.filter(|part| part.len() >= 4).ok_or(EXPECTED)?;
    let year = year.parse::<i32>().ok().filter(|year| YEARS.contains(year)).ok_or_else(|| {
        format!("The year must lie between {} and {}.", YEARS.start(), YEARS.end())
    })?;
    let month = parts.next().map(two_digits);
    let day = parts.next().map(two_digits);
    let precision = match (month, day, parts.next()) {
        (None, _, _) => Precision::Year,
        (Some(_), None, _) => Precision::Month,
        (Some(_), Some(_), None) => Precision::Day,
        _ => return Err(EXPECTED.to_owned()),
    };
    let (Some(month), Some(day)) = (month.unwrap_or(Some(1)), day.unwrap_or(Some(1))) else {
        return Err(EXPECTED.to_owned());
    };
    let date = NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| format!("The calendar has no {year}-{month:02}-{day:02}."))?;
    Ok((date, precision))
}

/// Reads `14`, `14:32`, `14:32:05` or `14:32:05.250`, each with or without `Z` or an offset.
fn read_time(date: NaiveDate, text: &str) -> Option<Written> {
    let (clock, offset) = split_offset(text)?;
    let (clock, fraction) = match clock.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let numbers: Vec<u32> = clock.split(':').map(two_digits).collect::<Option<_>>()?;
    let (precision, seconds) = match numbers[..] {
        [_] => (Precision::Hour, 0),
        [_, _] => (Precision::Minute, 0),
        // A leap second is told as the last second of its minute.
        [_, _, seconds] => (Precision::Second, if seconds == 60 { 59 } else { seconds }),
        _ => return None,
    };
    let fraction_fits = fraction.is_none_or(|digits| {
        precision == Precision::Second
            && !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
    });
    let minutes = numbers.get(1).copied().unwrap_or(0);
    let local = date.and_hms_opt(numbers[0], minutes, seconds)?;
    fraction_fits.then_some(Written { local, offset, precision })
}

fn split_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, FixedOffset::east_opt(0)));
    }
    match text.find(['+', '-']) {
        Some(at) => Some((&text[..at], Some(zone::offset(&text[at..])?))),
        None => Some((text, None)),
    }
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Invalid;

    fn parse(at: &str, precision: &str, zone: &str) -> Result<Option<Moment>, Invalid> {
        let raw = RawMoment { at: at.into(), precision: precision.into(), zone: zone.into() };
        let mut check = Checker::new();
        let moment = raw.parse(&mut check, "started");
        check.finish(moment)
    }

    fn ok(at: &str, precision: &str, zone: &str) -> (String, Precision, Option<String>) {
        let moment = parse(at, precision, zone).unwrap().unwrap();
        (
            moment.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            moment.precision,
            moment.zone,
        )
    }

    #[test]
    fn the_precision_is_the_one_it_is_written_in() {
        let written = [
            ("2026", Precision::Year),
            ("2026-03", Precision::Month),
            ("2026-03-17", Precision::Day),
            ("2026-03-17T14", Precision::Hour),
            ("2026-03-17T14:32", Precision::Minute),
            ("2026-03-17 14:32Z", Precision::Minute),
            ("2026-03-17T14:32:05+02:00", Precision::Second),
            ("2026-03-17T14:32:05.250Z", Precision::Second),
        ];
        for (text, precision) in written {
            assert_eq!(ok(text, "", "").1, precision, "{text}");
        }
    }

    #[test]
    fn a_precision_finer_than_what_is_written_is_refused() {
        let invalid = parse("2026-03", "minute", "").unwrap_err();
        assert_eq!(invalid.of("started.precision").count(), 1);
    }

    #[test]
    fn a_coarser_precision_cuts_to_its_start_in_the_zone() {
        let (at, precision, zone) = ok("2026-03-17T14:32:05Z", "day", "Europe/Berlin");
        assert_eq!((at.as_str(), precision), ("2026-03-16T23:00:00Z", Precision::Day));
        assert_eq!(zone.as_deref(), Some("Europe/Berlin"));
    }

    #[test]
    fn a_local_time_is_read_in_its_zone_and_an_offset_is_kept() {
        assert_eq!(ok("2026-03-17T14:32", "", "Europe/Berlin").0, "2026-03-17T13:32:00Z");
        let (at, _, zone) = ok("2026-07-17T14:32:00+02:00", "minute", "");
        assert_eq!((at.as_str(), zone.as_deref()), ("2026-07-17T12:32:00Z", Some("+02:00")));
    }

    #[test]
    fn years_outside_the_range_and_days_that_do_not_exist_are_named() {
        for bad in ["0000-01-01", "0000", "1969-12-31", "9999-12-31T00:00:00Z", "12026-01-01"] {
            let invalid = parse(bad, "", "").unwrap_err();
            assert!(invalid.of("started.at").next().unwrap().contains("1970"), "{bad}");
        }
        for bad in [
            "2026-02-30",
            "2026-13",
            "26-01-01",
            "soon",
            "2026-03-17T25:00",
            "2026-03T10:00",
            "2026-03-17T14:32+2",
            "2026-03-17T14:32.5",
            "2026-1-1",
            "+2026",
            "٢٠٢٦",
            "2026-03-17T",
        ] {
            assert!(parse(bad, "", "").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_written_back_reads_the_same() {
        for (at, precision, zone) in [
            ("2026-03", "", "Asia/Kolkata"),
            ("2026-10-25T02:30", "", "Europe/Berlin"),
            ("2026", "unknown", ""),
        ] {
            let first = parse(at, precision, zone).unwrap().unwrap();
            let raw = RawMoment::from(&first);
            let mut check = Checker::new();
            assert_eq!(raw.parse(&mut check, "x"), Some(first));
        }
    }

    #[test]
    fn a_time_beside_another_is_in_its_zone_unless_it_says_one() {
        let typed = |at: &str, zone: &str| RawMoment { zone: zone.into(), ..RawMoment::at(at) };
        let beside = |other: &RawMoment, at: &str, zone: &str| {
            let mut raw = typed(at, zone);
            raw.take_zone_of(other);
            raw.zone
        };
        let berlin = typed("2026-03-17 14:32", "Europe/Berlin");
        assert_eq!(beside(&berlin, "2026-03-17 15:00", ""), "Europe/Berlin");
        assert_eq!(beside(&berlin, "now", " "), "Europe/Berlin");
        assert_eq!(beside(&berlin, "2026-03-17 15:00", "UTC"), "UTC");
        assert_eq!(beside(&berlin, "2026-03-17T15:00Z", ""), "", "its time says it");
        assert_eq!(beside(&berlin, "2026-03-17 15:00", "Mars"), "Mars");
        assert_eq!(beside(&berlin, "", ""), "");
        assert_eq!(beside(&typed("2026-03-17T14:32+02:00", ""), "2026-03-18", ""), "+02:00");
        assert_eq!(beside(&typed("2026-03-17", ""), "-5m", ""), "UTC");
        assert_eq!(beside(&typed("", ""), "-5m", ""), "");
    }

    #[test]
    fn a_moment_typed_beside_another_says_its_zone() {
        let typed = |zone| {
            let moment = parse("2026-03-17T14:32:00Z", "minute", zone).unwrap().unwrap();
            RawMoment::typed_beside(&moment)
        };
        assert_eq!((&*typed("").at, &*typed("").zone), ("2026-03-17 14:32", "UTC"));
        assert_eq!(typed("Asia/Kolkata").zone, "Asia/Kolkata");
    }

    #[test]
    fn blank_stays_blank() {
        assert_eq!(parse(" ", "", "").unwrap(), None);
        assert_eq!(parse("", "unknown", "").unwrap(), None);
    }
}
