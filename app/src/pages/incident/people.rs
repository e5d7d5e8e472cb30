//! Who does what in the response, and handing it over.

use leptos::prelude::*;

use super::{Sent, Subject};
use crate::domain::incident::{IncidentPerson, PersonRole, RawHandOver};
use crate::domain::permission::Right;
use crate::domain::{Vocabulary, incident::Incident};
use crate::paths;
use crate::ui::{
    ActorName, Button, Form, FormFoot, Mark, More, Panel, SelectField, Size, TextField, Time,
    choices_of,
};

/// Who does what.
#[derive(Clone, Debug, Default)]
pub struct PeopleSection {
    /// Names that may be meant.
    pub names: Vec<String>,
    /// A hand-over as it was sent.
    pub hand_over: Sent<RawHandOver>,
}

impl PeopleSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let incident = &on.incident;
        let now = incident.people.iter().filter(|person| person.until.is_none());
        let rows: Vec<_> = now.map(|person| row(person).into_any()).collect();
        let nobody = rows.is_empty().then(|| {
            view! { <li class="quiet">"Nobody is named yet. Blank stays blank."</li> }
        });
        let form = on.may(Right::ManagePeople).then(|| hand_over(incident, self));
        view! {
            <Panel title="People" id="people">
                <ul class="side-list">{nobody}{rows}</ul>
                <div class="panel-body">{form}</div>
            </Panel>
        }
    }
}

fn row(person: &IncidentPerson) -> impl IntoView + use<> {
    let role = person.title.clone().unwrap_or_else(|| person.role.label().to_owned());
    view! {
        <li>
            <span class="side-line"><ActorName mark=Mark::Person name=person.name.clone() /></span>
            <span class="side-sub">{role}" since "<Time at=person.since /></span>
        </li>
    }
}

fn hand_over(incident: &Incident, section: PeopleSection) -> impl IntoView + use<> {
    let sent = section.hand_over;
    let raw = sent.raw.clone();
    let action = paths::incident_part(incident.number, "people");
    view! {
        <More summary="Hand over" open=sent.failed()>
            <Form
                action=action
                errors=sent.invalid
                problem="Nothing is handed over yet"
                prefix="people"
                small=true
            >
                <SelectField
                    name="role"
                    label="Part"
                    choices={choices_of::<PersonRole>()}
                    value=raw.role
                />
                <TextField
                    name="title"
                    label="What they do"
                    value=raw.title
                    hint="Only for Other, e.g. Legal."
                    optional=true
                />
                <TextField
                    name="name"
                    label="To whom?"
                    value=raw.name
                    hint="A name or an address. Leave it empty to end the part."
                    suggestions=section.names
                    autocomplete="off"
                />
                <FormFoot><Button size=Size::Small>"Hand over"</Button></FormFoot>
            </Form>
        </More>
    }
}
