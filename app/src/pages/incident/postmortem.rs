//! Where the postmortem of an incident stands.

use leptos::prelude::*;

use super::Subject;

/// Where its telling stands.
#[derive(Clone, Debug, Default)]
pub struct PostmortemSection {}

impl PostmortemSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
