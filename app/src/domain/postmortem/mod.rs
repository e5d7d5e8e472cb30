//! Postmortems: one living document per incident, its states and reviews, what is checked before
//! it is published, what it refers to, and a first draft made from the record alone.

mod check;
mod draft;
mod prose;
mod record;
mod references;
mod state;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Invalid,
    account::{Person, UserRef},
    form::Checker,
};

pub use check::{
    CheckLevel, CheckedFactor, CheckedOutput, CheckedRemediation, PublishFacts, PublishFinding,
    publish_check,
};
pub use draft::{DraftControl, DraftEvent, DraftFactor, DraftFacts, DraftRemediation, first_draft};
pub use record::Record;
pub use references::{CitedEvent, Mention, MentionKind, Staleness, mentions, stale_events};
pub use state::{MoveOn, RawMoveOn, after_edit, check_step, steps};
pub use words::{LoadedPhrase, LoadedWord, loaded_words};

vocab! {
    /// Where a postmortem stands.
    pub enum PostmortemStatus ("postmortem status") {
        Draft = "draft", "Draft";
        InReview = "in_review", "In review";
        Published = "published", "Published";
    }
}

vocab! {
    /// What a reviewer said.
    pub enum ReviewOutcome ("review outcome") {
        Pending = "pending", "Asked, no answer yet";
        Approved = "approved", "Approved";
        ChangesRequested = "changes_requested", "Changes requested";
    }
}

/// A postmortem, with its latest text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmortem {
    /// The postmortem's id.
    pub id: Uuid,
    /// The incident it is about.
    pub incident_id: Uuid,
    /// Where it stands.
    pub status: PostmortemStatus,
    /// The latest text, in Markdown.
    pub body: String,
    /// SHA-256 of the latest text, in hexadecimal; approvals are bound to it.
    pub body_hash: String,
    /// The number of the latest version; each save makes one.
    pub revision: i32,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
    /// Who last saved it.
    pub updated_by: Option<Person>,
    /// When it was last published.
    pub published_at: Option<DateTime<Utc>>,
    /// Who last published it.
    pub published_by: Option<Person>,
    /// Who was asked to review it, and what they said.
    pub reviews: Vec<Review>,
    /// The row's version, for stale edits.
    pub version: i32,
}

impl Postmortem {
    /// The reviews that an approval is still awaited from: pending, refused or lapsed.
    pub fn unapproved(&self) -> impl Iterator<Item = &Review> {
        self.reviews.iter().filter(|review| review.required && !review.holds(&self.body_hash))
    }
}

/// What a named person said about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The review's id.
    pub id: Uuid,
    /// Who was asked.
    pub reviewer: Person,
    /// Whether it must be approved by them before it is published.
    pub required: bool,
    /// What they said.
    pub outcome: ReviewOutcome,
    /// What they said about it, in Markdown.
    pub comment: String,
    /// SHA-256 of exactly the text they read.
    pub body_hash: Option<String>,
    /// When they were asked.
    pub asked_at: DateTime<Utc>,
    /// When they answered.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Review {
    /// Whether it approves the text with this hash; an approval lapses when the text changes.
    pub fn holds(&self, body_hash: &str) -> bool {
        self.outcome == ReviewOutcome::Approved && self.body_hash.as_deref() == Some(body_hash)
    }

    /// Whether it approved a text that has changed since.
    pub fn lapsed(&self, body_hash: &str) -> bool {
        self.outcome == ReviewOutcome::Approved && !self.holds(body_hash)
    }
}

/// One kept version of a postmortem's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostmortemVersion {
    /// 1 for the first.
    pub revision: i32,
    /// The text, in Markdown.
    pub body: String,
    /// SHA-256 of the text, in hexadecimal.
    pub body_hash: String,
    /// What was changed, in the writer's words.
    pub note: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// Who saved it.
    pub saved_by: Option<Person>,
    /// Whether it was published.
    pub published: bool,
}

/// A postmortem's text as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPostmortem {
    /// The text, in Markdown.
    pub body: String,
    /// What was changed.
    pub note: String,
}

