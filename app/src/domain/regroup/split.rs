//! Splitting: chosen events of an incident become another incident, or go to one that is there.

use serde::{Deserialize, Serialize};

use super::{Side, check_eyes, check_kinds, check_postmortems};
use crate::domain::incident::REASON_MIN;
use crate::domain::{
    Invalid, Refused,
    form::Checker,
    reference::{EventRef, IncidentRef},
};

/// A splitting as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawSplit {
    /// The events that go: `E5`; each item may hold several, separated by commas.
    pub events: Vec<String>,
    /// The incident that takes them: `INC-7`; blank for a new one.
    pub into: String,
    /// What the new incident is called.
    pub title: String,
    /// Why they are two.
    pub reason: String,
}

/// Where the events go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitTo {
    /// To a new incident with this title.
    New(String),
    /// To one that is there.
    Existing(IncidentRef),
}

/// Moves chosen events of an incident to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitIncident {
    /// The numbers of the events, each once, in order.
    pub events: Vec<i32>,
    /// Where they go.
    pub to: SplitTo,
    /// Why they are two.
    pub reason: String,
}

impl SplitIncident {
    /// Understands a splitting, or says what is wrong with each field.
    pub fn parse(raw: RawSplit) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let mut events = check.list_of("events", &raw.events, EventRef::parse_seq);
        events.sort_unstable();
        events.dedup();
        if raw.events.iter().all(|item| item.trim().is_empty()) {
            check.error("events", "Choose the events that belong elsewhere.");
        }
        let to = if raw.into.trim().is_empty() {
            Some(SplitTo::New(check.line("title", &raw.title)))
        } else {
            check.taken("into", IncidentRef::parse(&raw.into)).map(SplitTo::Existing)
        };
        let reason = check.reason("reason", &raw.reason, REASON_MIN);
        match to {
            Some(to) => check.finish(Self { events, to, reason }),
            None => check.failed(),
        }
    }
}

/// Whether events of `from` may go to `to`, where that is there already; `all` of them may not.
pub fn check_split(from: &Side, to: Option<&Side>, all: bool) -> Result<(), Refused> {
    if all {
        let message =
            "These are all events of the incident. Merge the whole of it instead.".to_owned();
        return Err(Refused::new("split-all", message).on("events"));
    }
    let Some(to) = to else { return check_postmortems([from, from]) };
    if from.number == to.number {
        let message = "They are in this incident already.";
        return Err(Refused::new("same-incident", message).on("into"));
    }
    check_kinds(from, to)?;
    check_eyes(from, to)?;
    check_postmortems([from, to])
}

#[cfg(test)]
mod tests {
    use super::super::tests::side;
    use super::*;

    #[test]
    fn a_splitting_names_events_a_target_and_a_reason() {
        let wrong = SplitIncident::parse(RawSplit::default()).unwrap_err();
        for field in ["events", "title", "reason"] {
            assert!(wrong.of(field).next().is_some(), "{field}: {wrong:?}");
        }
        let raw = RawSplit {
            events: vec!["E7, E5".into(), "5".into()],
            title: "The second outage".into(),
            reason: "Another cause, a day later".into(),
            ..RawSplit::default()
        };
        let split = SplitIncident::parse(raw).unwrap();
        assert_eq!(split.events, [5, 7]);
        assert_eq!(split.to, SplitTo::New("The second outage".into()));
    }

    #[test]
    fn all_events_or_the_same_incident_are_refused() {
        assert_eq!(check_split(&side(1, &[]), None, true).unwrap_err().rule, "split-all");
        let same = check_split(&side(1, &[]), Some(&side(1, &[])), false).unwrap_err();
        assert_eq!(same.rule, "same-incident");
        let wider = check_split(&side(1, &[7]), Some(&side(2, &[])), false).unwrap_err();
        assert_eq!(wider.rule, "visibility-widens");
        assert!(check_split(&side(1, &[]), None, false).is_ok());
    }
}
