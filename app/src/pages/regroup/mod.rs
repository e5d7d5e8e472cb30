//! Merging and splitting incidents: what would happen, before it happens, and where things went.

mod forward;
mod merge;
mod split;

use leptos::prelude::*;

use crate::domain::incident::IncidentNumber;
use crate::domain::regroup::Regrouping;
use crate::paths;
use crate::ui::{Column, Glyph, Panel, Ref, Table};

pub use forward::{ForwardPage, MovedSection};
pub use merge::MergePage;
pub use split::{Candidate, SplitPage};

/// Which of its buttons sent a form of this folder.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Act {
    /// `preview`, or what is to be done.
    pub act: String,
}

/// What would happen, event by event.
fn plan(plan: &Regrouping) -> impl IntoView + use<> {
    let from = IncidentNumber(plan.from);
    let to = plan.to.map_or_else(|| "a new incident".to_owned(), |n| IncidentNumber(n).to_string());
    let there = plan.to.map(|n| format!("{}/", IncidentNumber(n))).unwrap_or_default();
    let notes = plan.notes.iter().map(|note| view! { <li>{note.clone()}</li> }).collect_view();
    let also = plan.also.iter().map(|(noun, n)| {
        view! { <li><strong>{n.to_string()}</strong>" "{noun.clone()}</li> }
    });
    let also = (!plan.also.is_empty())
        .then(|| view! { <p>"With them go:"</p><ul>{also.collect_view()}</ul> });
    let rows = plan.events.iter().map(|event| {
        let was = format!("{from}/E{}", event.was);
        let becomes = format!("{there}E{}", event.becomes);
        let gone = event.retracted.then(|| view! { <span class="quiet">" retracted"</span> });
        view! {
            <tr>
                <td class="title"><Ref to=was href=paths::event(from, event.was) /></td>
                <td><span class="ref">{becomes}</span>{gone}</td>
                <td>{event.text.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let count = plan.events.len();
    let title =
        format!("{count} {} would move to {to}", if count == 1 { "event" } else { "events" });
    let columns = vec![Column::text("Now"), Column::text("Then"), Column::text("What happened")];
    view! {
        <Panel title=title icon=Glyph::List id="preview">
            <div class="panel-body prose">{also}<ul>{notes}</ul></div>
            <Table label="Events with their old and new numbers" columns=columns>{rows}</Table>
        </Panel>
    }
}
