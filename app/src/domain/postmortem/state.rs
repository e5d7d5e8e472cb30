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
            Err(Refused::new("reason-needed", "Taking a published postmortem back needs a reason."))
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
