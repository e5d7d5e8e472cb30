//! Merging: everything that one incident holds goes into another, and its number leads there.

use serde::{Deserialize, Serialize};

use super::{Side, check_eyes, check_kinds, check_postmortems};
use crate::domain::incident::REASON_MIN;
use crate::domain::recurrence::circle;
use crate::domain::{Invalid, Refused, form::Checker, reference::IncidentRef};

/// A merging as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawMerge {
    /// The incident that takes everything: `INC-7`.
    pub into: String,
    /// Why they are one.
    pub reason: String,
}

/// Moves everything that an incident holds into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeIncident {
    /// The incident that takes it.
    pub into: IncidentRef,
    /// Why they are one.
    pub reason: String,
}

impl MergeIncident {
    /// Understands a merging, or says what is wrong with each field.
    pub fn parse(raw: RawMerge) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let into = check.taken("into", IncidentRef::parse(&raw.into));
        let reason = check.reason("reason", &raw.reason, REASON_MIN);
        match into {
            Some(into) => check.finish(Self { into, reason }),
            None => check.failed(),
        }
    }
}

/// Whether `from` may go into `into`; a refusal says what would make it possible.
pub fn check_merge(from: &Side, into: &Side) -> Result<(), Refused> {
    if from.number == into.number {
        return Err(Refused::new("same-incident", "An incident cannot be merged into itself."));
    }
    check_kinds(from, into)?;
    check_eyes(from, into)?;
    check_postmortems([from, into])
}

/// Whether the relations of one kind would still hold no circle after `from` has become `into`.
pub fn check_circle(pairs: &[(i32, i32)], from: i32, into: i32) -> Result<(), Refused> {
    let one = |number: i32| if number == from { into } else { number };
    let pairs: Vec<(i32, i32)> =
        pairs.iter().map(|(a, b)| (one(*a), one(*b))).filter(|(a, b)| a != b).collect();
    let Some(way) = circle(&pairs) else { return Ok(()) };
    let names: Vec<String> = way.iter().map(|number| format!("INC-{number}")).collect();
    let message = format!(
        "Their relations would go in a circle: {}. Retract one of these relations first.",
        names.join(" → ")
    );
    Err(Refused::new("relation-cycle", message))
}

#[cfg(test)]
mod tests {
    use super::super::tests::side;
    use super::*;

    #[test]
    fn a_merging_needs_a_target_and_a_reason() {
        let wrong = MergeIncident::parse(RawMerge::default()).unwrap_err();
        assert!(wrong.of("into").next().is_some() && wrong.of("reason").next().is_some());
        let raw = RawMerge { into: "inc-7".into(), reason: "One outage, told twice".into() };
        assert_eq!(MergeIncident::parse(raw).unwrap().into, IncidentRef::Number(7));
    }

    #[test]
    fn an_incident_does_not_go_into_itself() {
        assert_eq!(check_merge(&side(1, &[]), &side(1, &[])).unwrap_err().rule, "same-incident");
        assert!(check_merge(&side(1, &[]), &side(2, &[])).is_ok());
    }

    #[test]
    fn relations_that_would_close_a_circle_are_named() {
        // 1 is later than 3, which is later than 2: 1 and 2 cannot be one.
        let refused = check_circle(&[(1, 3), (3, 2)], 1, 2).unwrap_err();
        assert!(refused.message.contains("INC-2 → INC-3 → INC-2"), "{refused}");
        assert!(check_circle(&[(1, 2)], 1, 2).is_ok(), "a relation between the two just ends");
        assert!(check_circle(&[(1, 3), (2, 3)], 1, 2).is_ok());
    }
}
