//! How far something has come: an incident's status, a remediation's life.

use leptos::prelude::*;

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

/// How a remediation stands, in a row of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Progress {
    /// So many of the four steps are done.
    #[default]
    Underway,
    /// Proven.
    Good,
    /// Did not hold.
    Bad,
}

/// Four short bars and the word: accepted, in progress, implemented, verified.
#[component]
pub fn Pipeline(
    /// How many steps are done, 0 to 4.
    done: usize,
    /// The word.
    #[prop(into)]
    label: String,
    /// How it stands.
    #[prop(optional)]
    progress: Progress,
) -> impl IntoView {
    let class = match progress {
        Progress::Underway => "on",
        Progress::Good => "good",
        Progress::Bad => "bad",
    };
    let bars =
        (0..4).map(|i| view! { <i class=if i < done { class } else { "" }></i> }).collect_view();
    view! { <span class="pipeline">{bars}<span>{label}</span></span> }
}
