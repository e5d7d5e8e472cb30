//! What somebody wants to hear, and when.

use chrono::{DateTime, Days, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{Invalid, form::Checker};

vocab! {
    /// When notices come by e-mail, collected into one.
    pub enum MailWhen ("time for e-mail") {
        Now = "now", "Soon, several in one";
        Daily = "daily", "Once a day";
        Never = "never", "Never";
    }
}

/// What somebody wants to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeWishes {
    /// Whether notices are shown in the program.
    pub shown: bool,
    /// When they come by e-mail.
    pub mail: MailWhen,
}

impl Default for NoticeWishes {
    fn default() -> Self {
        Self { shown: true, mail: MailWhen::Now }
    }
}

/// The same as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawNoticeWishes {
    /// `true`, `on` or blank.
    pub shown: String,
    /// A [`MailWhen`].
    pub mail: String,
}

impl NoticeWishes {
    /// Understands the wishes, or says what is wrong with each field.
    pub fn parse(raw: &RawNoticeWishes) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let wishes =
            Self { shown: check.flag("shown", &raw.shown), mail: check.word("mail", &raw.mail) };
        check.finish(wishes)
    }

    /// The earliest time at which something that happened at `at` may go out by e-mail; what comes
    /// once a day comes at `daily`.
    pub fn mail_at(self, at: DateTime<Utc>, daily: NaiveTime) -> Option<DateTime<Utc>> {
        match self.mail {
            MailWhen::Now => Some(at),
            MailWhen::Daily => Some(next_daily(at, daily)),
            MailWhen::Never => None,
        }
    }
}

/// When the next daily e-mail goes out after `at`, at this time of the day, UTC.
pub fn next_daily(at: DateTime<Utc>, daily: NaiveTime) -> DateTime<Utc> {
    let today = at.date_naive().and_time(daily).and_utc();
    if at < today { today } else { today.checked_add_days(Days::new(1)).unwrap_or(today) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_told_once_a_day_waits_for_the_morning() {
        let next = |from: &str, daily: &str| next_daily(at(from), daily.parse().unwrap());
        assert_eq!(next("2026-11-22T06:59:00Z", "07:00:00"), at("2026-11-22T07:00:00Z"));
        assert_eq!(next("2026-11-22T07:00:00Z", "07:00:00"), at("2026-11-23T07:00:00Z"));
        assert_eq!(next("2026-11-22T07:00:00Z", "15:30:00"), at("2026-11-22T15:30:00Z"));
    }

    #[test]
    fn wishes_are_read_from_a_form() {
        let raw = RawNoticeWishes { shown: String::new(), mail: "daily".into() };
        let wishes = NoticeWishes::parse(&raw).unwrap();
        assert_eq!(wishes, NoticeWishes { shown: false, mail: MailWhen::Daily });
        assert!(NoticeWishes::parse(&RawNoticeWishes::default()).is_err());
    }
}
