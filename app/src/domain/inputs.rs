//! More ways to read one field: lists, dates, instants, flags and references.
//!
//! Dates are kept to years in which the program could have meant something by them, so that a
//! slip of the finger (year 0, year 9999) is named and not stored.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound, Utc};

use super::{
    Invalid,
    form::{Checker, LINE_MAX},
};

/// The most items in one list field.
const LIST_MAX: usize = 200;
/// The years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

impl Checker {
    /// The value, or its message recorded for `field`.
    pub fn taken<T>(&mut self, field: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.error(field, message)).ok()
    }

    /// What was recorded, as the error; for when a required value could not be made.
    pub fn failed<T>(self) -> Result<T, Invalid> {
        match self.finish(()) {
            Err(invalid) => Err(invalid),
            Ok(()) => Err(Invalid::one("", "Something required is missing.")),
        }
    }

    /// Words: each item may hold several, separated by commas or line ends; blanks and repeats go.
    pub fn list(&mut self, field: &str, raw: &[String]) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        for part in raw.iter().flat_map(|item| item.split([',', '\n'])) {
            if let Some(item) = self.optional_line(field, part)
                && !items.contains(&item)
            {
                items.push(item);
            }
        }
        if items.len() > LIST_MAX {
            self.error(field, format!("This has {} items; the limit is {LIST_MAX}.", items.len()));
            items.truncate(LIST_MAX);
        }
        items
    }

    /// A list whose items are read by `read`; each item that cannot be read is named.
    pub fn list_of<T: PartialEq>(
        &mut self,
        field: &str,
        raw: &[String],
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let mut items = Vec::new();
        for word in self.list(field, raw) {
            match read(&word) {
                Ok(item) if !items.contains(&item) => items.push(item),
                Ok(_) => {}
                Err(message) => self.error(field, message),
            }
        }
        items
    }

    /// Something read by `read`; blank is `None`.
    pub fn optional<T>(
        &mut self,
        field: &str,
        raw: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let raw = raw.trim();
        if raw.is_empty() { None } else { self.taken(field, read(raw)) }
    }

    /// Yes or no: `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`; blank is no.
    pub fn flag(&mut self, field: &str, raw: &str) -> bool {
        match raw.trim() {
            "true" | "yes" | "on" | "1" => true,
            "" | "false" | "no" | "off" | "0" => false,
            _ => {
                self.error(field, "Answer true or false.");
                false
            }
        }
    }

    /// A day, `YYYY-MM-DD`; blank is `None`.
    pub fn optional_date(&mut self, field: &str, raw: &str) -> Option<NaiveDate> {
        self.optional(field, raw, read_date)
    }

    /// An instant: RFC 3339, or `YYYY-MM-DDTHH:MM` or `YYYY-MM-DD` in UTC; blank is `None`.
    pub fn optional_instant(&mut self, field: &str, raw: &str) -> Option<DateTime<Utc>> {
        self.optional(field, raw, read_instant)
    }

    /// Something that looks like a web address; blank is `None`.
    pub fn optional_url(&mut self, field: &str, raw: &str) -> Option<String> {
        let value = self.optional_long_line(field, raw, 2_000)?;
        if !is_web_address(&value) {
            self.error(field, "Enter a link that begins with https:// or http://.");
        }
        Some(value)
    }

    /// One optional line of up to `max` characters, for what is longer than a title.
    pub fn optional_long_line(&mut self, field: &str, raw: &str, max: usize) -> Option<String> {
        let value = raw.trim();
        let length = value.chars().count();
        if length <= LINE_MAX {
            return self.optional_line(field, value);
        }
        if length > max {
            self.error(field, format!("This has {length} characters; the limit is {max}."));
        }
        if let Some(c) = value.chars().find(|c| c.is_control()) {
            self.error(field, format!("Remove the invisible character U+{:04X}.", c as u32));
        }
        Some(value.to_owned())
    }
}

/// Whether `value` is a link a browser may follow: `http` or `https`, and no blanks in it.
pub fn is_web_address(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && !value.contains(char::is_whitespace)
}

fn read_date(raw: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(raw, "%Y-%m-%d")
        .map_err(|_| "Enter a day like 2026-04-15.".to_owned())?;
    in_years(date.year()).map(|()| date)
}

fn read_instant(raw: &str) -> Result<DateTime<Utc>, String> {
    let at = DateTime::parse_from_rfc3339(raw)
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .or_else(|| local(raw, "%Y-%m-%dT%H:%M"))
        .or_else(|| local(raw, "%Y-%m-%dT%H:%M:%S"))
        .or_else(|| local(&format!("{raw}T00:00"), "%Y-%m-%dT%H:%M"))
        .ok_or("Enter an instant like 2026-04-10T09:00:00Z.")?;
    in_years(at.year()).map(|()| at.trunc_subsecs(3))
}

fn local(raw: &str, format: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(raw, format).ok().map(|at| at.and_utc())
}

fn in_years(year: i32) -> Result<(), String> {
    if YEARS.contains(&year) {
        Ok(())
    } else {
        Err(format!("Enter a year from {} to {}.", YEARS.start(), YEARS.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(raw: &str) -> Result<Option<DateTime<Utc>>, Invalid> {
        let mut check = Checker::new();
        let at = check.optional_instant("at", raw);
        check.finish(at)
    }

    #[test]
    fn an_instant_is_read_with_and_without_a_zone() {
        let expected = "2026-04-10T09:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for raw in ["2026-04-10T09:00:00Z", "2026-04-10T11:00:00+02:00", "2026-04-10T09:00"] {
            assert_eq!(instant(raw).unwrap(), Some(expected), "{raw}");
        }
        assert!(instant("2026-04-10").unwrap().is_some());
        assert_eq!(instant("  ").unwrap(), None);
    }

    #[test]
    fn years_that_nobody_means_are_refused() {
        for raw in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "nonsense", "2026-02-30"] {
            assert!(instant(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn a_list_is_split_trimmed_and_keeps_each_word_once() {
        let mut check = Checker::new();
        let list = check.list("tags", &["a, b".into(), " b\nc ".into(), String::new()]);
        assert_eq!(check.finish(list).unwrap(), ["a", "b", "c"]);
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(is_web_address("https://example.org/a?b=c"));
        for bad in ["javascript:alert(1)", "https://", "example.org", "https://a b"] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
