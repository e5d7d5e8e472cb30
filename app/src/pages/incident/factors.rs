//! The contributing factors of an incident, by what each did.

use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::Vocabulary;
use crate::domain::factor::{Factor, FactorGroup, FactorKind, FactorRole, RawFactor};
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::domain::timeline::Confidence;
use crate::paths;
use crate::ui::{
    Badge, Button, Choice, Form, FormFoot, More, Panel, Ref, SelectField, Size, TextArea,
    TextField, Tone, choices_of,
};

/// What contributed.
#[derive(Clone, Debug, Default)]
pub struct FactorsSection {
    /// The factors.
    pub rows: Vec<Factor>,
    /// The catalogue, to choose from.
    pub kinds: Vec<FactorKind>,
    /// A new one as it was sent.
    pub add: Sent<RawFactor>,
}

impl FactorsSection {
    /// Draws the section, grouped by role.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (writes, number) = (on.may(Right::WriteAnalysis), on.incident.number);
        let count = self.rows.len();
        let groups = FactorRole::ALL.iter().map(|role| {
            let rows: Vec<_> = self.rows.iter().filter(|row| row.role == *role).collect();
            if rows.is_empty() {
                return None;
            }
            let rows = rows.into_iter().map(|row| line(number, row, writes)).collect_view();
            Some(view! {
                <h3>{role.label()}</h3>
                <ul class="side-list">{rows}</ul>
            })
        });
        let groups = groups.collect_view();
        let none = (count == 0).then(
            || view! { <p class="panel-body quiet">"None named yet. There is never only one."</p> },
        );
        let add = self.add;
        let form = writes.then(|| {
            let open = add.failed();
            let Sent { raw, invalid } = add;
            view! {
                <div class="panel-body">
                    <More summary="Name a factor" open=open>
                        <Form
                            action=paths::incident_part(number, "factors")
                            errors=invalid
                            problem="The factor is not named yet"
                            prefix="factor"
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
            <Panel title="Contributing factors" id="factors" count=count.to_string()>
                {none}{groups}{form}
            </Panel>
        }
    }
}

fn line(number: IncidentNumber, row: &Factor, writes: bool) -> impl IntoView + use<> {
    let potential = (!row.known).then(|| view! { <Badge tone=Tone::Dashed>"Potential"</Badge> });
    let scope = (!row.scope.is_empty()).then(|| format!("at {}", row.scope));
    let edit = writes.then(|| {
        let (href, name) = (paths::incident_row(number, "factors", row.id), row.name.clone());
        view! { <a class="push small no-print" href=href>"Edit"<span class="visually-hidden">{format!(" {name}")}</span></a> }
    });
    let note = (!row.note.is_empty()).then(|| row.note.clone());
    view! {
        <li>
            <span class="side-line"><span>{row.name.clone()}</span>{potential}{edit}</span>
            <span class="side-sub">{scope}" "{events(number, &row.events)}</span>
            {note.map(|note| view! { <span class="side-sub">{note}</span> })}
        </li>
    }
}

/// Links to the events that show something.
pub(super) fn events(number: IncidentNumber, seqs: &[i32]) -> impl IntoView + use<> {
    let one =
        move |seq: i32| view! { <Ref to=format!("E{seq}") href=paths::event(number, seq) />" " };
    seqs.iter().copied().map(one).collect_view()
}

/// The fields of a factor.
pub(in crate::pages) fn fields(raw: &RawFactor, kinds: &[FactorKind]) -> impl IntoView + use<> {
    let raw = raw.clone();
    let offered = kinds.iter().filter(|kind| !kind.retired || kind.code == raw.code);
    let mut choices: Vec<(FactorGroup, Choice)> = offered
        .map(|kind| {
            let label = format!("{} · {}", kind.group.letter(), kind.name);
            (kind.group, Choice::new(kind.code.clone(), label))
        })
        .collect();
    choices.sort_by_key(|(group, _)| *group);
    let choices = choices.into_iter().map(|(_, choice)| choice).collect();
    let known = vec![Choice::new("known", "Known"), Choice::new("potential", "Potential")];
    let or = |word: String, first: &str| if word.is_empty() { first.to_owned() } else { word };
    view! {
        <SelectField name="code" label="Factor" choices=choices value=raw.code blank="Choose one" hint="The catalogue with definitions is at /factors." />
        <TextField name="scope" label="Where was it seen?" value=raw.scope optional=true hint="The service, agent or surface: what makes recurrence meaningful." />
        <SelectField name="role" label="What did it do?" choices={choices_of::<FactorRole>()} value=or(raw.role, "enabling") />
        <SelectField name="known" label="Known or potential?" choices=known value=or(raw.known, "known") />
        <SelectField name="confidence" label="Confidence" choices={choices_of::<Confidence>()} value=or(raw.confidence, "reported") />
        <TextField name="events" label="Events that show it" value=raw.events.join(", ") optional=true hint="E.g. E5, E7." />
        <TextArea name="note" label="What is known about it?" value=raw.note rows=2 optional=true />
    }
}
