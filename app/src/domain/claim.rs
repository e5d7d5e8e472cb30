//! Claims: what somebody said is so. Competing claims stand beside each other, and nothing
//! resolves them silently.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, account::Person, form::Checker, reference::EventRef};

vocab! {
    /// How a claim stands.
    pub enum ClaimStatus ("claim status") {
        Asserted = "asserted", "Asserted";
        Corroborated = "corroborated", "Corroborated";
        Disputed = "disputed", "Disputed";
        Refuted = "refuted", "Refuted";
        Superseded = "superseded", "Superseded";
    }
}

impl ClaimStatus {
    /// Whether the claim still competes with others about the same question.
    pub fn stands(self) -> bool {
        !matches!(self, Self::Refuted | Self::Superseded)
    }
}

/// A statement, with who made it and where it can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The claim's id.
    pub id: Uuid,
    /// The question it answers; claims with the same question compete, e.g. `Who acted?`.
    pub question: String,
    /// What is claimed.
    pub statement: String,
    /// Who claims it.
    pub made_by: String,
    /// Where it can be read: a link or words.
    pub source: String,
    /// The event it is about, by number.
    pub event: Option<i32>,
    /// How it stands.
    pub status: ClaimStatus,
    /// Who recorded it.
    pub recorded_by: Option<Person>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A claim as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawClaim {
    /// The question it answers.
    pub question: String,
    /// What is claimed.
    pub statement: String,
    /// Who claims it.
    pub made_by: String,
    /// Where it can be read: a link or words.
    pub source: String,
    /// The event it is about: `E7` or `7`.
    pub event: String,
    /// A [`ClaimStatus`]; `asserted` when blank.
    pub status: String,
}

/// Records a claim, or rewrites it when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordClaim {
    /// The question it answers; blank when it stands alone.
    pub question: String,
    /// What is claimed.
    pub statement: String,
    /// Who claims it.
    pub made_by: String,
    /// Where it can be read.
    pub source: String,
    /// The event it is about, by number.
    pub event: Option<i32>,
    /// How it stands.
    pub status: ClaimStatus,
}

impl RecordClaim {
    /// Understands a claim, or says what is wrong with each field.
    pub fn parse(raw: RawClaim) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            question: check.optional_line("question", &raw.question).unwrap_or_default(),
            statement: check.required_text("statement", &raw.statement),
            made_by: check.line("made_by", &raw.made_by),
            source: check.optional_long_line("source", &raw.source, 2_000).unwrap_or_default(),
            event: check.optional("event", &raw.event, EventRef::parse_seq),
            status: check.word_or("status", &raw.status, ClaimStatus::Asserted),
        };
        check.finish(command)
    }
}

/// The questions on which two or more claims still stand, with how many.
pub fn open_questions(claims: &[Claim]) -> Vec<(&str, usize)> {
    let mut questions: Vec<(&str, usize)> = Vec::new();
    for claim in claims.iter().filter(|c| c.status.stands() && !c.question.is_empty()) {
        match questions.iter_mut().find(|(question, _)| *question == claim.question) {
            Some((_, count)) => *count += 1,
            None => questions.push((&claim.question, 1)),
        }
    }
    questions.retain(|(_, count)| *count > 1);
    questions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(question: &str, status: ClaimStatus) -> Claim {
        Claim {
            id: Uuid::nil(),
            question: question.into(),
            statement: "…".into(),
            made_by: "a newspaper".into(),
            source: String::new(),
            event: None,
            status,
            recorded_by: None,
            recorded_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn two_standing_claims_keep_a_question_open_and_a_refuted_one_closes_it() {
        use ClaimStatus::{Asserted, Disputed, Refuted};
        let claims = [
            claim("Who acted?", Asserted),
            claim("Who acted?", Disputed),
            claim("Which level?", Asserted),
            claim("Which level?", Refuted),
            claim("", Asserted),
            claim("", Asserted),
        ];
        assert_eq!(open_questions(&claims), [("Who acted?", 2)]);
    }

    #[test]
    fn a_claim_needs_words_and_somebody_who_said_them() {
        let invalid = RecordClaim::parse(RawClaim::default()).unwrap_err();
        let fields: Vec<_> = invalid.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["statement", "made_by"]);
    }
}
