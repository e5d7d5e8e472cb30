//! The states of a postmortem: draft, in review, published, and back.

use serde::{Deserialize, Serialize};

use super::{
    Postmortem,
    PostmortemStatus::{self, Draft, InReview, Published},
    check::{CheckLevel, PublishFinding},
};
use crate::domain::{Invalid, Refused, Vocabulary, form::Checker};

/// The steps that are possible from `from`.
pub fn steps(from: PostmortemStatus) -> &'static [PostmortemStatus] {
    match from {
        Draft => &[InReview],
        InReview => &[Published, Draft],
        Published => &[Draft],
    }
}

/// Where a postmortem stands after its text has changed: what was published is a draft again (the
/// published version stays in the history), and a review goes on with its approvals lapsed.
pub fn after_edit(status: PostmortemStatus) -> PostmortemStatus {
    if status == Published { Draft } else { status }
}

/// A step as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawMoveOn {
    /// A [`PostmortemStatus`].
    pub to: String,
    /// Why; needed for taking a published one back.
    pub reason: String,
}

/// Takes a postmortem to another state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveOn {
    /// Where it goes.
    pub to: PostmortemStatus,
    /// Why.
    pub reason: Option<String>,
}

impl MoveOn {
    /// Understands a step, or says what is wrong with each field.
    pub fn parse(raw: RawMoveOn) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let to = check.word("to", &raw.to);
        let reason = Some(check.text("reason", &raw.reason)).filter(|r| !r.trim().is_empty());
        check.finish(Self { to, reason })
    }
}

/// Whether `postmortem` may take this step; `findings` are those of the publish check, and are
/// only looked at for publishing. A refusal says what is needed.
pub fn check_step(
    postmortem: &Postmortem,
    step: &MoveOn,
    findings: &[PublishFinding],
) -> Result<(), Refused> {
    let from = postmortem.status;
    if from == step.to {
        return Err(Refused::new("same-status", format!("It is already {from}.")));
    }
    if !steps(from).contains(&step.to) {
        let possible: Vec<_> = steps(from).iter().map(|status| status.as_str()).collect();
        return Err(Refused::new(
            "status-step",
            format!("It cannot go from {from} to {}. From here: {}.", step.to, possible.join(", ")),
        ));
    }
    match (from, step.to) {
        (_, InReview) if postmortem.body.trim().is_empty() => {
            Err(Refused::new("empty-text", "There is nothing to review yet: write the text first."))
        }
        (Published, Draft) if step.reason.is_none() => {
            Err(Refused::new("reason-needed", "Taking a published postmortem back needs a reason.")
                .on("reason"))
        }
        (_, Published) => check_publish(postmortem, findings),
        _ => Ok(()),
    }
}

fn check_publish(postmortem: &Postmortem, findings: &[PublishFinding]) -> Result<(), Refused> {
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.level == CheckLevel::Error)
        .map(|finding| finding.message.as_str())
        .collect();
    if !errors.is_empty() {
        return Err(Refused::new(
            "publish-check",
            format!("Before it is published: {}", errors.join(" ")),
        ));
    }
    let awaited: Vec<_> = postmortem
        .unapproved()
        .map(|review| {
            let lapsed = if review.lapsed(&postmortem.body_hash) {
                ", who approved an earlier text"
            } else {
                ""
            };
            format!("{}{lapsed}", review.reviewer.name)
        })
        .collect();
    if awaited.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "approval-needed",
        format!("Before it is published, it needs the approval of {}.", awaited.join("; ")),
    ))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::domain::{
        account::Person,
        postmortem::{Review, ReviewOutcome},
    };

    fn postmortem(status: PostmortemStatus) -> Postmortem {
        Postmortem {
            id: Uuid::nil(),
            incident_id: Uuid::nil(),
            status,
            body: "What happened.".into(),
            body_hash: "aa".into(),
            revision: 1,
            updated_at: DateTime::UNIX_EPOCH,
            updated_by: None,
            published_at: None,
            published_by: None,
            reviews: vec![],
            version: 1,
        }
    }

    fn review(required: bool, outcome: ReviewOutcome, hash: &str) -> Review {
        Review {
            id: Uuid::nil(),
            reviewer: Person { id: Uuid::nil(), name: "Ada".into() },
            required,
            outcome,
            comment: String::new(),
            body_hash: Some(hash.into()),
            asked_at: DateTime::UNIX_EPOCH,
            answered_at: None,
        }
    }

    fn to(status: PostmortemStatus) -> MoveOn {
        MoveOn { to: status, reason: None }
    }

    fn rule(postmortem: &Postmortem, to: &MoveOn, findings: &[PublishFinding]) -> &'static str {
        check_step(postmortem, to, findings).map_or_else(|refused| refused.rule, |()| "ok")
    }

    #[test]
    fn a_draft_is_reviewed_before_it_is_published() {
        assert_eq!(rule(&postmortem(Draft), &to(InReview), &[]), "ok");
        assert_eq!(rule(&postmortem(InReview), &to(Published), &[]), "ok");
        let refused = check_step(&postmortem(Draft), &to(Published), &[]).unwrap_err();
        assert!(refused.message.contains("in_review"), "{refused}");
    }

    #[test]
    fn an_empty_text_is_not_reviewed() {
        let empty = Postmortem { body: " \n".into(), ..postmortem(Draft) };
        assert_eq!(rule(&empty, &to(InReview), &[]), "empty-text");
    }

    #[test]
    fn errors_stop_publishing_and_warnings_do_not() {
        let finding = |level| PublishFinding {
            level,
            rule: "no-timeline".into(),
            message: "Write the timeline.".into(),
            about: None,
        };
        let postmortem = postmortem(InReview);
        assert_eq!(rule(&postmortem, &to(Published), &[finding(CheckLevel::Warning)]), "ok");
        let refused =
            check_step(&postmortem, &to(Published), &[finding(CheckLevel::Error)]).unwrap_err();
        assert!(refused.message.contains("Write the timeline."), "{refused}");
    }

    #[test]
    fn every_required_approval_must_be_of_this_text() {
        use ReviewOutcome::{Approved, ChangesRequested, Pending};
        for (review, expected) in [
            (review(true, Approved, "aa"), "ok"),
            (review(true, Approved, "bb"), "approval-needed"),
            (review(true, Pending, "aa"), "approval-needed"),
            (review(true, ChangesRequested, "aa"), "approval-needed"),
            (review(false, Pending, "aa"), "ok"),
        ] {
            let reviewed = Postmortem { reviews: vec![review], ..postmortem(InReview) };
            assert_eq!(rule(&reviewed, &to(Published), &[]), expected);
        }
    }

    #[test]
    fn what_is_published_goes_back_with_a_reason_and_an_edit_makes_it_a_draft() {
        assert_eq!(rule(&postmortem(Published), &to(Draft), &[]), "reason-needed");
        let with_reason = MoveOn { to: Draft, reason: Some("new facts".into()) };
        assert_eq!(rule(&postmortem(Published), &with_reason, &[]), "ok");
        assert_eq!(after_edit(Published), Draft);
        assert_eq!(after_edit(InReview), InReview);
    }
}
