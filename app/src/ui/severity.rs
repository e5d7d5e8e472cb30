//! How bad it is: colour, shape and word together, so that none is needed alone.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// Symbol and class of a rank; ranks above 4 look like 4.
fn look(rank: Option<u8>) -> (Glyph, &'static str) {
    match rank {
        Some(0) => (Glyph::Sev0, "sev-0"),
        Some(1) => (Glyph::Sev1, "sev-1"),
        Some(2) => (Glyph::Sev2, "sev-2"),
        Some(3) => (Glyph::Sev3, "sev-3"),
        Some(_) => (Glyph::Sev4, "sev-4"),
        None => (Glyph::SevUnset, "sev-unset"),
    }
}

/// A severity; unset reads `SEV?`.
#[component]
pub fn SeverityBadge(
    /// The rank, 0 the worst.
    rank: Option<u8>,
    /// The scale's word for it, e.g. `Major`; left out in dense lists.
    #[prop(optional, into)]
    word: Option<String>,
    /// For rows and side columns.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let (glyph, tone) = look(rank);
    let class = format!("sev {tone}{}", if small { " sev-small" } else { "" });
    let code = rank.map_or_else(|| "SEV?".to_owned(), |rank| format!("SEV{rank}"));
    let word = if rank.is_none() && !small { Some("not set".to_owned()) } else { word };
    view! {
        <span class=class>
            <Icon glyph />
            {code}
            {word.map(|word| view! { " "<span class="sev-word">{word}</span> })}
        </span>
    }
}
