//! One claim, to be rewritten or removed.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::{Sent, timeline};
use crate::domain::claim::RawClaim;
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, Choice, Form, FormFoot, Glyph, NavItem, PageHead, PostButton,
};

/// One claim.
#[derive(Clone, Debug)]
pub struct ClaimPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The claim.
    pub id: Uuid,
    /// Its version when it was read.
    pub version: i32,
    /// What it says, as it is or as it was sent.
    pub form: Sent<RawClaim>,
    /// The events it may be about.
    pub events: Vec<Choice>,
}

impl Page for ClaimPage {
    fn title(&self) -> String {
        format!("A claim about {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident;
        let up = (number.to_string(), paths::incident(number));
        let action = paths::incident_row(number, "claims", self.id);
        let remove = format!("{action}/retract");
        let back = format!("{}#timeline", paths::incident(number));
        view! {
            <PageHead title="What somebody claims" up=up />
            <div class="readable stack stack-wide">
                <Form action=action errors=self.form.invalid version=self.version problem="The claim is not saved yet">
                    {timeline::claim_fields(&self.form.raw, self.events)}
                    <FormFoot>
                        <Button kind=ButtonKind::Primary>"Save"</Button>
                        <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                    </FormFoot>
                </Form>
                <PostButton action=remove kind=ButtonKind::Danger icon=Glyph::Retract>"Remove this claim"</PostButton>
            </div>
        }
        .into_any()
    }
}
