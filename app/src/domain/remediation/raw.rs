//! A remediation as typed, and what it is understood as.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Measure, Priority, Remediation, RemediationType};
use crate::domain::{
    Invalid,
    account::UserRef,
    control::Strength,
    factor::FactorTarget,
    form::Checker,
    reference::{EventRef, IncidentRef},
};

/// What shows that a remediation works, as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawMeasure {
    /// What is measured.
    pub what: String,
    /// How it is checked.
    pub how: String,
    /// The result that would show it.
    pub expected: String,
    /// The day on which to look, `YYYY-MM-DD`.
    pub check_on: String,
    /// For how many days it is watched once it is verified, 1 to 730.
    pub watch_days: String,
}

/// A remediation as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawRemediation {
    /// What is to be done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: String,
    /// A [`RemediationType`]; `prevent` when blank.
    #[serde(rename = "type")]
    pub kind: String,
    /// A [`Strength`], or blank.
    pub strength: String,
    /// A [`Priority`]; `normal` when blank.
    pub priority: String,
    /// The factors it is aimed at: `code` or `code @ scope`.
    pub factors: Vec<String>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// Who does it: an e-mail address or an id.
    pub owner: String,
    /// Who will say whether it works: an e-mail address or an id, not the owner's.
    pub verifier: String,
    /// When it should have taken effect, `YYYY-MM-DD`.
    pub due: String,
    /// Where it is tracked elsewhere: a link.
    pub tracker: String,
    /// What shows that it works.
    pub measure: RawMeasure,
    /// The incidents it serves: `INC-1`; each item may hold several, separated by commas.
    pub incidents: Vec<String>,
    /// The event it is made from: `INC-1/E5`.
    pub event: String,
}

impl From<&Remediation> for RawRemediation {
    /// The remediation as a form shows it; people are named by id.
    fn from(it: &Remediation) -> Self {
        let person = |person: &Option<crate::domain::account::Person>| {
            person.as_ref().map(|person| person.id.to_string()).unwrap_or_default()
        };
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            title: it.title.clone(),
            description: it.description.clone(),
            kind: it.kind.to_string(),
            strength: it.strength.map(|strength| strength.to_string()).unwrap_or_default(),
            priority: it.priority.to_string(),
            factors: it.factors.iter().map(FactorTarget::to_string).collect(),
            controls: it.controls.clone(),
            owner: person(&it.owner),
            verifier: person(&it.verifier),
            due: day(it.due),
            tracker: it.tracker.clone().unwrap_or_default(),
            measure: RawMeasure {
                what: it.measure.what.clone(),
                how: it.measure.how.clone(),
                expected: it.measure.expected.clone(),
                check_on: day(it.measure.check_on),
                watch_days: it.measure.watch_days.map(|n| n.to_string()).unwrap_or_default(),
            },
            incidents: it.incidents.iter().map(|i| format!("INC-{}", i.number)).collect(),
            event: String::new(),
        }
    }
}

/// Writes a remediation down, or rewrites it when it is edited; its status is not part of this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteRemediation {
    /// What is to be done.
    pub title: String,
    /// More about it, in Markdown.
    pub description: String,
    /// What it does.
    pub kind: RemediationType,
    /// How well it holds without anybody's attention.
    pub strength: Option<Strength>,
    /// How urgent it is.
    pub priority: Priority,
    /// The factors it is aimed at; the store knows whether the catalogue has them.
    pub factors: Vec<FactorTarget>,
    /// The codes of the controls it is aimed at.
    pub controls: Vec<String>,
    /// Who does it.
    pub owner: Option<UserRef>,
    /// Who will say whether it works.
    pub verifier: Option<UserRef>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// Where it is tracked elsewhere.
    pub tracker: Option<String>,
    /// What shows that it works.
    pub measure: Measure,
    /// The incidents it serves.
    pub incidents: Vec<IncidentRef>,
    /// The event it is made from, with its incident.
    pub event: Option<EventRef>,
}

