//! The controls of an incident and how each did.

use leptos::prelude::*;

use super::Subject;

/// What should have stopped it.
#[derive(Clone, Debug, Default)]
pub struct ControlsSection {}

impl ControlsSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
