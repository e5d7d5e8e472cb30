//! The keyboard shortcuts as a page, for those whom `?` does not reach.

use leptos::prelude::*;

use super::Page;
use crate::ui::PageHead;
use crate::ui::shortcuts::ShortcutList;

/// All shortcuts.
#[derive(Clone, Copy, Debug)]
pub struct ShortcutsPage;

impl Page for ShortcutsPage {
    fn title(&self) -> String {
        "Keyboard shortcuts".into()
    }

    fn view(self) -> AnyView {
        view! {
            <PageHead
                title="Keyboard shortcuts"
                lead="They work once the page is awake, and never while you type in a field. Every act is also a button or a link."
            />
            <ShortcutList />
        }
        .into_any()
    }
}
