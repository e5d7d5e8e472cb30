//! Merging and splitting incidents: what would happen, before it happens, and where things went.

mod forward;
mod merge;
mod split;

use leptos::prelude::*;

use crate::domain::incident::IncidentNumber;
use crate::domain::regroup::{Clash, Regrouping};
use crate::paths;
use crate::ui::{Button, ButtonKind, ButtonLink, Column, FormFoot, Glyph, Panel, Ref, Table};

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

/// The buttons under the fields: one that asks what would happen and leads to where the answer
/// stands, and the way out. It is the first of the form, so that Enter only asks.
fn ask(incident: IncidentNumber, part: &str, asked: bool) -> impl IntoView + use<> {
    let kind = if asked { ButtonKind::Plain } else { ButtonKind::Primary };
    let there = format!("{}#preview", paths::incident_part(incident, part));
    view! {
        <FormFoot>
            <Button kind=kind name="act" value="preview" action=there>"Show what would happen"</Button>
            <ButtonLink href=paths::incident(incident) kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
        </FormFoot>
    }
}

/// What would happen, where the browser goes once it was asked for, and after it the button that
/// does it: `act` with these `words`.
fn preview(plan: &Regrouping, act: &'static str, words: String) -> impl IntoView + use<> {
    view! {
        <section class="stack" id="preview" aria-label="What would happen" tabindex="-1">
            {self::plan(plan)}
            <FormFoot>
                <Button kind=ButtonKind::Danger name="act" value=act>{words}</Button>
            </FormFoot>
        </section>
    }
}

/// What would happen, event by event.
fn plan(plan: &Regrouping) -> impl IntoView + use<> {
    let from = IncidentNumber(plan.from);
    let to = plan.to.map_or_else(|| "a new incident".to_owned(), |n| IncidentNumber(n).to_string());
    let there = plan.to.map(|n| format!("{}/", IncidentNumber(n))).unwrap_or_default();
    let notes = plan.clashes.iter().map(Clash::told).chain(plan.notes.iter().cloned());
    let notes = notes.map(|note| view! { <li>{note}</li> }).collect_view();
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
                <td class="nowrap"><Ref to=was href=paths::event(from, event.was) /></td>
                <td class="nowrap"><span class="ref">{becomes}</span>{gone}</td>
                <td class="title">{event.text.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let count = plan.events.len();
    let title =
        format!("{count} {} would move to {to}", if count == 1 { "event" } else { "events" });
    let columns = vec![Column::text("Now"), Column::text("Then"), Column::text("What happened")];
    view! {
        <Panel title=title icon=Glyph::List>
            <div class="panel-body prose">{also}<ul>{notes}</ul></div>
            <Table label="Events with their old and new numbers" columns=columns>{rows}</Table>
        </Panel>
    }
}
