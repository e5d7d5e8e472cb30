//! One claim, to be recorded, rewritten or retracted.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::timeline;
use super::sent::{Compared, Edit, NewRow, Sent, retraction};
use crate::domain::claim::RawClaim;
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{Choice, NavItem, PageHead};

/// One claim.
#[derive(Clone, Debug)]
pub struct ClaimPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The claim.
    pub id: Uuid,
    /// What it says.
    pub edit: Edit<RawClaim>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
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
        let back = paths::incident_section(number, "timeline");
        let events = self.events;
        let fields = move |raw: RawClaim| timeline::claim_fields(&raw, events);
        let form = self.edit.form(action.clone(), back, fields);
        view! {
            <PageHead title="What somebody claims" up=up />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

/// A new claim.
#[derive(Clone, Debug)]
pub struct NewClaimPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// What was typed.
    pub sent: Sent<RawClaim>,
    /// The events it may be about.
    pub events: Vec<Choice>,
}

impl Page for NewClaimPage {
    fn title(&self) -> String {
        format!("Record a claim – {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let Sent { raw, invalid } = self.sent;
        let page = NewRow {
            incident: self.incident,
            title: "Record what somebody claims",
            action: paths::incident_part(self.incident, "claims"),
            wrong: (invalid, "The claim is not recorded yet"),
            act: "Record the claim",
            multipart: false,
        };
        page.view(move || timeline::claim_fields(&raw, self.events))
    }
}

impl Compared for RawClaim {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("The question it answers", self.question.clone()),
            ("What is claimed", self.statement.clone()),
            ("Who claims it", self.made_by.clone()),
            ("Where it can be read", self.source.clone()),
            ("The event it is about", self.event.clone()),
            ("How it stands", self.status.clone()),
        ]
    }
}
