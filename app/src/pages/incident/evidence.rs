//! What the record rests on: files, quoted words and links, with the events that each supports.

use leptos::prelude::*;

use super::factors::events;
use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::custody::{ContentState, size_label};
use crate::domain::evidence::{Evidence, RawEvidence};
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::pages::event_form::files;
use crate::pages::evidence::essentials;
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, Form, FormFoot, Glyph, Icon, More, Section, Time, Tone,
};

/// What the record rests on.
#[derive(Clone, Debug, Default)]
pub struct EvidenceSection {
    /// The evidence, in the order it was added.
    pub rows: Vec<Evidence>,
    /// A new piece as it was sent.
    pub add: Sent<RawEvidence>,
}

impl EvidenceSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (number, count) = (on.incident.number, self.rows.len());
        let rows = self.rows.into_iter().map(|row| line(number, row)).collect_view();
        let none = (count == 0).then(|| {
            view! { <p class="quiet">"None yet. Add a file, quote what was said, or link to where it stands."</p> }
        });
        let add = self.add;
        let form = on.may(Right::WriteTimeline).then(|| {
            let open = add.failed();
            view! {
                <More summary="Add evidence" open=open>
                    <Form
                        action=paths::incident_part(number, "evidence")
                        errors=add.invalid
                        problem="The evidence is not added yet"
                        prefix="evidence"
                        small=true
                        multipart=true
                    >
                        {files()}
                        {essentials(add.raw)}
                        <FormFoot><Button kind=ButtonKind::Primary>"Add the evidence"</Button></FormFoot>
                    </Form>
                </More>
            }
        });
        view! {
            <Section title="Evidence" id="evidence" count=count.to_string()>
                {none}
                <ul class="side-list">{rows}</ul>
                <div class="no-print">{form}</div>
            </Section>
        }
    }
}

fn line(number: IncidentNumber, row: Evidence) -> impl IntoView {
    let href = paths::incident_row(number, "evidence", row.id);
    let hold = row
        .legal_hold
        .then(|| view! { <Badge tone=Tone::Warn icon=Glyph::Lock>"Legal hold"</Badge> });
    let damaged = match row.state {
        Some(state @ (ContentState::Altered | ContentState::Missing)) => Some(view! {
            <Badge tone=Tone::Danger icon=Glyph::Alert>{state.label()}</Badge>
        }),
        _ => None,
    };
    let size = row.size.filter(|_| row.file_name.is_some()).map(|size| {
        let (size, kind) = (size_label(size), row.media_type.clone().unwrap_or_default());
        format!("{size}, {kind}, ")
    });
    let quote = row.quote.as_ref().map(|quote| {
        let start: String = quote.chars().take(200).collect();
        let more = (start.len() < quote.len()).then_some("…");
        view! { <blockquote class="side-sub">{start}{more}</blockquote> }
    });
    let acquired = row.acquired_at.map(|at| view! { <Time at /> });
    let by = row.acquired_by.as_ref().map(|person| format!(" by {}", person.name));
    view! {
        <li>
            <span class="side-line">
                <span><Icon glyph=Glyph::Clip />" "<a href=href>{row.title.clone()}</a></span>
                <span class="push">{damaged}{hold}</span>
            </span>
            {quote}
            <span class="side-sub">{row.kind.label()}" "{size}{acquired}{by}" "{events(number, &row.events)}</span>
        </li>
    }
}
