//! A calendar of days, as RFC 5545 has it: lines that end in CR LF and are folded at 75 octets.

use chrono::{DateTime, Days, NaiveDate, Utc};

/// The longest line, in octets, without its end.
const LINE: usize = 75;

/// A day in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// What it is known by, for ever.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What is on it.
    pub summary: String,
    /// Where more about it stands.
    pub url: String,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// How often it was changed.
    pub sequence: i32,
}

/// The text of a calendar called `name`.
pub fn calendar(name: &str, days: &[CalendarDay]) -> String {
    let mut text = String::new();
    for (key, value) in [
        ("BEGIN", "VCALENDAR".to_owned()),
        ("VERSION", "2.0".to_owned()),
        ("PRODID", "-//Throughline//Feeds//EN".to_owned()),
        ("CALSCALE", "GREGORIAN".to_owned()),
        ("NAME", escaped(name)),
        ("X-WR-CALNAME", escaped(name)),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H".to_owned()),
    ] {
        line(&mut text, key, &value);
    }
    for day in days {
        event(&mut text, day);
    }
    line(&mut text, "END", "VCALENDAR");
    text
}

fn event(text: &mut String, it: &CalendarDay) {
    let date = |day: NaiveDate| day.format("%Y%m%d").to_string();
    let next = it.day.checked_add_days(Days::new(1)).unwrap_or(it.day);
    for (key, value) in [
        ("BEGIN", "VEVENT".to_owned()),
        ("UID", escaped(&it.uid)),
        ("DTSTAMP", it.changed_at.format("%Y%m%dT%H%M%SZ").to_string()),
        ("SEQUENCE", it.sequence.to_string()),
        ("DTSTART;VALUE=DATE", date(it.day)),
        ("DTEND;VALUE=DATE", date(next)),
        ("SUMMARY", escaped(&it.summary)),
        ("URL", it.url.clone()),
        ("TRANSP", "TRANSPARENT".to_owned()),
        ("END", "VEVENT".to_owned()),
    ] {
        line(text, key, &value);
    }
}

/// Text as a value: what has a meaning is escaped, and no line ends in it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds one line, folded between characters so that no part is longer than it may be.
fn line(text: &mut String, key: &str, value: &str) {
    let mut width = 0;
    for c in format!("{key}:{value}").chars() {
        if width + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(c);
        width += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(summary: &str) -> CalendarDay {
        CalendarDay {
            uid: "0190-due@tl.example.org".into(),
            day: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
            summary: summary.into(),
            url: "https://tl.example.org/remediations/REM-7".into(),
            changed_at: "2026-11-22T12:00:00Z".parse().unwrap(),
            sequence: 3,
        }
    }

    #[test]
    fn a_day_lasts_until_the_next_and_text_is_escaped() {
        let text = calendar("Work", &[day("REM-7 due: gate, a; b\\c\nEND:VCALENDAR")]);
        assert!(text.contains("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"));
        assert!(
            text.contains("SUMMARY:REM-7 due: gate\\, a\\; b\\\\c\\nEND:VCALENDAR\r\n"),
            "{text}"
        );
        assert_eq!(text.matches("\r\nEND:VCALENDAR\r\n").count(), 1);
        assert!(text.contains("DTSTAMP:20261122T120000Z\r\nSEQUENCE:3\r\n"));
    }

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        let long = "Ä".repeat(200);
        let text = calendar("Work", &[day(&long)]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE));
        assert!(text.replace("\r\n ", "").contains(&long));
    }
}
