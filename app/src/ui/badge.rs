//! Small words with a frame: badges, chips, flags and references.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// What a badge, a toast or a note wants to say with its colour; the words say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    #[default]
    Plain,
    /// Verified, held.
    Ok,
    /// Doubt, warning.
    Warn,
    /// Harm, lateness.
    Danger,
    /// Something to act on.
    Accent,
    /// An agent had a part.
    Agent,
    /// Only potential, not settled.
    Dashed,
}

impl Tone {
    fn badge(self) -> &'static str {
        match self {
            Self::Plain => "badge",
            Self::Ok => "badge badge-ok",
            Self::Warn => "badge badge-warn",
            Self::Danger => "badge badge-danger",
            Self::Accent => "badge badge-accent",
            Self::Agent => "badge badge-agent",
            Self::Dashed => "badge badge-dashed",
        }
    }
}

/// A state in one or two words.
#[component]
pub fn Badge(
    /// What its colour says.
    #[prop(optional)]
    tone: Tone,
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.badge()>{icon.map(|glyph| view! { <Icon glyph /> })}{children()}</span> }
}

/// The loud one: an output or act that needed an approval and had none.
#[component]
pub fn Flag(
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The words, e.g. `Unauthorised`.
    children: Children,
) -> impl IntoView {
    view! { <span class="flag">{icon.map(|glyph| view! { <Icon glyph /> })}{children()}</span> }
}

/// How a chip is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipKind {
    /// A link or a tag.
    #[default]
    Plain,
    /// A link of the reliance chain.
    Chain,
    /// A piece of evidence.
    Evidence,
    /// Something wrong.
    Danger,
}

impl ChipKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "chip",
            Self::Chain => "chip chip-chain",
            Self::Evidence => "chip chip-evidence",
            Self::Danger => "chip chip-danger",
        }
    }
}

/// A small link or tag in a row of them (`<div class="chips">`).
#[component]
pub fn Chip(
    /// How it is drawn.
    #[prop(optional)]
    kind: ChipKind,
    /// A symbol before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Where it leads; without, it is a tag.
    #[prop(optional, into)]
    href: Option<String>,
    /// The words; a reference in `<b>`.
    children: Children,
) -> impl IntoView {
    let inside = view! { {icon.map(|glyph| view! { <Icon glyph /> })}{children()} };
    match href {
        Some(href) => view! { <a class=kind.class() href=href>{inside}</a> }.into_any(),
        None => view! { <span class=kind.class()>{inside}</span> }.into_any(),
    }
}

/// A human reference (`INC-42`, `E5`, `REM-7`) as a link.
#[component]
pub fn Ref(
    /// The reference as people say it.
    #[prop(into)]
    to: String,
    /// Where it leads.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! { <a class="ref" href=href>{to}</a> }
}
