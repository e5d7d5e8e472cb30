//! The contributing factors of an incident.

use leptos::prelude::*;

use super::Subject;

/// What contributed.
#[derive(Clone, Debug, Default)]
pub struct FactorsSection {}

impl FactorsSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