/// Saves a postmortem's text as a new version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavePostmortem {
    /// The text, in Markdown.
    pub body: String,
    /// What was changed.
    pub note: String,
}

impl SavePostmortem {
    /// Understands a text, or says what is wrong with each field; an empty text is a fine draft.
    pub fn parse(raw: RawPostmortem) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            body: check.text("body", &raw.body),
            note: check.optional_line("note", &raw.note).unwrap_or_default(),
        };
        check.finish(command)
    }
}

/// A request for review as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReviewRequest {
    /// Who is asked: e-mail addresses or ids; each item may hold several, separated by commas.
    pub reviewers: Vec<String>,
    /// Whether they must approve before it is published; yes when blank.
    pub required: String,
}

/// Asks people to review a postmortem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskReview {
    /// Who is asked; never empty.
    pub reviewers: Vec<UserRef>,
    /// Whether they must approve before it is published.
    pub required: bool,
}

impl AskReview {
    /// Understands a request, or says what is wrong with each field.
    pub fn parse(raw: RawReviewRequest) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let reviewers = check.list_of("reviewers", &raw.reviewers, UserRef::parse);
        if raw.reviewers.iter().all(|reviewer| reviewer.trim().is_empty()) {
            check.error("reviewers", "Name who is to review it.");
        }
        let required = raw.required.trim().is_empty() || check.flag("required", &raw.required);
        check.finish(Self { reviewers, required })
    }
}

/// A review as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawReview {
    /// `approved` or `changes_requested`.
    pub outcome: String,
    /// What is to be said about it.
    pub comment: String,
    /// SHA-256 of the text that was read; carried by the form.
    pub body_hash: String,
}

/// Says what a reviewer makes of the text they read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPostmortem {
    /// What they say.
    pub outcome: ReviewOutcome,
    /// What is to be said about it.
    pub comment: String,
    /// SHA-256 of exactly the text they read.
    pub body_hash: String,
}

impl ReviewPostmortem {
    /// Understands a review, or says what is wrong with each field.
    pub fn parse(raw: RawReview) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let outcome = check.word("outcome", &raw.outcome);
        let comment = check.text("comment", &raw.comment);
        if outcome == ReviewOutcome::Pending && !raw.outcome.trim().is_empty() {
            check.error("outcome", "Say approved or changes_requested.");
        }
        if outcome == ReviewOutcome::ChangesRequested && comment.trim().is_empty() {
            check.error("comment", "Say what should change.");
        }
        let body_hash = check.taken("body_hash", super::agent::parse_sha256(&raw.body_hash));
        check.finish(Self { outcome, comment, body_hash: body_hash.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(outcome: ReviewOutcome, hash: Option<&str>) -> Review {
        Review {
            id: Uuid::nil(),
            reviewer: Person { id: Uuid::nil(), name: "Ada".into() },
            required: true,
            outcome,
            comment: String::new(),
            body_hash: hash.map(Into::into),
            asked_at: DateTime::UNIX_EPOCH,
            answered_at: None,
        }
    }

    #[test]
    fn an_approval_lapses_when_the_text_changes() {
        let review = review(ReviewOutcome::Approved, Some("aa"));
        assert!(review.holds("aa") && !review.lapsed("aa"));
        assert!(!review.holds("bb") && review.lapsed("bb"));
    }

    #[test]
    fn changes_are_requested_with_words_and_bound_to_a_text() {
        let raw = RawReview { outcome: "changes_requested".into(), ..RawReview::default() };
        let invalid = ReviewPostmortem::parse(raw).unwrap_err();
        assert_eq!(invalid.of("comment").count(), 1);
        assert_eq!(invalid.of("body_hash").count(), 1);
    }

    #[test]
    fn a_review_is_asked_of_somebody() {
        assert!(AskReview::parse(RawReviewRequest::default()).is_err());
        let raw = RawReviewRequest {
            reviewers: vec!["ada@example.org, bob@example.org".into()],
            ..RawReviewRequest::default()
        };
        let ask = AskReview::parse(raw).unwrap();
        assert!(ask.required && ask.reviewers.len() == 2);
    }
}
