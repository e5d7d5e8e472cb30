//! The news that the last act left: what was done, and how to take it back.

use leptos::prelude::*;

use super::{Glyph, Icon, PostButton, Size};

/// What an act left for the next page to say, once.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Flash {
    /// What was done, a sentence.
    pub text: String,
    /// It did not work.
    #[serde(default)]
    pub problem: bool,
    /// Where posting takes it back.
    #[serde(default)]
    pub undo: Option<String>,
}

impl Flash {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Something did not work.
    pub fn problem(text: impl Into<String>) -> Self {
        Self { text: text.into(), problem: true, undo: None }
    }

    /// Posting to `path` takes it back.
    #[must_use]
    pub fn undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }
}

impl From<String> for Flash {
    fn from(text: String) -> Self {
        Self::done(text)
    }
}

impl From<&str> for Flash {
    fn from(text: &str) -> Self {
        Self::done(text)
    }
}

/// Shows a [`Flash`] on top of the page and tells screen readers.
#[component]
pub fn Toast(
    /// The news.
    flash: Flash,
) -> impl IntoView {
    let class = if flash.problem { "toast toast-problem" } else { "toast" };
    view! { <div class=class role="status">{news(flash)}</div> }
}

/// The words of a [`Flash`] and the button that takes it back, for a place that is announced already.
pub fn news(flash: Flash) -> impl IntoView {
    let glyph = if flash.problem { Glyph::Alert } else { Glyph::Check };
    let undo = flash.undo.map(|action| {
        view! { <PostButton action size=Size::Small icon=Glyph::Undo key="u">"Undo"</PostButton> }
    });
    view! { <Icon glyph /><span>{flash.text}</span>{undo} }
}
