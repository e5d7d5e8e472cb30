//! Merging an incident into another, with a look at what will happen first.

use leptos::prelude::*;

use super::{ask, preview};
use crate::domain::incident::IncidentNumber;
use crate::domain::regroup::{RawMerge, Regrouping};
use crate::pages::Page;
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{Form, NavItem, PageHead, TextArea, TextField};

/// The form that merges an incident into another.
#[derive(Clone, Debug)]
pub struct MergePage {
    /// The incident that would go.
    pub incident: IncidentNumber,
    /// Its title.
    pub incident_title: String,
    /// What was typed.
    pub form: Sent<RawMerge>,
    /// What would happen, once it was asked for.
    pub plan: Option<Regrouping>,
}

impl Page for MergePage {
    fn title(&self) -> String {
        format!("Merge {} into another incident", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident;
        let title = self.title();
        let raw = self.form.raw;
        let asked = self.plan.is_some();
        let shown = self.plan.as_ref().map(|plan| {
            let into = plan.to.map(|to| format!(" into {}", IncidentNumber(to)));
            let words = format!("Merge {number}{}", into.unwrap_or_default());
            preview(plan, "merge", words)
        });
        view! {
            <PageHead
                title=title
                lead=self.incident_title
                up=(number.to_string(), paths::incident(number))
            />
            <div class="readable stack">
                <p>"Everything that this incident holds moves to the other one: events, links, claims, evidence, factors, controls, exposures, remediations, people, tags. Its number leads there, and each event keeps its old number as an address. Nothing is lost, and nobody sees more than before."</p>
                <Form
                    action=paths::incident_part(number, "merge")
                    errors=self.form.invalid
                    problem="Nothing was merged"
                >
                    <TextField name="into" label="Into which incident?" value=raw.into hint="Its number, like INC-7." required=true autocomplete="off" />
                    <TextArea name="reason" label="Why are they one?" value=raw.reason rows=2 hint="10 characters or more. It stays readable on both." />
                    {ask(number, "merge", asked)}
                    {shown}
                </Form>
            </div>
        }
        .into_any()
    }
}
