//! The controls of an incident and how each did, strongest first.

use leptos::prelude::*;

use super::factors::events;
use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::control::{Control, ControlState, IncidentControl, RawControl, Strength};
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::paths;
use crate::ui::{
    Button, Choice, Form, FormFoot, GateState, Glyph, More, Panel, SelectField, Size, TextArea,
    TextField, choices_of,
};

/// What should have stopped it.
#[derive(Clone, Debug, Default)]
pub struct ControlsSection {
    /// The controls, strongest first.
    pub rows: Vec<IncidentControl>,
    /// The catalogue, to choose from.
    pub kinds: Vec<Control>,
    /// A new one as it was sent.
    pub add: Sent<RawControl>,
}

impl ControlsSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (writes, number) = (on.may(Right::WriteAnalysis), on.incident.number);
        let count = self.rows.len();
        let rows = self.rows.iter().map(|row| line(number, row, writes)).collect_view();
        let none = (count == 0).then(|| {
            view! { <p class="panel-body quiet">"None recorded yet. What should have stopped it?"</p> }
        });
        let add = self.add;
        let form = writes.then(|| {
            let open = add.failed();
            let Sent { raw, invalid } = add;
            view! {
                <div class="panel-body">
                    <More summary="Record a control" open=open>
                        <Form
                            action=paths::incident_part(number, "controls")
                            errors=invalid
                            problem="The control is not recorded yet"
                            prefix="control"
                            small=true
                        >
                            {fields(&raw, &self.kinds)}
                            <FormFoot><Button size=Size::Small>"Add"</Button></FormFoot>
                        </Form>
                    </More>
                </div>
            }
        });
        view! {
            <Panel title="Controls" id="controls" icon=Glyph::Gate count=count.to_string()>
                {none}
                <ul class="side-list">{rows}</ul>
                {form}
            </Panel>
        }
    }
}

fn line(number: IncidentNumber, row: &IncidentControl, writes: bool) -> impl IntoView + use<> {
    let edit = writes.then(|| {
        let (href, name) = (paths::incident_row(number, "controls", row.id), row.name.clone());
        view! { <a class="small no-print" href=href>"Edit"<span class="visually-hidden">{format!(" {name}")}</span></a> }
    });
    let note = (!row.note.is_empty()).then(|| row.note.clone());
    view! {
        <li>
            <span class="side-line">
                <span>{row.name.clone()}</span>
                <span class="push row row-tight"><GateState state=row.state />{edit}</span>
            </span>
            <span class="side-sub">{strength(row.strength)}" "{events(number, &row.events)}</span>
            {note.map(|note| view! { <span class="side-sub">{note}</span> })}
        </li>
    }
}

/// The first word of a strength's label.
pub(in crate::pages) fn strength(strength: Strength) -> &'static str {
    let label = strength.label();
    label.split(':').next().unwrap_or(label)
}

/// The fields of a control's state.
pub(in crate::pages) fn fields(raw: &RawControl, kinds: &[Control]) -> impl IntoView + use<> {
    let raw = raw.clone();
    let choices = kinds
        .iter()
        .filter(|kind| !kind.retired || kind.code == raw.control)
        .map(|kind| {
            let label = format!("{} ({})", kind.name, strength(kind.strength).to_lowercase());
            Choice::new(kind.code.clone(), label)
        })
        .collect();
    view! {
        <SelectField name="control" label="Control" choices=choices value=raw.control blank="Choose one" hint="The catalogue with definitions is at /controls." />
        <SelectField name="state" label="What did it do?" choices={choices_of::<ControlState>()} value=raw.state blank="Choose one" />
        <TextField name="events" label="Events that show it" value=raw.events.join(", ") optional=true hint="E.g. E4." />
        <TextArea name="note" label="What is known about it?" value=raw.note rows=2 optional=true />
    }
}
