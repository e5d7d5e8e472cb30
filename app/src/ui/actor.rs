//! Who acted: a fixed hue and mark for each sort of actor, and the name.

use leptos::prelude::*;

use super::{Glyph, sprite_href};

/// How an actor is drawn. The mark tells the sort without colour, the colour without looking twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// ● a human.
    Person,
    /// ◉ several humans.
    Team,
    /// ◆ an AI agent.
    Agent,
    /// ■ a system or an automation.
    System,
    /// ○ someone outside.
    External,
    /// A dashed ring: unknown or in doubt.
    #[default]
    Unknown,
    /// Three lines: nobody acted, a note.
    Note,
}

impl Mark {
    /// The mark of a stored actor kind (`human`, `ai_agent`, …); anything else is in doubt.
    pub fn of(kind: &str) -> Self {
        match kind {
            "human" => Self::Person,
            "team" => Self::Team,
            "ai_agent" => Self::Agent,
            "system" | "automation" => Self::System,
            "external_party" => Self::External,
            _ => Self::Unknown,
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Person => Glyph::MarkPerson,
            Self::Team => Glyph::MarkTeam,
            Self::Agent => Glyph::MarkAgent,
            Self::System => Glyph::MarkSystem,
            Self::External => Glyph::MarkExternal,
            Self::Unknown => Glyph::MarkUnknown,
            Self::Note => Glyph::MarkNone,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Person => "mark mark-person",
            Self::Team => "mark mark-team",
            Self::Agent => "mark mark-agent",
            Self::System => "mark mark-system",
            Self::External => "mark mark-external",
            Self::Unknown | Self::Note => "mark mark-unknown",
        }
    }
}

/// The mark alone; the name must stand near it.
#[component]
pub fn ActorMark(
    /// Which mark.
    mark: Mark,
) -> impl IntoView {
    view! {
        <svg class=mark.class() aria-hidden="true">
            <use href=sprite_href(mark.glyph().id()) />
        </svg>
    }
}

/// Mark and name, a link when there is a page about the actor.
#[component]
pub fn ActorName(
    /// Which mark.
    mark: Mark,
    /// The name.
    #[prop(into)]
    name: String,
    /// The page about the actor.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    match href {
        Some(href) => view! { <a class="actor" href=href><ActorMark mark />{name}</a> }.into_any(),
        None => view! { <span class="actor"><ActorMark mark />{name}</span> }.into_any(),
    }
}
