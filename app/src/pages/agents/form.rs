//! The form that registers an agent or rewrites its card.

use leptos::prelude::*;

use crate::domain::agent::{AgentStatus, DesignedAutonomy, RawAgent};
use crate::pages::Page;
use crate::pages::sent::{Compared, Edit, listed};
use crate::paths;
use crate::ui::{NavItem, PageHead, SelectField, TextArea, TextField, choices_of};

/// An agent's card to be written.
#[derive(Clone, Debug, Default)]
pub struct AgentFormPage {
    /// The key of the agent that is edited; none while registering.
    pub key: Option<String>,
    /// The card.
    pub edit: Edit<RawAgent>,
    /// The addresses of those who may answer for it.
    pub people: Vec<String>,
}

impl Page for AgentFormPage {
    fn title(&self) -> String {
        match &self.key {
            Some(key) => format!("Edit {key}"),
            None => "Register an agent".into(),
        }
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Agents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let (action, back) = match &self.key {
            Some(key) => (paths::edit_agent(key), paths::agent(key)),
            None => (paths::AGENTS.to_owned(), paths::AGENTS.to_owned()),
        };
        let up = ("Agents".to_owned(), paths::AGENTS.to_owned());
        let people = self.people;
        let form = self.edit.form(action, back, move |raw| fields(raw, people));
        view! {
            <PageHead title=title up=up />
            <div class="readable stack">{form}</div>
        }
        .into_any()
    }
}

fn fields(raw: RawAgent, people: Vec<String>) -> impl IntoView {
    view! {
        <div class="form-cols">
            <TextField name="name" label="Name" value=raw.name required=true autofocus=true hint="As people call it, e.g. Forum helper." />
            <TextField name="key" label="Key" value=raw.key mono=true optional=true hint="In references and imports, e.g. forum-helper. Made from the name when blank." />
        </div>
        <TextField name="owner" label="Accountable owner" value=raw.owner suggestions=people autocomplete="off" hint="The address of the person who answers for it. Without one the card is incomplete." />
        <TextArea name="purpose" label="What is it for?" value=raw.purpose rows=3 optional=true />
        <div class="form-cols">
            <TextField name="vendor" label="Vendor" value=raw.vendor optional=true />
            <TextField name="framework" label="Framework" value=raw.framework optional=true />
            <TextField name="model" label="Model" value=raw.model optional=true />
            <TextField name="surfaces" label="Where can it write?" value=raw.surfaces.join(", ") optional=true hint="With commas, e.g. forum, production database." />
            <TextField name="tools" label="Which tools can it call?" value=raw.tools.join(", ") optional=true hint="With commas." />
            <SelectField name="autonomy" label="Designed autonomy" choices={choices_of::<DesignedAutonomy>()} value=raw.autonomy blank="Not known" />
            <SelectField name="status" label="Status" choices={choices_of::<AgentStatus>()} value=raw.status />
        </div>
    }
}

impl Compared for RawAgent {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("Name", self.name.clone()),
            ("Key", self.key.clone()),
            ("Accountable owner", self.owner.clone()),
            ("What it is for", self.purpose.clone()),
            ("Vendor", self.vendor.clone()),
            ("Framework", self.framework.clone()),
            ("Model", self.model.clone()),
            ("Where it can write", listed(&self.surfaces)),
            ("Which tools it can call", listed(&self.tools)),
            ("Designed autonomy", self.autonomy.clone()),
            ("Status", self.status.clone()),
        ]
    }
}
