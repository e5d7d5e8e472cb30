//! The keyboard shortcuts as a page, for those whom `?` does not reach.

use leptos::prelude::*;

use crate::ui::shortcuts::ShortcutList;
use crate::ui::{Page, PageHead, Shell};

/// All shortcuts.
#[component]
pub fn ShortcutsPage(
    /// The surroundings.
    shell: Shell,
) -> impl IntoView {
    view! {
        <Page shell=shell.titled("Keyboard shortcuts")>
            <PageHead
                title="Keyboard shortcuts"
                lead="They work once the page is awake, and never while you type in a field. Every act is also a button or a link."
            />
            <div class="readable"><ShortcutList /></div>
        </Page>
    }
}
