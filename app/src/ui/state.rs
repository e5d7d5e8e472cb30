//! What a control did, as one drawn grammar of an arrow and a gate, with the word beside it.

use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::domain::Vocabulary;
use crate::domain::control::ControlState;

/// Symbol and class of a state of a control.
fn look(state: ControlState) -> (Glyph, &'static str) {
    match state {
        ControlState::Worked => (Glyph::GateWorked, "state state-good"),
        ControlState::WorkedPartially => (Glyph::GateWorkedPartially, "state state-part"),
        ControlState::NotTriggered => (Glyph::GateNotTriggered, "state state-part"),
        ControlState::Failed => (Glyph::GateFailed, "state state-bad"),
        ControlState::Bypassed => (Glyph::GateBypassed, "state state-bad"),
        ControlState::Overridden => (Glyph::GateOverridden, "state state-bad"),
        ControlState::Absent => (Glyph::GateAbsent, "state state-bad"),
        ControlState::Unknown => (Glyph::GateUnknown, "state"),
    }
}

/// The gate of a state alone: the words stand elsewhere.
#[component]
pub fn GateMark(
    /// The state.
    state: ControlState,
) -> impl IntoView {
    view! { <Icon glyph=look(state).0 /> }
}

/// The state of a control: its gate and its word.
#[component]
pub fn GateState(
    /// The state.
    state: ControlState,
    /// Other words than the state's own, e.g. the incident in which it was so.
    #[prop(optional, into)]
    words: Option<String>,
) -> impl IntoView {
    let (glyph, class) = look(state);
    match words {
        Some(words) => {
            let read = format!(", {}", state.label().to_lowercase());
            view! { <span class=class><Icon glyph /><span>{words}<span class="visually-hidden">{read}</span></span></span> }
                .into_any()
        }
        None => view! { <span class=class><Icon glyph />{state.label()}</span> }.into_any(),
    }
}
