//! Where a page listens to what others do, and the parts of it that are drawn anew.

use leptos::prelude::*;

use super::super::{PictureSection, Subject};
use super::{TimelineSection, counts};
use crate::domain::permission::Right;
use crate::islands::Live;
use crate::paths;
use crate::ui::{Glyph, Icon};

/// How long changes must rest before a short timeline's picture is drawn anew, in milliseconds.
const REST: usize = 700;

/// Says where to listen, since when, and who looks; what others do is said here.
pub(super) fn place(on: &Subject, section: &TimelineSection) -> AnyView {
    let TimelineSection { view, after, recorders, window, .. } = section;
    let total = window.total;
    let number = on.incident.number;
    let stream = paths::incident_part(number, "live");
    let stream = paths::with_query(&stream, &[("sort", view.sort.as_str())]);
    let writes = on.may(Right::WriteTimeline).then_some("");
    // The more there is to draw anew, the longer changes are collected before it is.
    let rest = REST + total / 2;
    // The key works wherever one writes; the words show once there is something to take back.
    let nothing = !recorders.contains(&on.viewer.user_id);
    let undo = writes.map(|_| {
        let action = paths::incident_part(number, "undo");
        view! {
            <form method="post" action=action id="undo-last" class="no-print" hidden=nothing>
                <button class="button button-small button-quiet" type="submit">
                    <Icon glyph=Glyph::Undo />
                    "Undo my last change"
                </button>
            </form>
        }
    });
    view! {
        <div
            id="live"
            data-stream=stream
            data-parts=paths::incident_part(number, "timeline")
            data-events=paths::events(number)
            data-after=after.to_string()
            data-rest=rest.to_string()
            data-me=on.viewer.user_id.to_string()
            data-writes=writes
            data-partial=view.is_partial().then_some("")
        >
            <p class="live-said" id="live-said" role="status"></p>
            {undo}
            <Live />
        </div>
    }
    .into_any()
}

/// A change that no row shows, in one sentence; `redraws` when a part of the timeline shows it.
pub fn live_news(by: String, text: String, redraws: bool) -> AnyView {
    view! { <p data-by=by data-redraws=redraws.then_some("")>{text}</p> }.into_any()
}

impl TimelineSection {
    /// The parts that depend on every event: the list, its counts, what is claimed of the whole, and
    /// the picture.
    pub fn parts(self, picture: PictureSection, on: &Subject) -> AnyView {
        let number = on.incident.number;
        let counts = counts(self.window.total, self.links.len());
        let writes = on.may(Right::WriteTimeline);
        let (list, claims) =
            (self.place_of_list(number, writes), self.loose_claims(number, writes));
        view! {
            <span id="timeline-count">{counts}</span>
            {super::filters::said(&self.view, &self.steps)}
            {list}
            {claims}
            {picture.view(on)}
        }
        .into_any()
    }
}
