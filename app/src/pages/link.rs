//! One link between two events, to be edited or removed.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::{Sent, timeline};
use crate::domain::incident::IncidentNumber;
use crate::domain::link::RawLink;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Form, FormFoot, Glyph, NavItem, PageHead, PostButton,
};

/// One link.
#[derive(Clone, Debug)]
pub struct LinkPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The link.
    pub id: Uuid,
    /// Its version when it was read.
    pub version: i32,
    /// What is said of it, as it is or as it was sent.
    pub form: Sent<RawLink>,
    /// The events it may join.
    pub events: Vec<Choice>,
}

impl Page for LinkPage {
    fn title(&self) -> String {
        format!("A link of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident;
        let up = (number.to_string(), paths::incident(number));
        let action = paths::link(number, self.id);
        let remove = format!("{action}/retract");
        let back = format!("{}#timeline", paths::incident(number));
        let evidence = self
            .form
            .raw
            .evidence
            .iter()
            .map(|id| view! { <input type="hidden" name="evidence" value=id.clone() /> })
            .collect_view();
        view! {
            <PageHead title="A link between two events" up=up />
            <div class="readable stack stack-wide">
                <Form action=action errors=self.form.invalid version=self.version problem="The link is not saved yet">
                    {timeline::link_fields(&self.form.raw, self.events)}
                    {evidence}
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
                <PostButton action=remove kind=ButtonKind::Danger icon=Glyph::Retract>"Remove this link"</PostButton>
            </div>
        }
        .into_any()
    }
}