impl WriteRemediation {
    /// Understands a remediation, or says what is wrong with each field.
    pub fn parse(raw: RawRemediation) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            title: check.line("title", &raw.title),
            description: check.text("description", &raw.description),
            kind: check.word_or("type", &raw.kind, RemediationType::Prevent),
            strength: check.optional_word("strength", &raw.strength),
            priority: check.word_or("priority", &raw.priority, Priority::Normal),
            factors: check.list_of("factors", &raw.factors, FactorTarget::parse),
            controls: check.list("controls", &raw.controls),
            owner: check.optional("owner", &raw.owner, UserRef::parse),
            verifier: check.optional("verifier", &raw.verifier, UserRef::parse),
            due: check.optional_date("due", &raw.due),
            tracker: check.optional_url("tracker", &raw.tracker),
            measure: measure(&mut check, &raw.measure),
            incidents: check.list_of("incidents", &raw.incidents, IncidentRef::parse),
            event: check.optional("event", &raw.event, EventRef::parse),
        };
        if command.owner.is_some() && command.owner == command.verifier {
            check.error("verifier", "Name somebody other than the owner.");
        }
        if matches!(command.event, Some(EventRef::Seq(_))) {
            check.error("event", "Name the incident too, like INC-42/E5.");
        }
        check.finish(command)
    }
}

fn measure(check: &mut Checker, raw: &RawMeasure) -> Measure {
    let measure = Measure {
        what: check.text("measure.what", &raw.what),
        how: check.text("measure.how", &raw.how),
        expected: check.text("measure.expected", &raw.expected),
        check_on: check.optional_date("measure.check_on", &raw.check_on),
        watch_days: check.optional("measure.watch_days", &raw.watch_days, watch_days),
    };
    let says_more = !measure.how.is_empty() || !measure.expected.is_empty();
    if measure.is_blank() && says_more {
        check.error("measure.what", "Say what is measured.");
    }
    measure
}

pub(super) fn watch_days(text: &str) -> Result<u32, String> {
    let days = text.trim().parse().ok().filter(|days| (1..=730).contains(days));
    days.ok_or_else(|| "Write a number of days from 1 to 730.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_enough() {
        let raw =
            RawRemediation { title: "Ask before posting".into(), ..RawRemediation::default() };
        let command = WriteRemediation::parse(raw).unwrap();
        assert_eq!(command.kind, RemediationType::Prevent);
        assert!(command.measure.is_blank() && command.incidents.is_empty());
    }

    #[test]
    fn the_owner_cannot_be_named_as_verifier() {
        let raw = RawRemediation {
            title: "Ask before posting".into(),
            owner: "ada@example.org".into(),
            verifier: "ADA@example.org".into(),
            ..RawRemediation::default()
        };
        assert_eq!(WriteRemediation::parse(raw).unwrap_err().of("verifier").count(), 1);
    }

    #[test]
    fn the_fields_of_the_measure_are_named_as_in_the_api() {
        let form = r#"{"title":"t","measure":{"how":"log query","check_on":"soon"}}"#;
        let raw: RawRemediation = serde_json::from_str(form).unwrap();
        let invalid = WriteRemediation::parse(raw).unwrap_err();
        assert_eq!(invalid.of("measure.what").count(), 1);
        assert_eq!(invalid.of("measure.check_on").count(), 1);
    }

    #[test]
    fn incidents_and_factors_come_as_a_list_or_in_one_line() {
        let raw = RawRemediation {
            title: "t".into(),
            incidents: vec!["INC-1, inc-2".into(), "INC-1".into()],
            factors: vec!["approval_missing @ forum-helper".into()],
            event: "INC-1/E5".into(),
            ..RawRemediation::default()
        };
        let command = WriteRemediation::parse(raw).unwrap();
        assert_eq!(command.incidents, [IncidentRef::Number(1), IncidentRef::Number(2)]);
        assert_eq!(command.factors[0].scope, "forum-helper");
    }
}
