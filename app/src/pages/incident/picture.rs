//! The picture of an incident: lanes over time.

use std::sync::Arc;

use leptos::prelude::*;

use super::Subject;
use crate::paths;
use crate::ui::picture::{Around, Drawn, PictureFigure};

/// Lanes over time, with the links between events.
#[derive(Clone, Debug, Default)]
pub struct PictureSection {
    /// What was drawn of the record.
    pub picture: Option<Drawn>,
    /// How it is looked at, and what one can do with it.
    pub around: Option<Around>,
    /// The whole for paper, where this is a part.
    pub paper: Option<Arc<str>>,
}

impl PictureSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let part = paths::incident_part(on.incident.number, "picture");
        view! { <div id="picture-now" data-part=part>{self.figure()}</div> }
    }

    /// The picture alone.
    pub fn figure(self) -> AnyView {
        let Self { picture, around, paper } = self;
        picture
            .map(|picture| view! { <PictureFigure picture=picture around=around paper=paper /> })
            .into_any()
    }
}
