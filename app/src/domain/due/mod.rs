//! When a remediation should be due, in business days, and when somebody is reminded of it.

mod raw;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::Vocabulary;
use super::remediation::RemediationType;
use super::severity::Severity;

pub use raw::RawDuePolicy;

vocab! {
    /// What one is reminded of.
    pub enum Reminder ("reminder") {
        DueSoon = "due_soon", "Due soon";
        Overdue = "overdue", "Overdue";
        Escalated = "escalated", "Overdue for long";
    }
}

/// One rule: for whom it is, and how many business days it gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueRule {
    /// Only for incidents of this severity.
    pub severity: Option<Severity>,
    /// Only for remediations of this type.
    #[serde(rename = "type")]
    pub kind: Option<RemediationType>,
    /// The business days.
    pub days: u32,
}

/// The rules of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuePolicy {
    /// The rules; the one that says most about a remediation holds.
    pub rules: Vec<DueRule>,
    /// How many business days before its day the owner is reminded.
    pub remind_before: u32,
    /// How many business days after its day whoever commands the incident is told.
    pub escalate_after: u32,
    /// The addresses of those who are told then as well, as far as they may see it.
    #[serde(default)]
    pub escalate_to: Vec<String>,
}

impl Default for DuePolicy {
    fn default() -> Self {
        let rule =
            |rank: u8, days| DueRule { severity: Severity::from_rank(rank), kind: None, days };
        let rules = vec![rule(0, 10), rule(1, 15), rule(2, 30), rule(3, 45), rule(4, 60)];
        Self { rules, remind_before: 3, escalate_after: 5, escalate_to: Vec::new() }
    }
}

/// A day, and why it is that one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueSuggestion {
    /// The day.
    pub due: NaiveDate,
    /// Why.
    pub reason: String,
}

impl DuePolicy {
    /// The day for a remediation of this type, begun on `today` for an incident of this severity.
    pub fn suggest(
        &self,
        severity: Option<Severity>,
        kind: RemediationType,
        today: NaiveDate,
    ) -> Option<DueSuggestion> {
        let fits = |rule: &&DueRule| {
            rule.severity.is_none_or(|own| severity == Some(own))
                && rule.kind.is_none_or(|own| own == kind)
        };
        let says = |rule: &&DueRule| (rule.severity.is_some(), rule.kind.is_some());
        let rule = self.rules.iter().filter(fits).max_by_key(says)?;
        let whom = match (rule.severity, rule.kind) {
            (Some(severity), Some(kind)) => {
                format!("{severity} and the type {}", kind.label().to_lowercase())
            }
            (Some(severity), None) => severity.to_string(),
            (None, Some(kind)) => format!("the type {}", kind.label().to_lowercase()),
            (None, None) => "every remediation".to_owned(),
        };
        let due = after(today, rule.days);
        Some(DueSuggestion { due, reason: format!("{} business days for {whom}.", rule.days) })
    }

    /// What is to be reminded of on `today`, for what is due on `due`: all that has come.
    pub fn reminders(&self, due: NaiveDate, today: NaiveDate) -> Vec<Reminder> {
        let mut come = Vec::new();
        if due >= today && due <= after(today, self.remind_before) {
            come.push(Reminder::DueSoon);
        }
        if due < today {
            come.push(Reminder::Overdue);
        }
        if today > after(due, self.escalate_after) {
            come.push(Reminder::Escalated);
        }
        come
    }
}

/// The day that is `days` business days after `day`; Saturdays and Sundays do not count.
pub fn after(day: NaiveDate, days: u32) -> NaiveDate {
    let (mut at, mut left) = (day, days);
    while left > 0 {
        let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
        at = next;
        if !matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_do_not_count() {
        // 2026-11-20 is a Friday.
        assert_eq!(after(day("2026-11-20"), 1), day("2026-11-23"));
        assert_eq!(after(day("2026-11-21"), 1), day("2026-11-23"));
        assert_eq!(after(day("2026-11-20"), 10), day("2026-12-04"));
        assert_eq!(after(day("2026-11-20"), 0), day("2026-11-20"));
    }

    #[test]
    fn the_rule_that_says_most_holds_and_is_the_reason() {
        let sev1 = Severity::from_rank(1);
        let repair = Some(RemediationType::Repair);
        let policy = DuePolicy {
            rules: vec![
                DueRule { severity: None, kind: None, days: 60 },
                DueRule { severity: None, kind: repair, days: 20 },
                DueRule { severity: sev1, kind: None, days: 10 },
                DueRule { severity: sev1, kind: repair, days: 2 },
            ],
            ..DuePolicy::default()
        };
        let days = |severity, kind| {
            policy.suggest(severity, kind, day("2026-11-20")).map(|it| (it.due, it.reason))
        };
        let both = days(sev1, RemediationType::Repair).unwrap();
        assert_eq!(both.0, day("2026-11-24"));
        assert_eq!(both.1, "2 business days for SEV1 and the type repair.");
        assert_eq!(days(sev1, RemediationType::Detect).unwrap().0, day("2026-12-04"));
        assert_eq!(days(None, RemediationType::Repair).unwrap().0, day("2026-12-18"));
        assert!(days(None, RemediationType::Detect).unwrap().1.contains("every remediation"));
        let shipped = DuePolicy::default();
        assert_eq!(shipped.suggest(None, RemediationType::Repair, day("2026-11-20")), None);
    }

    #[test]
    fn reminders_come_before_after_and_long_after() {
        let policy = DuePolicy::default();
        let of = |due: &str, today: &str| policy.reminders(day(due), day(today));
        assert_eq!(of("2026-11-27", "2026-11-20"), []);
        assert_eq!(of("2026-11-25", "2026-11-20"), [Reminder::DueSoon]);
        assert_eq!(of("2026-11-20", "2026-11-20"), [Reminder::DueSoon]);
        assert_eq!(of("2026-11-20", "2026-11-21"), [Reminder::Overdue]);
        assert_eq!(of("2026-11-20", "2026-11-28"), [Reminder::Overdue, Reminder::Escalated]);
    }
}
