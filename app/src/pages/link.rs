//! One link between two events, to be drawn, edited or retracted.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::incident::timeline;
use super::sent::{Compared, Edit, NewRow, Sent, retraction};
use crate::domain::incident::IncidentNumber;
use crate::domain::link::RawLink;
use crate::paths;
use crate::ui::{Choice, NavItem, PageHead};

/// One link.
#[derive(Clone, Debug)]
pub struct LinkPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The link.
    pub id: Uuid,
    /// What is said of it.
    pub edit: Edit<RawLink>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
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
        let back = paths::incident_section(number, "timeline");
        let events = self.events;
        let fields = move |raw: RawLink| {
            let evidence = raw
                .evidence
                .iter()
                .map(|id| view! { <input type="hidden" name="evidence" value=id.clone() /> })
                .collect_view();
            view! { {timeline::link_fields(&raw, events)}{evidence} }
        };
        let form = self.edit.form(action.clone(), back, fields);
        view! {
            <PageHead title="A link between two events" up=up />
            <div class="readable stack stack-wide">{form}{retraction(&action, self.retract)}</div>
        }
        .into_any()
    }
}

/// A new link, for who knows both of its events. Beside it there is the chooser, which begins at
/// one event and says which kinds the rules allow.
#[derive(Clone, Debug)]
pub struct NewLinkPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// What was typed.
    pub sent: Sent<RawLink>,
    /// The events it may join.
    pub events: Vec<Choice>,
}

impl Page for NewLinkPage {
    fn title(&self) -> String {
        format!("Link two events – {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let Sent { raw, invalid } = self.sent;
        let page = NewRow {
            incident: self.incident,
            title: "Link two events",
            action: paths::links(self.incident),
            wrong: (invalid, "The link is not drawn"),
            act: "Draw the link",
            multipart: false,
        };
        page.view(move || timeline::link_fields(&raw, self.events))
    }
}

impl Compared for RawLink {
    fn compared(&self) -> Vec<(&'static str, String)> {
        vec![
            ("This event", self.from.clone()),
            ("Is linked so", self.kind.clone()),
            ("To this event", self.to.clone()),
            ("Basis", self.basis.clone()),
            ("Confidence", self.confidence.clone()),
            ("How much of it", self.extent.clone()),
            ("Why", self.rationale.clone()),
        ]
    }
}
