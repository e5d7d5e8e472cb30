//! What stands where nothing is yet: what to do next.

use leptos::prelude::*;

/// An empty list. Says what belongs here and offers the first step and the example.
#[component]
pub fn EmptyState(
    /// What is not there, e.g. `Nothing on the timeline yet`.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    text: String,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <svg class="empty-art" viewBox="0 0 160 44" aria-hidden="true">
                <path class="empty-line" d="M4 22H156" />
                <circle class="empty-person" cx="24" cy="22" r="9" />
                <path class="empty-agent" d="m80 10 12 12-12 12-12-12z" />
                <rect class="empty-system" x="127" y="13" width="18" height="18" rx="2" />
            </svg>
            <p class="empty-title">{title}</p>
            <p>{text}</p>
            {children.map(|acts| view! { <div class="row row-tight">{acts()}</div> })}
        </div>
    }
}
