//! What a control did, as one drawn grammar of an arrow and a gate, with the word beside it.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// Symbol and class of a state of a control; an unknown word is drawn as in doubt.
fn look(state: &str) -> (Glyph, &'static str) {
    match state {
        "worked" => (Glyph::GateWorked, "state state-good"),
        "worked_partially" => (Glyph::GateWorkedPartially, "state state-part"),
        "not_triggered" => (Glyph::GateNotTriggered, "state state-part"),
        "failed" => (Glyph::GateFailed, "state state-bad"),
        "bypassed" => (Glyph::GateBypassed, "state state-bad"),
        "overridden" => (Glyph::GateOverridden, "state state-bad"),
        "absent" => (Glyph::GateAbsent, "state state-bad"),
        _ => (Glyph::GateUnknown, "state"),
    }
}

/// The state of a control.
#[component]
pub fn GateState(
    /// The stored word, e.g. `bypassed`.
    #[prop(into)]
    state: String,
    /// The shown word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (glyph, class) = look(&state);
    view! { <span class=class><Icon glyph />{label}</span> }
}
