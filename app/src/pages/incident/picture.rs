//! The picture of an incident: lanes over time.

use leptos::prelude::*;

use super::Subject;
use crate::ui::picture::{Drawn, PictureFigure};

/// Lanes over time, with the links between events.
#[derive(Clone, Debug, Default)]
pub struct PictureSection {
    /// What was drawn of the record.
    pub picture: Option<Drawn>,
}

impl PictureSection {
    /// Draws the section.
    pub fn view(self, _on: &Subject) -> impl IntoView + use<> {
        self.picture
            .map(|picture| view! { <div id="picture-now"><PictureFigure picture=picture /></div> })
    }
}
