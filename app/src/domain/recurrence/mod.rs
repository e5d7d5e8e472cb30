//! What repeats: relations between incidents, families that people have joined, and findings,
//! the reviewed judgement that a later incident repeats an earlier one or what a fix was for.

mod class;
mod likeness;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Invalid, Refused,
    account::Person,
    form::Checker,
    reference::{IncidentRef, RemediationRef},
};

pub use class::{Fix, Onset, ReviewerFacts, alarm, classify};
pub use likeness::{IncidentTraits, Likeness, compare};

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

/// The other incident of a relation or a member of a family, as a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentLine {
    /// The incident's id.
    pub id: Uuid,
    /// The number in `INC-42`.
    pub number: i32,
    /// Its title.
    pub title: String,
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
}

impl Relation {
    /// How it reads from this side.
    pub fn label(&self) -> &'static str {
        use super::Vocabulary;
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

/// A named line of incidents that a person has joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The family's id.
    pub id: Uuid,
    /// What it is called, e.g. `Agent publishes without approval`.
    pub name: String,
    /// What its incidents have in common, in Markdown.
    pub description: String,
    /// Its incidents, as far as the viewer may see them.
    pub incidents: Vec<IncidentLine>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A family as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFamily {
    /// What it is called.
    pub name: String,
    /// What its incidents have in common.
    pub description: String,
    /// Its incidents: `INC-1`; each item may hold several, separated by commas.
    pub incidents: Vec<String>,
}

/// Makes a family, or rewrites one when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFamily {
    /// What it is called.
    pub name: String,
    /// What its incidents have in common.
    pub description: String,
    /// Its incidents.
    pub incidents: Vec<IncidentRef>,
}

impl NameFamily {
    /// Understands a family, or says what is wrong with each field.
    pub fn parse(raw: RawFamily) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            name: check.line("name", &raw.name),
            description: check.text("description", &raw.description),
            incidents: check.list_of("incidents", &raw.incidents, IncidentRef::parse),
        };
        check.finish(command)
    }
}

vocab! {
    /// What a person made of a suggested recurrence.
    pub enum Verdict ("verdict") {
        Suggested = "suggested", "Suggested, not reviewed";
        Confirmed = "confirmed", "Confirmed";
        Rejected = "rejected", "Rejected";
    }
}

vocab! {
    /// What kind of recurrence it is, derived from dates and the reviewer's facts.
    pub enum RecurrenceClass ("recurrence class") {
        BeforeFix = "before_fix", "Before the fix: the remediation was still open";
        AfterFixUnverified = "after_fix_unverified", "After a fix that nobody had verified";
        AfterVerifiedFix = "after_verified_fix", "After a verified fix: it does not hold";
        FixRegressed = "fix_regressed", "The fix had been undone";
        OutOfScopeVariant = "out_of_scope_variant", "A variant the fix was not for";
        RemediationInduced = "remediation_induced", "The remediation itself brought it about";
        SimilarSymptomDifferentFactor = "similar_symptom_different_factor", "Looks alike, another factor";
        Undetermined = "undetermined", "Undetermined: the dates do not say";
    }
}

impl RecurrenceClass {
    /// Whether it counts as a recurrence in figures.
    pub fn counts(self) -> bool {
        !matches!(self, Self::SimilarSymptomDifferentFactor | Self::Undetermined)
    }

    /// Whether it shows that a verified remediation is ineffective.
    pub fn disproves_fix(self) -> bool {
        self == Self::AfterVerifiedFix
    }
}

/// The judgement that a later incident repeats an earlier one, or what a remediation was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The finding's id.
    pub id: Uuid,
    /// The later incident.
    pub later: IncidentLine,
    /// The earlier incident.
    pub earlier: Option<IncidentLine>,
    /// The number of the remediation whose target recurred.
    pub remediation: Option<i32>,
    /// What a person made of it.
    pub verdict: Verdict,
    /// What kind it is.
    pub class: RecurrenceClass,
    /// What makes them alike.
    pub likeness: Vec<Likeness>,
    /// What the reviewer knows.
    pub facts: ReviewerFacts,
    /// Why it was confirmed or rejected.
    pub rationale: String,
    /// Who reviewed it.
    pub reviewed_by: Option<Person>,
    /// When it was reviewed.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A finding as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFinding {
    /// The later incident: `INC-2`.
    pub later: String,
    /// The earlier incident: `INC-1`, or blank with a remediation.
    pub earlier: String,
    /// The remediation whose target recurred: `REM-7`, or blank with an earlier incident.
    pub remediation: String,
    /// A [`Verdict`]; `confirmed` when blank.
    pub verdict: String,
    /// Why.
    pub rationale: String,
    /// Whether the same factor was at work: `true`, `false` or blank for not known.
    pub same_factor: String,
    /// Whether the fix was meant to cover this case: `true`, `false` or blank for not known.
    pub in_scope: String,
    /// Whether the fix had been undone before it happened.
    pub fix_undone: String,
    /// Whether the remediation itself brought it about.
    pub induced: String,
}

/// Records the judgement on a recurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgeRecurrence {
    /// The later incident.
    pub later: IncidentRef,
    /// The earlier incident.
    pub earlier: Option<IncidentRef>,
    /// The remediation whose target recurred.
    pub remediation: Option<RemediationRef>,
    /// What the person makes of it.
    pub verdict: Verdict,
    /// Why.
    pub rationale: String,
    /// What the reviewer knows.
    pub facts: ReviewerFacts,
}

impl JudgeRecurrence {
    /// Understands a judgement, or says what is wrong with each field.
    pub fn parse(raw: RawFinding) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let later = check.taken("later", IncidentRef::parse(&raw.later));
        let earlier = check.optional("earlier", &raw.earlier, IncidentRef::parse);
        let remediation = check.optional("remediation", &raw.remediation, RemediationRef::parse);
        if raw.earlier.trim().is_empty() && raw.remediation.trim().is_empty() {
            check.error("earlier", "Name the earlier incident or the remediation.");
        }
        if earlier.is_some() && earlier == later {
            check.error("earlier", "An incident does not repeat itself; name another.");
        }
        let verdict = check.word_or("verdict", &raw.verdict, Verdict::Confirmed);
        let rationale = check.text("rationale", &raw.rationale);
        let facts = ReviewerFacts {
            same_factor: answer(&mut check, "same_factor", &raw.same_factor),
            in_scope: answer(&mut check, "in_scope", &raw.in_scope),
            fix_undone: check.flag("fix_undone", &raw.fix_undone),
            induced: check.flag("induced", &raw.induced),
        };
        match later {
            Some(later) => {
                check.finish(Self { later, earlier, remediation, verdict, rationale, facts })
            }
            None => check.failed(),
        }
    }
}

/// Yes, no, or blank for not known.
fn answer(check: &mut Checker, field: &str, raw: &str) -> Option<bool> {
    if raw.trim().is_empty() { None } else { Some(check.flag(field, raw)) }
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

    #[test]
    fn a_judgement_needs_something_that_recurred() {
        let raw = RawFinding { later: "INC-2".into(), ..RawFinding::default() };
        assert_eq!(JudgeRecurrence::parse(raw).unwrap_err().of("earlier").count(), 1);
    }
}
