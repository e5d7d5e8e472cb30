//! One entry of a catalogue, to be added, rewritten or retired: a factor, a control or a severity.

use leptos::prelude::*;

use super::Page;
use super::incident::Sent;
use crate::domain::control::{RawControlDefinition, Strength};
use crate::domain::factor::{FactorGroup, RawFactorDefinition};
use crate::domain::severity::RawSeverityLevel;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, CheckField, Difference, Form, FormFoot, PageHead, SelectField,
    StaleEdit, TextArea, TextField, choices_of,
};

/// What the three forms share.
#[derive(Clone, Debug, Default)]
pub struct EntryForm<T> {
    /// The entry's code and version while it is edited; none for a new one.
    pub edits: Option<(String, i32)>,
    /// Its fields as they are or as they were sent.
    pub sent: Sent<T>,
    /// Where somebody else's version differs, when theirs came first.
    pub differences: Option<Vec<Difference>>,
}

/// A factor of the catalogue.
#[derive(Clone, Debug, Default)]
pub struct FactorKindPage(pub EntryForm<RawFactorDefinition>);

/// A control of the catalogue.
#[derive(Clone, Debug, Default)]
pub struct ControlKindPage(pub EntryForm<RawControlDefinition>);

/// A step of the severity scale.
#[derive(Clone, Debug, Default)]
pub struct SeverityPage(pub EntryForm<RawSeverityLevel>);

impl<T> EntryForm<T> {
    fn title(&self, thing: &str) -> String {
        match &self.edits {
            Some((code, _)) => format!("Edit {code}"),
            None => format!("Add a {thing}"),
        }
    }

    /// `fields` is called inside of the form, so that each field finds its errors.
    fn view<V: IntoView + 'static>(
        self,
        (list, up): (&'static str, &'static str),
        thing: &str,
        fields: impl FnOnce() -> V + Send + 'static,
    ) -> AnyView {
        let title = self.title(thing);
        let action = match &self.edits {
            Some((code, _)) => paths::catalogue_entry(list, code),
            None => list.to_owned(),
        };
        let version = self.edits.map(|(_, version)| {
            view! { <input type="hidden" name="version" value=version.to_string() /> }
        });
        let stale = self.differences.map(|differences| view! { <StaleEdit differences /> });
        view! {
            <PageHead title=title up=(up.to_owned(), list.to_owned()) />
            <div class="readable stack">
                {stale}
                <Form action=action errors=self.sent.invalid>
                    {version}
                    {fields()}
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=list kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}

/// The code of an entry: chosen once, then only carried along.
fn code(edited: bool, value: String) -> AnyView {
    if edited {
        return view! { <input type="hidden" name="code" value=value /> }.into_any();
    }
    view! { <TextField name="code" label="Code" value=value mono=true required=true autocomplete="off" hint="The word that records and the API name it by, e.g. approval_missing. It never changes." /> }
        .into_any()
}

fn retired(value: &str) -> AnyView {
    let checked = value == "true";
    view! { <CheckField name="retired" label="Retired" checked=checked hint="No longer offered. Records that name it keep it." /> }
        .into_any()
}

impl Page for FactorKindPage {
    fn title(&self) -> String {
        self.0.title("factor")
    }

    fn view(self) -> AnyView {
        let raw = self.0.sent.raw.clone();
        let edited = self.0.edits.is_some();
        let fields = move || {
            view! {
                {code(edited, raw.code)}
                <TextField name="name" label="Name" value=raw.name required=true autocomplete="off" />
                <SelectField name="group" label="Where does it lie?" choices={choices_of::<FactorGroup>()} value=raw.group blank="Choose one" />
                <TextArea name="definition" label="What counts as it?" value=raw.definition required=true hint="So that two people choose the same one." />
                {retired(&raw.retired)}
            }
        };
        self.0.view((paths::FACTORS, "Contributing factors"), "factor", fields).into_any()
    }
}

impl Page for ControlKindPage {
    fn title(&self) -> String {
        self.0.title("control")
    }

    fn view(self) -> AnyView {
        let raw = self.0.sent.raw.clone();
        let edited = self.0.edits.is_some();
        let fields = move || {
            view! {
                {code(edited, raw.code)}
                <TextField name="name" label="Name" value=raw.name required=true autocomplete="off" />
                <SelectField name="strength" label="How well does it hold by itself?" choices={choices_of::<Strength>()} value=raw.strength blank="Choose one" />
                <TextArea name="definition" label="What counts as it?" value=raw.definition required=true hint="So that two people choose the same one." />
                {retired(&raw.retired)}
            }
        };
        self.0.view((paths::CONTROLS, "Controls"), "control", fields).into_any()
    }
}

impl Page for SeverityPage {
    fn title(&self) -> String {
        self.0.title("severity")
    }

    fn view(self) -> AnyView {
        let raw = self.0.sent.raw.clone();
        let edited = self.0.edits.is_some();
        let fields = move || {
            let rank = if edited {
                view! { <input type="hidden" name="severity" value=raw.severity /> }.into_any()
            } else {
                view! { <TextField name="severity" label="Rank" value=raw.severity short=true required=true hint="SEV0 is the worst, SEV9 the least." /> }.into_any()
            };
            view! {
                {rank}
                <TextField name="word" label="Word" value=raw.word required=true autocomplete="off" hint="E.g. Critical." />
                <TextArea name="guide" label="How to recognise it" value=raw.guide required=true hint="Shown beside the choice while declaring: what is true when this is the one." />
                {retired(&raw.retired)}
            }
        };
        self.0.view((paths::SEVERITIES, "Severities"), "severity", fields).into_any()
    }
}
