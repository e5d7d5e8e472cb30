//! How one incident stands to another, and why two incidents cannot be the earlier of each other.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::IncidentLine;
use crate::domain::{
    Invalid, Refused, Vocabulary,
    account::Person,
    form::Checker,
    reference::{IncidentRef, RemediationRef},
};

vocab! {
    /// How one incident stands to another.
    pub enum RelationKind ("relation") {
        RecurrenceOf = "recurrence_of", "Recurrence of";
        CausedByRemediationOf = "caused_by_remediation_of", "Caused by a remediation of";
        DuplicateOf = "duplicate_of", "Duplicate of";
        ChildOf = "child_of", "Child of";
        SameFactor = "same_factor", "Same factor as";
        Similar = "similar", "Similar to";
        NotSimilar = "not_similar", "Not similar to";
    }
}

impl RelationKind {
    /// Whether it reads the same from both sides; the others go from the later to the earlier.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::SameFactor | Self::Similar | Self::NotSimilar)
    }

    /// How it reads from the other side; only shown, never stored.
    pub fn inverse_label(self) -> &'static str {
        match self {
            Self::RecurrenceOf => "Recurred as",
            Self::CausedByRemediationOf => "Its remediation caused",
            Self::DuplicateOf => "Duplicated by",
            Self::ChildOf => "Parent of",
            Self::SameFactor => "Same factor as",
            Self::Similar => "Similar to",
            Self::NotSimilar => "Not similar to",
        }
    }
}

/// A relation, as seen from one incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// The relation's id.
    pub id: Uuid,
    /// How they stand to each other.
    pub kind: RelationKind,
    /// Whether this incident is the one it was stored from.
    pub outgoing: bool,
    /// The other incident.
    pub other: IncidentLine,
    /// The number of the remediation, for [`RelationKind::CausedByRemediationOf`].
    pub remediation: Option<i32>,
    /// Why.
    pub rationale: String,
    /// Who said so.
    pub recorded_by: Option<Person>,
    /// When it was said.
    pub recorded_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

impl Relation {
    /// How it reads from this side.
    pub fn label(&self) -> &'static str {
        if self.outgoing { self.kind.label() } else { self.kind.inverse_label() }
    }
}

/// A relation as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawRelation {
    /// A [`RelationKind`].
    pub kind: String,
    /// The other, earlier incident: `INC-1`.
    pub to: String,
    /// The remediation, for `caused_by_remediation_of`: `REM-7`.
    pub remediation: String,
    /// Why.
    pub rationale: String,
}

/// Relates an incident to another, earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelateIncident {
    /// How it stands to the other.
    pub kind: RelationKind,
    /// The other incident.
    pub to: IncidentRef,
    /// The remediation, always there for [`RelationKind::CausedByRemediationOf`].
    pub remediation: Option<RemediationRef>,
    /// Why.
    pub rationale: String,
}

impl RelateIncident {
    /// Understands a relation, or says what is wrong with each field.
    pub fn parse(raw: RawRelation) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let kind = check.word("kind", &raw.kind);
        let to = check.taken("to", IncidentRef::parse(&raw.to));
        let remediation = check.optional("remediation", &raw.remediation, RemediationRef::parse);
        if kind == RelationKind::CausedByRemediationOf && raw.remediation.trim().is_empty() {
            check.error("remediation", "Name the remediation, like REM-7.");
        }
        let rationale = check.text("rationale", &raw.rationale);
        match to {
            Some(to) => check.finish(Self { kind, to, remediation, rationale }),
            None => check.failed(),
        }
    }
}

/// Whether `from` may be related to `to`, given the relations of that kind there are, as pairs of
/// incident numbers; the kinds that are not symmetric hold no circle.
pub fn check_relation(
    kind: RelationKind,
    from: i32,
    to: i32,
    existing: &[(i32, i32)],
) -> Result<(), Refused> {
    if from == to {
        return Err(Refused::new("self-relation", "An incident cannot be related to itself."));
    }
    let same = |&(a, b): &(i32, i32)| {
        (a, b) == (from, to) || (kind.is_symmetric() && (b, a) == (from, to))
    };
    if existing.iter().any(same) {
        return Err(Refused::new("relation-exists", "These two are already related like this."));
    }
    if kind.is_symmetric() {
        return Ok(());
    }
    match path(to, from, existing) {
        None => Ok(()),
        Some(path) => {
            let names: Vec<_> = path.iter().map(|number| format!("INC-{number}")).collect();
            Err(Refused::new(
                "relation-cycle",
                format!(
                    "This would go in a circle: INC-{from} → {}. Remove one of these first.",
                    names.join(" → ")
                ),
            ))
        }
    }
}

/// A circle among `edges`, from a number back to itself; `None` when there is none.
pub fn circle(edges: &[(i32, i32)]) -> Option<Vec<i32>> {
    edges.iter().find_map(|(from, to)| {
        let mut way = vec![*from];
        way.extend(path(*to, *from, edges)?);
        Some(way)
    })
}

/// A way from `start` to `goal` along `edges`, both included.
fn path(start: i32, goal: i32, edges: &[(i32, i32)]) -> Option<Vec<i32>> {
    let mut reached: Vec<(i32, Option<usize>)> = vec![(start, None)];
    let mut next = 0;
    while let Some(&(at, _)) = reached.get(next) {
        if at == goal {
            let mut way = Vec::new();
            let mut step = Some(next);
            while let Some(index) = step {
                way.push(reached[index].0);
                step = reached[index].1;
            }
            way.reverse();
            return Some(way);
        }
        for &(_, to) in edges.iter().filter(|(from, _)| *from == at) {
            if !reached.iter().any(|(seen, _)| *seen == to) {
                reached.push((to, Some(next)));
            }
        }
        next += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_that_would_go_in_a_circle_is_refused_with_the_way() {
        let existing = [(3, 2), (2, 1)];
        let refusal = check_relation(RelationKind::RecurrenceOf, 1, 3, &existing).unwrap_err();
        assert_eq!(refusal.rule, "relation-cycle");
        assert!(refusal.message.contains("INC-1 → INC-3 → INC-2 → INC-1"), "{refusal}");
        assert!(check_relation(RelationKind::RecurrenceOf, 3, 1, &existing).is_ok());
    }

    #[test]
    fn a_symmetric_relation_is_stored_once_in_either_direction() {
        let refusal = check_relation(RelationKind::Similar, 1, 2, &[(2, 1)]).unwrap_err();
        assert_eq!(refusal.rule, "relation-exists");
        assert!(check_relation(RelationKind::Similar, 1, 3, &[(2, 1), (3, 2)]).is_ok());
    }

    #[test]
    fn an_incident_is_not_related_to_itself() {
        for kind in [RelationKind::Similar, RelationKind::ChildOf] {
            assert_eq!(check_relation(kind, 1, 1, &[]).unwrap_err().rule, "self-relation");
        }
    }

    #[test]
    fn caused_by_a_remediation_names_the_remediation() {
        let raw = RawRelation {
            kind: "caused_by_remediation_of".into(),
            to: "INC-1".into(),
            ..RawRelation::default()
        };
        assert_eq!(RelateIncident::parse(raw).unwrap_err().of("remediation").count(), 1);
    }
}
