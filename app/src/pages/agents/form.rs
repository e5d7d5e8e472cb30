//! The form that registers an agent or rewrites its card.

use leptos::prelude::*;

use crate::domain::agent::{AgentStatus, DesignedAutonomy, RawAgent};
use crate::pages::Page;
use crate::pages::incident::Sent;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Form, FormFoot, NavItem, PageHead, SelectField, TextArea,
    TextField, choices_of,
};

/// An agent's card to be written.
#[derive(Clone, Debug, Default)]
pub struct AgentFormPage {
    /// The key of the agent that is edited, and its version; none while registering.
    pub edits: Option<(String, i32)>,
    /// The card as it is or as it was sent.
    pub sent: Sent<RawAgent>,
    /// The addresses of those who may answer for it.
    pub people: Vec<String>,
}

impl Page for AgentFormPage {
    fn title(&self) -> String {
        match &self.edits {
            Some((key, _)) => format!("Edit {key}"),
            None => "Register an agent".into(),
        }
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Agents)
    }

    fn view(self) -> AnyView {
        let title = self.title();
        let (action, back, version) = match &self.edits {
            Some((key, version)) => (paths::edit_agent(key), paths::agent(key), Some(*version)),
            None => (paths::AGENTS.to_owned(), paths::AGENTS.to_owned(), None),
        };
        let up = ("Agents".to_owned(), paths::AGENTS.to_owned());
        let Sent { raw, invalid } = self.sent;
        let version =
            version.map(|v| view! { <input type="hidden" name="version" value=v.to_string() /> });
        view! {
            <PageHead title=title up=up />
            <div class="readable">
                <Form action=action errors=invalid>
                    {version}
                    <div class="form-cols">
                        <TextField name="name" label="Name" value=raw.name required=true autofocus=true hint="As people call it, e.g. Forum helper." />
                        <TextField name="key" label="Key" value=raw.key mono=true optional=true hint="In references and imports, e.g. forum-helper. Made from the name when blank." />
                    </div>
                    <TextField name="owner" label="Accountable owner" value=raw.owner suggestions=self.people autocomplete="off" hint="The address of the person who answers for it. Without one the card is incomplete." />
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
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
            </div>
        }
        .into_any()
    }
}
