//! A question over the page. A link to its id opens it; without script it is a target, with script modal.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A native dialog. Open it with `<ButtonLink href="#id">`; put a [`super::Form`] inside.
#[component]
pub fn Dialog(
    /// Its id.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    title: String,
    /// What it is about.
    #[prop(optional, into)]
    text: Option<String>,
    /// Open when the page comes, because what was sent from it was wrong.
    #[prop(optional)]
    open: bool,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=title_id.clone() data-open=open.then_some("")>
            <div class="dialog-head">
                <h2 id=title_id.clone()>{title}</h2>
                <a class="button button-quiet button-small" href="#main" data-close="">
                    <Icon glyph=Glyph::X />
                    "Close"
                </a>
                {text.map(|text| view! { <p class="quiet small">{text}</p> })}
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
