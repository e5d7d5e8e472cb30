//! How this incident stands to others: relations, and the families it has joined.

use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;

use super::{Sent, Subject, finding};
use crate::domain::catalogue::CatalogueNames;
use crate::domain::incident::IncidentNumber;
use crate::domain::permission::Right;
use crate::domain::recurrence::{Family, Finding, RawFinding, RawRelation, Relation, RelationKind};
use crate::pages::regroup::MovedSection;
use crate::paths;
use crate::ui::{
    Button, Form, FormFoot, Glyph, More, Panel, Ref, SelectField, Size, TextArea, TextField,
    choices_of,
};

/// A family as it was named, that this incident is to join; made when there is none of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawJoin {
    /// What the family is called.
    pub name: String,
}

/// Other incidents that are like this one or came of it.
#[derive(Clone, Debug, Default)]
pub struct RecurrenceSection {
    /// The relations, to incidents that the viewer may see.
    pub relations: Vec<Relation>,
    /// The families that it has joined.
    pub families: Vec<Family>,
    /// What was made of its being, or having, a recurrence.
    pub findings: Vec<Finding>,
    /// The names of the factors and controls that make them alike.
    pub catalogue: Arc<CatalogueNames>,
    /// What it took in from others, and gave away.
    pub moved: MovedSection,
    /// The names of all families.
    pub names: Vec<String>,
    /// A new relation as it was sent.
    pub relate: Sent<RawRelation>,
    /// A family to join, as it was sent.
    pub join: Sent<RawJoin>,
    /// Why a family is left, as it was sent, and which.
    pub leave: (Option<Uuid>, Sent<String>),
    /// A new finding as it was sent.
    pub judge: Sent<RawFinding>,
    /// Why a finding is dismissed, as it was sent, and which.
    pub dismiss: (Option<Uuid>, Sent<String>),
}

impl RecurrenceSection {
    /// Draws the section.
    pub fn view(self, on: &Subject) -> impl IntoView + use<> {
        let (writes, number) = (on.may(Right::WriteAnalysis), on.incident.number);
        let moved = self.moved.view(number, on.may(Right::Regroup));
        let count = self.relations.len() + self.families.len() + self.findings.len();
        let none = (count == 0)
            .then(|| view! { <p class="panel-body quiet">"Related to no other incident yet."</p> });
        let relations = self.relations.into_iter().map(|row| relation(number, row, writes));
        let (leaving, left) = self.leave;
        let families = self.families.into_iter().map(|row| {
            let sent = if leaving == Some(row.id) { left.clone() } else { Sent::default() };
            family(number, row, writes.then_some(sent))
        });
        let (dismissed, sent) = self.dismiss;
        let findings = self.findings.into_iter().map(|row| {
            let sent = if dismissed == Some(row.id) { sent.clone() } else { Sent::default() };
            finding::line(number, row, &self.catalogue, writes.then_some(sent))
        });
        let rows = (findings.collect_view(), relations.collect_view(), families.collect_view());
        let forms = writes.then(|| {
            view! {
                <div class="panel-body stack">
                    {relating(number, self.relate)}
                    {joining(number, self.join, self.names)}
                    {finding::judging(number, self.judge)}
                </div>
            }
        });
        view! {
            <Panel title="Recurrence" id="recurrence" icon=Glyph::Family count=count.to_string()>
                {none}
                <ul class="side-list">{rows}</ul>
                {moved}
                {forms}
            </Panel>
        }
    }
}

fn relation(number: IncidentNumber, row: Relation, writes: bool) -> impl IntoView {
    let other = IncidentNumber(row.other.number);
    let edit = writes.then(|| {
        let href = paths::incident_row(number, "relations", row.id);
        let to = format!(" the relation to {other}");
        view! { <a class="push small no-print" href=href>"Edit"<span class="visually-hidden">{to}</span></a> }
    });
    let remediation = row.remediation.map(|number| {
        let number = format!("REM-{number}");
        view! { " "<Ref to=number.clone() href=paths::remediation(&number) /> }
    });
    let why = (!row.rationale.is_empty()).then(|| row.rationale.clone());
    view! {
        <li>
            <span class="side-line">
                <span>
                    <span class="quiet">{row.label()}" "</span>
                    <span class="ref">{other.to_string()}</span>" "
                    <a href=paths::incident(other)>{row.other.title.clone()}</a>
                    {remediation}
                </span>
                {edit}
            </span>
            {why.map(|why| view! { <span class="side-sub">{why}</span> })}
        </li>
    }
}

fn family(number: IncidentNumber, row: Family, leaving: Option<Sent<String>>) -> impl IntoView {
    let action = format!("{}/leave", paths::incident_row(number, "families", row.id));
    let leave = leaving.map(|sent| {
        let open = sent.failed();
        view! {
            <span class="no-print">
                <More summary="Leave it" open=open>
                    <Form action=action errors=sent.invalid problem="It has not left the family" prefix="leave" small=true>
                        <TextField name="reason" label="Why does it not belong there?" value=sent.raw hint="Kept in the history of this incident." />
                        <FormFoot><Button size=Size::Small>"Leave the family"</Button></FormFoot>
                    </Form>
                </More>
            </span>
        }
    });
    let others = row.incidents.iter().filter(|line| line.number != number.0).map(|line| {
        let other = IncidentNumber(line.number);
        view! { <Ref to=other.to_string() href=paths::incident(other) />" " }
    });
    let others = others.collect_view();
    view! {
        <li>
            <span class="side-line">
                <span><span class="quiet">"Family "</span><a href=paths::family(row.id)>{row.name.clone()}</a></span>
            </span>
            <span class="side-sub">{others}</span>
            {leave}
        </li>
    }
}

/// The fields of a relation.
pub(in crate::pages) fn relation_fields(raw: RawRelation) -> impl IntoView {
    view! {
        <SelectField name="kind" label="This incident is" choices={choices_of::<RelationKind>()} value=raw.kind blank="Choose one" />
        <TextField name="to" label="The other incident" value=raw.to short=true hint="The earlier one, e.g. INC-1." />
        <TextField name="remediation" label="Which remediation caused it?" value=raw.remediation short=true optional=true hint="Only for “caused by a remediation of”, e.g. REM-7." />
        <TextArea name="rationale" label="Why?" value=raw.rationale rows=2 optional=true />
    }
}

fn relating(number: IncidentNumber, sent: Sent<RawRelation>) -> impl IntoView {
    let open = sent.failed();
    view! {
        <More summary="Relate to another incident" open=open>
            <Form
                action=paths::incident_part(number, "relations")
                errors=sent.invalid
                problem="They are not related yet"
                prefix="relation"
                small=true
            >
                {relation_fields(sent.raw)}
                <FormFoot><Button size=Size::Small>"Relate"</Button></FormFoot>
            </Form>
        </More>
    }
}

fn joining(number: IncidentNumber, sent: Sent<RawJoin>, names: Vec<String>) -> impl IntoView {
    let open = sent.failed();
    view! {
        <More summary="Join a family" open=open>
            <Form
                action=paths::incident_part(number, "families")
                errors=sent.invalid
                problem="It has not joined yet"
                prefix="family"
                small=true
            >
                <TextField name="name" label="Family" value=sent.raw.name suggestions=names autocomplete="off" hint="A line of incidents, e.g. Agent publishes without approval. A new name makes a new family." />
                <FormFoot><Button size=Size::Small>"Join"</Button></FormFoot>
            </Form>
        </More>
    }
}
