//! HTML that was made safe elsewhere, and the only way to put it on a page.

use leptos::prelude::*;

/// HTML that the sanitiser let through; the type is the proof, so it is made in one place only.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Declares `html` safe. Only the sanitiser (`server::markdown`) may call this.
    pub fn from_sanitised(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Markdown that people wrote.
#[component]
pub fn Markdown(
    /// The sanitised HTML.
    html: SafeHtml,
    /// Set for reading: larger, with real headings.
    #[prop(optional)]
    wide: bool,
) -> impl IntoView {
    let class = if wide { "prose prose-wide" } else { "prose" };
    view! { <div class=class inner_html=html.0></div> }
}
