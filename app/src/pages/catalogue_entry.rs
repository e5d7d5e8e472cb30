//! One entry of a catalogue, to be added, rewritten or retired: a factor, a control or a severity.

use leptos::prelude::*;

use super::Page;
use super::sent::{Compared, Edit};
use crate::domain::control::{RawControlDefinition, Strength};
use crate::domain::factor::{FactorGroup, RawFactorDefinition};
use crate::domain::severity::RawSeverityLevel;
use crate::paths;
use crate::ui::{CheckField, PageHead, SelectField, TextArea, TextField, choices_of};

/// What the three forms share.
#[derive(Clone, Debug, Default)]
pub struct EntryForm<T> {
    /// The entry's code while it is edited; none for a new one.
    pub code: Option<String>,
    /// Its fields.
    pub edit: Edit<T>,
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
    /// An entry that is stored, to be changed.
    pub fn of(code: impl ToString, stored: T, version: i32) -> Self {
        Self { code: Some(code.to_string()), edit: Edit::of(stored, version) }
    }

    fn title(&self, thing: &str) -> String {
        match &self.code {
            Some(code) => format!("Edit {code}"),
            None => format!("Add a {thing}"),
        }
    }

    fn view<V: IntoView + 'static>(
        self,
        (list, up): (&'static str, &'static str),
        thing: &str,
        fields: impl FnOnce(T) -> V + Send + 'static,
    ) -> AnyView
    where
        T: Send + 'static,
    {
        let title = self.title(thing);
        let action = match &self.code {
            Some(code) => paths::catalogue_entry(list, code),
            None => list.to_owned(),
        };
        let form = self.edit.form(action, list.to_owned(), fields);
        view! {
            <PageHead title=title up=(up.to_owned(), list.to_owned()) />
            <div class="readable stack">{form}</div>
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

/// A form leaves out what is not checked.
fn yes(flag: &str) -> String {
    if flag == "true" { "yes".to_owned() } else { "no".to_owned() }
}

impl Compared for RawFactorDefinition {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Name", self.name.clone()),
            ("Where it lies", self.group.clone()),
            ("What counts as it", self.definition.clone()),
            ("Retired", yes(&self.retired)),
        ]
    }
}

impl Compared for RawControlDefinition {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Name", self.name.clone()),
            ("Strength", self.strength.clone()),
            ("What counts as it", self.definition.clone()),
            ("Retired", yes(&self.retired)),
        ]
    }
}

impl Compared for RawSeverityLevel {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Word", self.word.clone()),
            ("How to recognise it", self.guide.clone()),
            ("Retired", yes(&self.retired)),
        ]
    }
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
        let edited = self.0.code.is_some();
        let fields = move |raw: RawFactorDefinition| {
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
        let edited = self.0.code.is_some();
        let fields = move |raw: RawControlDefinition| {
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
        let edited = self.0.code.is_some();
        let fields = move |raw: RawSeverityLevel| {
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
