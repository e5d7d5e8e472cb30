//! Findings: what a person made of a suggested recurrence, and what kind of recurrence it is.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{IncidentLine, Likeness, ReviewerFacts};
use crate::domain::{
    Invalid,
    account::Person,
    form::Checker,
    raw::optional_flag,
    reference::{IncidentRef, RemediationRef},
};

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

    /// Whether what the remediation was for was at work again: not another factor, not a case it
    /// was never meant for, not something that it brought about itself.
    pub fn repeats_target(self) -> bool {
        !matches!(
            self,
            Self::SimilarSymptomDifferentFactor
                | Self::OutOfScopeVariant
                | Self::RemediationInduced
        )
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

/// Two incidents that somebody said are not alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The relation that says so.
    pub id: Uuid,
    /// One of them.
    pub a: IncidentLine,
    /// The other.
    pub b: IncidentLine,
    /// Why.
    pub rationale: String,
    /// Who said it.
    pub by: Option<Person>,
    /// When.
    pub at: DateTime<Utc>,
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
            same_factor: optional_flag(&mut check, "same_factor", &raw.same_factor),
            in_scope: optional_flag(&mut check, "in_scope", &raw.in_scope),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_needs_something_that_recurred() {
        let raw = RawFinding { later: "INC-2".into(), ..RawFinding::default() };
        assert_eq!(JudgeRecurrence::parse(raw).unwrap_err().of("earlier").count(), 1);
    }
}
