//! The timeline of an incident, with the line that adds to it.

use leptos::prelude::*;

use super::Subject;

/// What happened, event by event.
#[derive(Clone, Debug, Default)]
pub struct TimelineSection {}

impl TimelineSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {}
}
