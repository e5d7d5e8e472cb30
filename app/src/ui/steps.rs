//! How far something has come: an incident's status, a remediation's life.

use leptos::prelude::*;

use crate::domain::Vocabulary;
use crate::domain::incident::Status;
use crate::domain::remediation::RemediationStatus;

/// The steps of a fixed way, with the current one marked.
#[component]
pub fn Steps(
    /// The names of the steps, in their order.
    steps: Vec<String>,
    /// The index of the current one.
    current: usize,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(i, name)| {
            let done = (i < current).then_some("");
            let now = (i == current).then_some("step");
            view! { <li data-done=done aria-current=now><span class="step-name">{name}</span></li> }
        })
        .collect_view();
    view! { <ol class="steps">{items}</ol> }
}

/// How far an incident has come.
#[component]
pub fn StatusSteps(
    /// The status.
    status: Status,
) -> impl IntoView {
    let steps = Status::ALL.iter().map(|s| s.label().to_owned()).collect();
    let current = Status::ALL.iter().position(|s| *s == status).unwrap_or_default();
    view! { <Steps steps current /> }
}

/// Four short bars and the word: accepted, in progress, implemented, verified.
#[component]
pub fn Pipeline(
    /// The status of the remediation.
    status: RemediationStatus,
) -> impl IntoView {
    let (done, class) = match status {
        RemediationStatus::Proposed => (0, "on"),
        RemediationStatus::Accepted => (1, "on"),
        RemediationStatus::InProgress => (2, "on"),
        RemediationStatus::Implemented => (3, "on"),
        RemediationStatus::Verified => (4, "good"),
        RemediationStatus::Ineffective => (4, "bad"),
        RemediationStatus::Declined
        | RemediationStatus::Superseded
        | RemediationStatus::RiskAccepted => (0, "off"),
    };
    let bars =
        (0..4).map(|i| view! { <i class=if i < done { class } else { "" }></i> }).collect_view();
    view! { <span class="pipeline">{bars}<span>{status.label()}</span></span> }
}
