//! Beside the text: its next step, what stops it from being published, its reviews and versions.

use leptos::prelude::*;

use super::PostmortemPage;
use crate::domain::Invalid;
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::domain::postmortem::{
    CheckLevel, Postmortem, PostmortemStatus, PublishFinding, Review, ReviewOutcome, steps,
};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, Form, FormFoot, More, Panel, PostButton, TextArea, TextField, Time,
    Tone,
};

pub(super) fn next_steps(page: &PostmortemPage, postmortem: &Postmortem) -> impl IntoView + use<> {
    let number = page.incident.number;
    let action = paths::postmortem_part(number, "status");
    let may = |to: PostmortemStatus| {
        let publishing = [to, postmortem.status].contains(&PostmortemStatus::Published);
        let right = if publishing { Right::PublishPostmortem } else { Right::WritePostmortem };
        page.viewer.may(right)
    };
    let buttons = steps(postmortem.status)
        .iter()
        .filter(|to| may(**to))
        .map(|to| step(&action, postmortem.status, *to).into_any())
        .collect_view();
    view! { <Panel title="Next" id="next"><div class="panel-body flow">{buttons}</div></Panel> }
}

fn step(action: &str, from: PostmortemStatus, to: PostmortemStatus) -> AnyView {
    let action = action.to_owned();
    let words = match to {
        PostmortemStatus::InReview => "Send to review",
        PostmortemStatus::Published => "Publish",
        PostmortemStatus::Draft => "Back to draft",
    };
    let kind = if to == PostmortemStatus::Draft { ButtonKind::Plain } else { ButtonKind::Primary };
    let fields = vec![("to", to.to_string())];
    if from == PostmortemStatus::Published {
        return view! {
            <More summary="Take it back to draft">
                <Form action=action small=true prefix="step">
                    <input type="hidden" name="to" value=to.to_string() />
                    <TextField name="reason" label="Why" required=true />
                    <FormFoot><Button>{words}</Button></FormFoot>
                </Form>
            </More>
        }
        .into_any();
    }
    view! { <PostButton action=action fields kind>{words}</PostButton> }.into_any()
}

/// One thing that the publish check found, with a link to what it is about.
pub(in crate::pages) fn finding(
    number: IncidentNumber,
    finding: &PublishFinding,
) -> impl IntoView + use<> {
    let (tone, word) = match finding.level {
        CheckLevel::Error => (Tone::Danger, "Stops publishing"),
        CheckLevel::Warning => (Tone::Warn, "Look again"),
    };
    let about = finding.about.clone().map(|about| {
        let href = match about.strip_prefix('E') {
            Some(seq) => paths::event(number, seq),
            None if about.starts_with("REM-") => paths::remediation(&about),
            None => paths::incident(number),
        };
        view! { " "<a class="ref" href=href>{about}</a> }
    });
    view! {
        <li>
            <span class="side-line"><Badge tone>{word}</Badge></span>
            <span>{finding.message.clone()}{about}</span>
        </li>
    }
}

pub(super) fn check(page: &PostmortemPage) -> impl IntoView + use<> {
    let number = page.incident.number;
    let rows = page.findings.iter().map(|row| finding(number, row)).collect_view();
    let none =
        page.findings.is_empty().then(|| view! { <li class="quiet">"Nothing to mend."</li> });
    view! {
        <Panel title="Before publishing" id="check" count=page.findings.len().to_string()>
            <ul class="side-list">{none}{rows}</ul>
        </Panel>
    }
}

fn review_row(review: &Review, hash: &str) -> impl IntoView + use<> {
    let lapsed = review.lapsed(hash);
    let (tone, words) = match (review.outcome, lapsed) {
        (ReviewOutcome::Approved, false) => (Tone::Ok, "Approved"),
        (ReviewOutcome::Approved, true) => (Tone::Warn, "Approved an earlier text"),
        (ReviewOutcome::ChangesRequested, _) => (Tone::Danger, "Changes requested"),
        (ReviewOutcome::Pending, _) => (Tone::Dashed, "Asked"),
    };
    let comment = (!review.comment.is_empty()).then(|| view! { <p>{review.comment.clone()}</p> });
    let required = review.required.then_some(", must approve");
    view! {
        <li>
            <span class="side-line"><b>{review.reviewer.name.clone()}</b><Badge tone>{words}</Badge></span>
            <span class="side-sub">{review.answered_at.map(|at| view! { <Time at /> })}{required}</span>
            {comment}
        </li>
    }
}

pub(super) fn reviews(page: &PostmortemPage, postmortem: &Postmortem) -> impl IntoView + use<> {
    let number = page.incident.number;
    let rows = postmortem
        .reviews
        .iter()
        .map(|review| review_row(review, &postmortem.body_hash))
        .collect_view();
    let may = page.viewer.may(Right::ReviewPostmortem);
    let open = may && postmortem.status == PostmortemStatus::InReview;
    let hash = postmortem.body_hash.clone();
    let say = open.then(|| {
        view! {
            <Form action=paths::postmortem_part(number, "review") small=true prefix="review">
                <input type="hidden" name="body_hash" value=hash />
                <TextArea name="comment" label="What you make of it" rows=2 />
                <FormFoot>
                    <Button name="outcome" value="approved" kind=ButtonKind::Primary>"Approve this text"</Button>
                    <Button name="outcome" value="changes_requested">"Ask for changes"</Button>
                </FormFoot>
            </Form>
        }
    });
    let ask = may.then(|| {
        view! {
            <More summary="Ask somebody to review">
                <Form action=paths::postmortem_part(number, "ask") small=true prefix="ask" errors=Invalid::default()>
                    <TextField name="reviewers" label="E-mail addresses" hint="Several are separated by commas." required=true />
                    <FormFoot><Button>"Ask"</Button></FormFoot>
                </Form>
            </More>
        }
    });
    view! {
        <Panel title="Reviews" id="reviews" count=postmortem.reviews.len().to_string()>
            <ul class="side-list">{rows}</ul>
            <div class="panel-body flow">{say}{ask}</div>
        </Panel>
    }
}

pub(super) fn versions(page: &PostmortemPage) -> impl IntoView + use<> {
    let number = page.incident.number;
    let rows = page
        .versions
        .iter()
        .map(|version| {
            let who = version.saved_by.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let published = version.published.then(|| view! { <Badge tone=Tone::Ok>"Published"</Badge> });
            let words = format!("Version {}", version.revision);
            view! {
                <li>
                    <span class="side-line">
                        <a href=paths::postmortem_version(number, version.revision)>{words}</a>
                        {published}
                    </span>
                    <span class="side-sub"><Time at=version.saved_at />" "{who}" "{version.note.clone()}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Panel title="Versions" id="versions" count=page.versions.len().to_string()>
            <ul class="side-list">{rows}</ul>
        </Panel>
    }
}
