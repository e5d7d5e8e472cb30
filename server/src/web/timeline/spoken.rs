//! Times as people say them: `now`, `-5m`, `14:32`, `yesterday 14:32`, `~14:30` for unsure.

use app::domain::moment::{RawMoment, Zone};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Writes out what is said relative to `now` in `zone`; anything else is left as it is.
pub(super) fn write_out(moment: &mut RawMoment, now: DateTime<Utc>, zone: Tz) {
    let said = moment.at.trim().to_lowercase();
    let (unsure, said) = match said.strip_prefix('~') {
        Some(rest) => (true, rest.trim()),
        None => (false, said.as_str()),
    };
    let spoken_in = match moment.zone.trim() {
        "" => Zone::Named(zone),
        named => named.parse().unwrap_or(Zone::Named(zone)),
    };
    let minute = |at| spoken_in.local(at).format("%Y-%m-%dT%H:%M").to_string();
    let written = if said == "now" {
        Some(minute(now))
    } else if let Some(ago) = ago(said) {
        now.checked_sub_signed(ago).map(minute)
    } else {
        clock(said, spoken_in.local(now).date())
    };
    let Some(written) = written else { return };
    moment.at = if unsure { written.chars().take(13).collect() } else { written };
    if moment.zone.trim().is_empty() && zone != Tz::UTC {
        zone.name().clone_into(&mut moment.zone);
    }
}

/// `-5m`, `-2h`, `-90 min`.
fn ago(said: &str) -> Option<TimeDelta> {
    let rest = said.strip_prefix('-')?.trim();
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = rest[..digits].parse().ok()?;
    match rest[digits..].trim() {
        "m" | "min" => TimeDelta::try_minutes(count),
        "h" => TimeDelta::try_hours(count),
        "d" => TimeDelta::try_days(count),
        _ => None,
    }
}

/// `14:32` today, or `yesterday 14:32`.
fn clock(said: &str, today: NaiveDate) -> Option<String> {
    let (day, time) = match said.strip_prefix("yesterday") {
        Some(rest) => (today.checked_sub_days(Days::new(1))?, rest.trim()),
        None => (today, said),
    };
    let (hour, _) = time.split_once(':')?;
    let plain = hour.len() <= 2 && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
    plain.then(|| format!("{day}T{time:0>5}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: &str) -> (String, String) {
        said_in(at, "")
    }

    fn said_in(at: &str, zone: &str) -> (String, String) {
        let mut moment = RawMoment { zone: zone.to_owned(), ..RawMoment::at(at) };
        let now = "2026-03-17T23:30:00Z".parse().unwrap();
        write_out(&mut moment, now, Tz::Europe__Berlin);
        (moment.at, moment.zone)
    }

    #[test]
    fn times_are_written_out_in_the_zone_of_who_says_them() {
        let berlin = |at: &str| (at.to_owned(), "Europe/Berlin".to_owned());
        assert_eq!(said("now"), berlin("2026-03-18T00:30"));
        assert_eq!(said("-45m"), berlin("2026-03-17T23:45"));
        assert_eq!(said("9:05"), berlin("2026-03-18T09:05"));
        assert_eq!(said("yesterday 14:32"), berlin("2026-03-17T14:32"));
        assert_eq!(said("~14:30"), berlin("2026-03-18T14"));
    }

    #[test]
    fn a_zone_that_is_said_counts_also_when_it_is_an_offset() {
        assert_eq!(said_in("now", "+05:30"), ("2026-03-18T05:00".into(), "+05:30".into()));
        assert_eq!(said_in("-45m", "Asia/Tokyo").0, "2026-03-18T07:45");
        assert_eq!(said_in("now", "UTC").0, "2026-03-17T23:30");
    }

    #[test]
    fn anything_else_is_left_as_it_is() {
        for at in ["", "2026-03", "2026-03-17 14:32", "soon", "-5", "-99999999999999h", "1:2:x"] {
            assert_eq!(said(at), (at.to_owned(), String::new()), "{at}");
        }
    }
}
