//! The line of a family: when each of its incidents began, and when which fix took effect and held.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::remediation::{RemediationStatus, days_overdue};
use crate::domain::severity::Severity;

/// An incident of a family, on its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryIncident {
    /// The number in `INC-42`.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Not before this it began.
    pub earliest: DateTime<Utc>,
    /// Before this it began; the same as `earliest` where the instant is known.
    pub latest: DateTime<Utc>,
    /// Whether it was said when it began; else it lies where it was recorded.
    pub said: bool,
}

/// A fix of a family, on its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryFix {
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub status: RemediationStatus,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// When another took its place, it was declined, or its risk was accepted: there its line ends.
    pub ended_at: Option<DateTime<Utc>>,
    /// The incidents of the family that it serves.
    pub serves: Vec<i32>,
}

/// A family over time, as far as the viewer may see it; each list in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Its incidents.
    pub incidents: Vec<StoryIncident>,
    /// What was done about them.
    pub fixes: Vec<StoryFix>,
}

/// What happened while a fix was in one of its states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recurred {
    /// Incidents that began, certainly, after it was written down and before it took effect or was
    /// given up.
    pub while_open: Vec<i32>,
    /// Incidents that began, certainly, after it took effect and before it was given up.
    pub after_effect: Vec<i32>,
}

impl StoryFix {
    /// Which of `incidents` began after the fix was written down and before it was given up; what the
    /// dates do not settle is in neither list.
    pub fn recurred(&self, incidents: &[StoryIncident]) -> Recurred {
        let mut found = Recurred::default();
        let stood =
            |incident: &&StoryIncident| self.ended_at.is_none_or(|end| incident.latest <= end);
        for incident in incidents.iter().filter(stood) {
            match self.effective_at {
                Some(at) if incident.earliest >= at => found.after_effect.push(incident.number),
                Some(at) if incident.latest > at => {}
                _ if incident.earliest >= self.created_at => found.while_open.push(incident.number),
                _ => {}
            }
        }
        found
    }

    /// Where it stands on a day, in words.
    pub fn standing(&self, today: NaiveDate) -> String {
        use crate::domain::Vocabulary;
        let label = self.status.label().to_lowercase();
        match days_overdue(self.status, self.due, today) {
            Some(1) => format!("{label}, 1 day overdue"),
            Some(days) => format!("{label}, {days} days overdue"),
            None => label,
        }
    }
}

impl Story {
    /// From when to when the line goes: from the first thing on it to `now`.
    pub fn span(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let began = self.incidents.iter().map(|incident| incident.earliest);
        let fixed = self.fixes.iter().map(|fix| fix.created_at);
        let first = began.chain(fixed).min()?;
        let last = self.incidents.iter().map(|incident| incident.latest).max();
        Some((first, last.unwrap_or(now).max(now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(n * 86_400, 0).expect("a day")
    }

    fn incident(number: i32, earliest: i64, latest: i64) -> StoryIncident {
        StoryIncident {
            number,
            title: String::new(),
            severity: None,
            earliest: day(earliest),
            latest: day(latest),
            said: true,
        }
    }

    fn fix(effective: Option<i64>) -> StoryFix {
        StoryFix {
            number: 7,
            title: String::new(),
            status: RemediationStatus::Implemented,
            created_at: day(10),
            due: Some(day(12).date_naive()),
            effective_at: effective.map(day),
            verified_at: None,
            ended_at: None,
            serves: vec![1],
        }
    }

    #[test]
    fn what_happened_before_and_after_a_fix_is_told_and_what_is_uncertain_is_not() {
        let incidents =
            [incident(1, 5, 5), incident(2, 15, 15), incident(3, 18, 25), incident(4, 30, 31)];
        let found = fix(Some(20)).recurred(&incidents);
        assert_eq!((found.while_open, found.after_effect), (vec![2], vec![4]));
        let open = fix(None).recurred(&incidents);
        assert_eq!((open.while_open, open.after_effect), (vec![2, 3, 4], vec![]));
    }

    #[test]
    fn what_happened_once_a_fix_was_given_up_is_not_laid_to_it() {
        let incidents = [incident(2, 15, 15), incident(3, 18, 25), incident(4, 30, 31)];
        let given_up = |effective, ended| {
            let fix = StoryFix { ended_at: Some(day(ended)), ..fix(effective) };
            fix.recurred(&incidents)
        };
        let found = given_up(None, 20);
        assert_eq!((found.while_open, found.after_effect), (vec![2], vec![]));
        let found = given_up(Some(12), 40);
        assert_eq!((found.while_open, found.after_effect), (vec![], vec![2, 3, 4]));
        let found = given_up(Some(12), 26);
        assert_eq!((found.while_open, found.after_effect), (vec![], vec![2, 3]));
    }

    #[test]
    fn a_line_goes_from_its_first_thing_to_now() {
        let story = Story { incidents: vec![incident(1, 5, 5)], fixes: vec![fix(None)] };
        assert_eq!(story.span(day(40)), Some((day(5), day(40))));
        assert_eq!(Story::default().span(day(40)), None);
    }

    #[test]
    fn an_open_fix_says_how_late_it_is() {
        let late = StoryFix { status: RemediationStatus::Accepted, ..fix(None) };
        assert_eq!(late.standing(day(15).date_naive()), "accepted, 3 days overdue");
        assert_eq!(fix(Some(11)).standing(day(15).date_naive()), "implemented, not verified");
    }
}
