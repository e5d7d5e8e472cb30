//! Splitting events off an incident, with a look at what will happen first.

use leptos::prelude::*;

use super::{ask, preview};
use crate::domain::incident::IncidentNumber;
use crate::domain::regroup::{RawSplit, Regrouping};
use crate::pages::Page;
use crate::pages::sent::Sent;
use crate::paths;
use crate::ui::{CheckGroup, Choice, Form, NavItem, PageHead, TextArea, TextField};

/// An event that may go.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its number.
    pub seq: i32,
    /// When it happened, in words.
    pub when: String,
    /// The beginning of its text.
    pub text: String,
}

/// The form that splits events off an incident.
#[derive(Clone, Debug)]
pub struct SplitPage {
    /// The incident that they belong to.
    pub incident: IncidentNumber,
    /// Its title.
    pub incident_title: String,
    /// Its events, as they happened.
    pub candidates: Vec<Candidate>,
    /// What was typed.
    pub form: Sent<RawSplit>,
    /// What would happen, once it was asked for.
    pub plan: Option<Regrouping>,
}

impl Page for SplitPage {
    fn title(&self) -> String {
        format!("Split events off {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident;
        let title = self.title();
        let raw = self.form.raw;
        let asked = self.plan.is_some();
        let choices = self.candidates.into_iter().map(|event| {
            let number = format!("E{}", event.seq);
            let label = format!("{number} · {}", event.when);
            Choice::new(number, label).guide(event.text)
        });
        let choices: Vec<Choice> = choices.collect();
        let shown = self.plan.as_ref().map(|plan| {
            let to = plan.to.map_or("a new incident".into(), |n| IncidentNumber(n).to_string());
            preview(plan, "split", format!("Move {} to {to}", events(plan.events.len())))
        });
        view! {
            <PageHead
                title=title
                lead=self.incident_title
                up=(number.to_string(), paths::incident(number))
            />
            <div class="readable">
                <Form
                    action=paths::incident_part(number, "split")
                    errors=self.form.invalid
                    problem="Nothing was moved"
                >
                    <CheckGroup name="events" label="Which events belong elsewhere?" choices=choices values=raw.events lines=true hint="Their old numbers lead to where they went." />
                    <TextField name="title" label="What is the new incident called?" value=raw.title autocomplete="off" optional=true hint="It is of the same kind, and the same people can see it." />
                    <TextField name="into" label="Or to one that is there" value=raw.into autocomplete="off" optional=true hint="Its number, like INC-7." />
                    <TextArea name="reason" label="Why are they two?" value=raw.reason rows=2 hint="10 characters or more. It stays readable on both." />
                    {ask(number, "split", asked)}
                    {shown}
                </Form>
            </div>
        }
        .into_any()
    }
}

fn events(count: usize) -> String {
    if count == 1 { "1 event".into() } else { format!("{count} events") }
}
