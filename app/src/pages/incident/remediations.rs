//! The remediations that an incident led to.

use leptos::prelude::*;

use super::Subject;

/// What is done about it.
#[derive(Clone, Debug, Default)]
pub struct RemediationsSection {}

impl RemediationsSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
