//! The meaning of a word, one press away: the browser's own popover, no script.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A small button that shows what a word means.
#[component]
pub fn Definition(
    /// The word.
    #[prop(into)]
    of: String,
    /// An id that no other definition on the page has.
    #[prop(into)]
    id: String,
    /// What it means, and how it is computed.
    children: Children,
) -> impl IntoView {
    let label = format!("What “{of}” means");
    view! {
        <button class="about" type="button" popovertarget=id.clone() aria-label=label>
            <Icon glyph=Glyph::Info />
        </button>
        <span class="definition" id=id popover="auto">{children()}</span>
    }
}
