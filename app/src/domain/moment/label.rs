//! How a moment reads to people.

use super::{Moment, Precision};

impl Moment {
    /// The moment in the zone it was said in, no more exactly than it is known:
    /// `17 Mar 2026, 14:32 Europe/Berlin`, `17 Mar 2026, ~14:00 UTC`, `17 Mar 2026`, `Mar 2026`.
    pub fn label(&self) -> String {
        match self.precision {
            Precision::Second | Precision::Minute | Precision::Hour => {
                format!("{}, {} {}", self.date_label(), self.time_label(), self.zone_label())
            }
            _ => self.date_label(),
        }
    }

    /// The date alone, as far as it is known.
    pub fn date_label(&self) -> String {
        let format = match self.precision {
            Precision::Unknown => return "time unknown".to_owned(),
            Precision::Year => "%Y",
            Precision::Month => "%b %Y",
            _ => "%-d %b %Y",
        };
        self.local_format(format)
    }

    /// The time of day in its own zone, for lists that show the date elsewhere; `~` marks what is
    /// unsure: `14:32`, `~14:00`, `~day`.
    pub fn time_label(&self) -> String {
        match self.precision {
            Precision::Second => self.local_format("%H:%M:%S"),
            Precision::Minute => self.local_format("%H:%M"),
            Precision::Hour => format!("~{}", self.local_format("%H:%M")),
            Precision::Unknown => "~?".to_owned(),
            coarse => format!("~{coarse}"),
        }
    }

    /// The zone for people: its name, its offset, or `UTC`.
    pub fn zone_label(&self) -> &str {
        self.zone.as_deref().unwrap_or("UTC")
    }

    /// The moment in UTC, for those who read it beside the local time.
    pub fn utc_label(&self) -> String {
        Self { zone: None, ..self.clone() }.label()
    }

    /// What a form's date-and-time field shows: local, as far as it is known.
    pub fn input_value(&self) -> String {
        self.local_format(match self.precision {
            Precision::Year => "%Y",
            Precision::Month => "%Y-%m",
            Precision::Day => "%Y-%m-%d",
            Precision::Second => "%Y-%m-%dT%H:%M:%S",
            _ => "%Y-%m-%dT%H:%M",
        })
    }

    fn local_format(&self, format: &str) -> String {
        self.zone().local(self.at).format(format).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::*;
    use chrono::DateTime;

    fn label(precision: Precision, zone: &str) -> String {
        let at = DateTime::parse_from_rfc3339("2026-03-17T14:32:05Z").unwrap().to_utc();
        Moment::new(at, precision, zone.parse::<Zone>().unwrap()).label()
    }

    #[test]
    fn a_label_shows_the_zone_and_no_more_than_is_known() {
        assert_eq!(label(Precision::Second, ""), "17 Mar 2026, 14:32:05 UTC");
        assert_eq!(label(Precision::Minute, "Europe/Berlin"), "17 Mar 2026, 15:32 Europe/Berlin");
        assert_eq!(label(Precision::Hour, "+02:00"), "17 Mar 2026, ~16:00 +02:00");
        assert_eq!(label(Precision::Day, ""), "17 Mar 2026");
        assert_eq!(label(Precision::Month, ""), "Mar 2026");
        assert_eq!(label(Precision::Year, ""), "2026");
        assert_eq!(label(Precision::Unknown, ""), "time unknown");
    }
}
