//! The picture of an incident: lanes over time.

use leptos::prelude::*;

use super::Subject;

/// Lanes over time, with the links between events.
#[derive(Clone, Debug, Default)]
pub struct PictureSection {}

impl PictureSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
