//! Who acted: a fixed hue and mark for each sort of actor, and the name.

use leptos::prelude::*;

use super::{Glyph, sprite_href};
use crate::domain::actor::ActorKind;

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

impl From<ActorKind> for Mark {
    fn from(kind: ActorKind) -> Self {
        match kind {
            ActorKind::Human => Self::Person,
            ActorKind::Team => Self::Team,
            ActorKind::AiAgent => Self::Agent,
            ActorKind::System | ActorKind::Automation => Self::System,
            ActorKind::ExternalParty => Self::External,
            ActorKind::Unknown => Self::Unknown,
        }
    }
}

impl Mark {
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
    /// Which mark; an [`ActorKind`] will do.
    #[prop(into)]
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
    /// Which mark; an [`ActorKind`] will do.
    #[prop(into)]
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
