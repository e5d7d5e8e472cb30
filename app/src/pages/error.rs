//! A request that was not carried out, as a page.

use leptos::prelude::*;

use super::Page;
use crate::ui::{ButtonKind, ButtonLink};

/// What happened, what was kept, and what to do.
#[derive(Clone, Debug, Default)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// A short heading.
    pub title: String,
    /// What happened and what to do.
    pub detail: String,
    /// Names the request in the server's log.
    pub request_id: String,
}

impl Page for ErrorPage {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn view(self) -> AnyView {
        view! {
            <article class="narrow card">
                <p class="faint">{format!("Error {}", self.status)}</p>
                <h1>{self.title}</h1>
                <p>{self.detail}</p>
                <p>
                    <ButtonLink href=crate::paths::HOME kind=ButtonKind::Primary>
                        "To the incidents"
                    </ButtonLink>
                </p>
                <p class="faint">"Request " <code>{self.request_id}</code></p>
            </article>
        }
        .into_any()
    }
}
