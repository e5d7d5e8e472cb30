//! Icons: symbols of one external sprite, so that a page pays for each once.

use leptos::prelude::*;

use super::sprite_href;

/// Declares the glyphs with their ids in `public/sprite.svg`.
macro_rules! glyphs {
    ($($name:ident = $id:literal,)+) => {
        /// A symbol of the sprite: `Mark…` for actors, `Gate…` for states of a control, the rest for acts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph { $( #[doc = concat!("`", $id, "`")] $name, )+ }

        impl Glyph {
            /// Every glyph.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )+ ];

            /// Its id in the sprite.
            pub fn id(self) -> &'static str {
                match self { $( Self::$name => $id, )+ }
            }
        }
    };
}

glyphs! {
    Agent = "i-agent",
    Alert = "i-alert",
    Bell = "i-bell",
    Calendar = "i-calendar",
    Chart = "i-chart",
    Check = "i-check",
    Clip = "i-clip",
    Code = "i-code",
    Comment = "i-comment",
    Copy = "i-copy",
    Differ = "i-differ",
    Doc = "i-doc",
    Door = "i-door",
    Dots = "i-dots",
    Down = "i-down",
    Download = "i-download",
    Edit = "i-edit",
    Empty = "i-empty",
    Family = "i-family",
    Filter = "i-filter",
    Flag = "i-flag",
    From = "i-from",
    Gate = "i-gate",
    GateAbsent = "g-absent",
    GateBypassed = "g-bypassed",
    GateFailed = "g-failed",
    GateNotTriggered = "g-not_triggered",
    GateOverridden = "g-overridden",
    GateUnknown = "g-unknown",
    GateWorked = "g-worked",
    GateWorkedPartially = "g-worked_partially",
    History = "i-history",
    Home = "i-home",
    Info = "i-info",
    Key = "i-key",
    Keyboard = "i-keyboard",
    Late = "i-late",
    Left = "i-left",
    Link = "i-link",
    List = "i-list",
    Live = "i-live",
    Lock = "i-lock",
    MarkAgent = "m-agent",
    MarkExternal = "m-external",
    MarkNone = "m-none",
    MarkPerson = "m-person",
    MarkSystem = "m-system",
    MarkTeam = "m-team",
    MarkUnknown = "m-unknown",
    Moon = "i-moon",
    Out = "i-out",
    Pin = "i-pin",
    Plus = "i-plus",
    Print = "i-print",
    Retract = "i-retract",
    Return = "i-return",
    Right = "i-right",
    Screen = "i-screen",
    Search = "i-search",
    Sev0 = "i-sev-0",
    Sev1 = "i-sev-1",
    Sev2 = "i-sev-2",
    Sev3 = "i-sev-3",
    Sev4 = "i-sev-4",
    SevUnset = "i-sev-unset",
    Shield = "i-shield",
    Sun = "i-sun",
    To = "i-to",
    Undo = "i-undo",
    Upload = "i-upload",
    User = "i-user",
    Users = "i-users",
    Work = "i-work",
    X = "i-x",
}

impl Glyph {
    /// Gates and arrows are drawn on 24 × 16, all else on 16 × 16.
    fn class(self) -> &'static str {
        match self {
            Self::To | Self::From => "icon icon-arrow",
            _ if self.id().starts_with("g-") => "icon icon-gate",
            _ => "icon",
        }
    }
}

/// A decoration: words always stand beside it or in the label of what holds it.
#[component]
pub fn Icon(
    /// Which symbol.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class=glyph.class() aria-hidden="true">
            <use href=sprite_href(glyph.id()) />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_has_every_glyph_and_no_other() {
        let sprite = include_str!("../../../public/sprite.svg");
        for glyph in Glyph::ALL {
            assert!(sprite.contains(&format!("id=\"{}\"", glyph.id())), "{glyph:?}");
        }
        assert_eq!(sprite.matches("<symbol").count(), Glyph::ALL.len());
    }
}
