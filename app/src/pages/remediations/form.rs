//! The form that writes a remediation down or rewrites it.

use leptos::prelude::*;

use crate::domain::control::{Control, Strength};
use crate::domain::remediation::{Priority, RawRemediation, RemediationType};
use crate::pages::Page;
use crate::pages::sent::{Compared, Edit, listed};
use crate::paths;
use crate::ui::{
    CheckGroup, Choice, FormGroup, NavItem, PageHead, SelectField, TextArea, TextField, choices_of,
};

/// A remediation to be written.
#[derive(Clone, Debug, Default)]
pub struct RemediationFormPage {
    /// `REM-7` while it is edited; none for a new one.
    pub number: Option<String>,
    /// Its fields.
    pub edit: Edit<RawRemediation>,
    /// The controls that it may be aimed at.
    pub controls: Vec<Control>,
    /// The addresses of those who may own or verify it.
    pub people: Vec<String>,
    /// Why the day that is filled in is proposed.
    pub due_reason: Option<String>,
    /// The event that it is proposed from, and where that is.
    pub origin: Option<(String, String)>,
}

impl Page for RemediationFormPage {
    fn title(&self) -> String {
        match &self.number {
            Some(number) => format!("Edit {number}"),
            None => "Propose a remediation".into(),
        }
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Remediations)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let list = || ("Remediations".to_owned(), paths::REMEDIATIONS.to_owned());
        let up = self.origin.unwrap_or_else(list);
        let (action, back) = match &self.number {
            Some(number) => (paths::remediation_part(number, "edit"), paths::remediation(number)),
            None => (paths::REMEDIATIONS.to_owned(), up.1.clone()),
        };
        let (controls, people) = (self.controls, self.people);
        let about = (self.number.is_none(), self.due_reason);
        let form = self.edit.form(action, back, move |raw| fields(raw, &controls, people, about));
        view! {
            <PageHead title=title up=up />
            <div class="readable stack">{form}</div>
        }
        .into_any()
    }
}

impl Compared for RawRemediation {
    fn compared(&self) -> Vec<(&'static str, String)> {
        let (raw, measure) = (self.clone(), self.measure.clone());
        let lines = raw.factors.iter().flat_map(|item| item.lines().map(str::to_owned));
        let factors: Vec<String> = lines.collect();
        vec![
            ("Title", raw.title),
            ("More about it", raw.description),
            ("What it does", raw.kind),
            ("How well it holds", raw.strength),
            ("Priority", raw.priority),
            ("Incidents it serves", listed(&raw.incidents)),
            ("Factors it is aimed at", listed(&factors)),
            ("Controls it is aimed at", listed(&raw.controls)),
            ("Owner", raw.owner),
            ("Verifier", raw.verifier),
            ("Due", raw.due),
            ("Tracked at", raw.tracker),
            ("What would show that it works", measure.what),
            ("How that is checked", measure.how),
            ("Expected result", measure.expected),
            ("Look on", measure.check_on),
            ("Watched for, in days", measure.watch_days),
        ]
    }
}

fn fields(
    raw: RawRemediation,
    controls: &[Control],
    people: Vec<String>,
    (new, due_reason): (bool, Option<String>),
) -> impl IntoView + use<> {
    let codes = controls
        .iter()
        .filter(|kind| !kind.retired || raw.controls.contains(&kind.code))
        .map(|kind| Choice::new(kind.code.clone(), kind.name.clone()))
        .collect();
    let or = |word: String, first: &str| if word.is_empty() { first.to_owned() } else { word };
    let event = new.then(|| {
        view! { <TextField name="event" label="The event it answers to" value=raw.event.clone() short=true optional=true hint="E.g. INC-1/E5." /> }
    });
    let due = match due_reason {
        Some(why) => {
            let hint = format!("Proposed: {why} Change it or leave it blank.");
            view! { <TextField name="due" label="Due" value=raw.due kind="date" short=true optional=true hint=hint /> }
                .into_any()
        }
        None => {
            view! { <TextField name="due" label="Due" value=raw.due kind="date" short=true optional=true /> }
                .into_any()
        }
    };
    let verifiers = people.clone();
    view! {
        <TextField name="title" label="What is to be done?" value=raw.title required=true autofocus=true hint="E.g. Posting needs a named approver, enforced in the gateway." />
        <TextArea name="description" label="More about it" value=raw.description optional=true hint="Markdown." />
        <div class="form-cols">
            <SelectField name="type" label="What does it do?" choices={choices_of::<RemediationType>()} value=or(raw.kind, "prevent") />
            <SelectField name="priority" label="Priority" choices={choices_of::<Priority>()} value=or(raw.priority, "normal") />
            <SelectField name="strength" label="How well does it hold?" choices={choices_of::<Strength>()} value=raw.strength blank="Not said" />
        </div>
        <FormGroup title="What it answers to">
            <TextField name="incidents" label="Incidents it serves" value=raw.incidents.join(", ") optional=true hint="With commas, e.g. INC-1, INC-2." />
            {event}
        </FormGroup>
        <TextArea name="factors" label="Factors it is aimed at" value=raw.factors.join("\n") rows=3 optional=true hint="One a line, with its scope: approval_missing @ forum-helper. The catalogue is at /factors." />
        <CheckGroup name="controls" label="Controls it is aimed at" choices=codes values=raw.controls />
        <FormGroup title="Who, and until when">
            <TextField name="owner" label="Owner" value=raw.owner suggestions=people autocomplete="off" optional=true hint="The address of who does it." />
            <TextField name="verifier" label="Verifier" value=raw.verifier suggestions=verifiers autocomplete="off" optional=true hint="The address of who will say whether it works: not the owner." />
            {due}
            <TextField name="tracker" label="Tracked at" value=raw.tracker kind="url" optional=true />
        </FormGroup>
        <FormGroup title="What would prove it">
            <TextField name="measure.what" label="What would show that it works?" value=raw.measure.what optional=true hint="E.g. unapproved posts by agents." />
            <TextField name="measure.how" label="How is that checked?" value=raw.measure.how optional=true hint="E.g. gateway log query." />
            <TextField name="measure.expected" label="Expected result" value=raw.measure.expected optional=true hint="E.g. 0 in 30 days." />
            <TextField name="measure.check_on" label="Look on" value=raw.measure.check_on kind="date" short=true optional=true />
            <TextField name="measure.watch_days" label="Watched for, in days" value=raw.measure.watch_days kind="number" short=true optional=true hint="From the verification on: it counts as held when nothing recurred in these days." />
        </FormGroup>
    }
}
