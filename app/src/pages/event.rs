//! One event: everything that is said of it, its links, what it was before, and taking it back.

use leptos::prelude::*;

use super::Page;
use super::event_form::{self, Known, RawEventForm};
use super::incident::Sent;
use crate::domain::Vocabulary;
use crate::domain::incident::IncidentNumber;
use crate::domain::link::Link;
use crate::domain::timeline::{Event, RawEvent, Revision};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, ButtonLink, CheckGroup, Choice, Form, FormFoot, Glyph, Markdown,
    More, NavItem, PageHead, PostButton, SafeHtml, Section, Size, TextArea, TextField, Time, Tone,
};

/// One event of a timeline.
#[derive(Clone, Debug)]
pub struct EventPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The event as it is.
    pub event: Event,
    /// Its text as HTML.
    pub html: SafeHtml,
    /// What is said of it, as it is or as it was sent.
    pub form: Sent<RawEventForm>,
    /// The names that the form offers.
    pub known: Known,
    /// The links from it and to it.
    pub links: Vec<Link>,
    /// What it was before each edit, newest first.
    pub revisions: Vec<Revision>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
    /// Whether the reader may edit it.
    pub writes: bool,
    /// Whether the reader may retract it.
    pub retracts: bool,
}

impl Page for EventPage {
    fn title(&self) -> String {
        format!("{}/E{}", self.incident, self.event.seq)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> impl IntoView {
        let (number, seq) = (self.incident, self.event.seq);
        let up = (number.to_string(), paths::event(number, seq));
        let title = format!("E{seq}: {}", self.event.kind.label().to_lowercase());
        let retracted = self.event.retracted.then(|| {
            let why = self.event.retracted_reason.clone().unwrap_or_default();
            view! { <p><Badge tone=Tone::Warn icon=Glyph::Retract>"Retracted"</Badge>" "{why}</p> }
        });
        let form = if self.writes {
            edit(number, seq, self.event.version, self.form, &self.known, &self.event)
        } else {
            view! { <Markdown html=self.html.clone() /> }.into_any()
        };
        let evidence = evidence(number, &self.event);
        let links = links(number, seq, &self.links, self.writes);
        let revisions = revisions(&self.event, &self.revisions);
        let take_back = self.retracts.then(|| take_back(number, &self.event, self.retract));
        view! {
            <PageHead title=title up=up />
            <div class="readable stack stack-wide">
                {retracted}
                {form}
                {evidence}
                {links}
                {take_back}
                {revisions}
            </div>
        }
    }
}

fn edit(
    number: IncidentNumber,
    seq: i32,
    version: i32,
    sent: Sent<RawEventForm>,
    known: &Known,
    event: &Event,
) -> AnyView {
    let RawEventForm { event: raw, beside } = sent.raw;
    let evidence: Vec<Choice> = event
        .evidence
        .iter()
        .map(|evidence| Choice::new(evidence.id.to_string(), evidence.title.clone()))
        .collect();
    let attached = raw.evidence.clone();
    let evidence = (!evidence.is_empty()).then(|| {
        view! {
            <CheckGroup name="evidence" label="Evidence that supports it" choices=evidence values=attached />
        }
    });
    let essentials = event_form::essentials(&raw, known);
    let details = event_form::details(&raw, known);
    let quote = event_form::evidence(&beside.new_evidence);
    view! {
        <Form action=paths::edit_event(number, seq) errors=sent.invalid version=version problem="The event is not saved yet">
            <TextArea name="text" label="What happened" hint="Markdown; INC-42, E5 and REM-7 become links." value=raw.text.clone() />
            {essentials}
            {details}
            {evidence}
            {quote}
            <TextField name="reason" label="Why it is edited" value=beside.reason optional=true
                hint="Kept with what it was before." />
            <FormFoot>
                <Button kind=ButtonKind::Primary>"Save"</Button>
                <ButtonLink href=paths::event(number, seq) kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
            </FormFoot>
        </Form>
    }
    .into_any()
}

/// What supports it, each with its own page.
fn evidence(number: IncidentNumber, event: &Event) -> Option<AnyView> {
    let rows = event.evidence.iter().map(|evidence| {
        let href = paths::incident_row(number, "evidence", evidence.id);
        view! {
            <li><a href=href>{evidence.title.clone()}</a>" "<span class="quiet">{evidence.kind.label()}</span></li>
        }
    });
    let rows = rows.collect_view();
    (!event.evidence.is_empty()).then(|| {
        view! { <Section title="Evidence" id="evidence"><ul>{rows}</ul></Section> }.into_any()
    })
}

fn links(number: IncidentNumber, seq: i32, links: &[Link], writes: bool) -> AnyView {
    let rows = links
        .iter()
        .map(|link| {
            let (words, other) = link.seen_from(seq);
            let edit = writes.then(|| {
                view! { <a href=paths::link(number, link.id)>"Edit or remove"<span class="visually-hidden">{format!(" the link to E{other}")}</span></a> }
            });
            let about = format!(
                "{}, {}, {}",
                link.basis.label(),
                link.confidence.label().to_lowercase(),
                link.order.label().to_lowercase(),
            );
            view! {
                <li>
                    {format!("E{seq} {words} ")}
                    <a class="ref" href=paths::edit_event(number, other)>{format!("E{other}")}</a>
                    " " <span class="quiet">{about}</span> " " {edit}
                    {(!link.rationale.is_empty()).then(|| view! { <div class="quiet small">{link.rationale.clone()}</div> })}
                </li>
            }
        })
        .collect_view();
    let none = links.is_empty().then(|| view! { <p class="quiet">"No link yet."</p> });
    let from = format!("E{seq}");
    let draw = writes.then(|| {
        let href = paths::with_query(&paths::incident(number), &[("from", from.as_str())]);
        view! { <ButtonLink href=format!("{href}#link") icon=Glyph::Link size=Size::Small>"Link it to another event"</ButtonLink> }
    });
    view! { <Section title="Links" id="links">{none}<ul>{rows}</ul>{draw}</Section> }.into_any()
}

fn take_back(number: IncidentNumber, event: &Event, sent: Sent<String>) -> AnyView {
    let seq = event.seq;
    if event.retracted {
        let action = paths::event_part(number, seq, "restore");
        return view! { <PostButton action=action icon=Glyph::Undo>"Put it back on the timeline"</PostButton> }
            .into_any();
    }
    let action = paths::event_part(number, seq, "retract");
    let open = sent.failed();
    view! {
        <More summary="Retract this event" open=open>
            <Form action=action errors=sent.invalid problem="The event is not retracted" prefix="retract" small=true>
                <TextField name="reason" label="Why" value=sent.raw
                    hint="It leaves the timeline, not the record, and can be put back." />
                <FormFoot><Button kind=ButtonKind::Danger icon=Glyph::Retract>"Retract"</Button></FormFoot>
            </Form>
        </More>
    }
    .into_any()
}

/// What changed with each edit, newest first.
fn revisions(event: &Event, revisions: &[Revision]) -> Option<AnyView> {
    if revisions.is_empty() {
        return None;
    }
    let after = std::iter::once(event).chain(revisions.iter().map(|revision| &*revision.before));
    let rows = revisions
        .iter()
        .zip(after)
        .map(|(revision, after)| {
            let changes = changes(&revision.before, after)
                .into_iter()
                .map(|(field, was)| view! { <dt class="mono small">{field}</dt><dd>{was}</dd> })
                .collect_view();
            let why = (!revision.reason.is_empty()).then(|| format!(": {}", revision.reason));
            view! {
                <li>
                    <p>{revision.edited_by.clone()}", "<Time at=revision.edited_at />{why}</p>
                    <details>
                        <summary>{format!("What version {} said otherwise", revision.version)}</summary>
                        <dl class="facts">{changes}</dl>
                    </details>
                </li>
            }
        })
        .collect_view();
    Some(view! { <Section title="What it was before" id="revisions"><ol class="stack">{rows}</ol></Section> }.into_any())
}

/// The fields that were said otherwise, with what they said.
fn changes(before: &Event, after: &Event) -> Vec<(String, String)> {
    let fields = |event: &Event| serde_json::to_value(RawEvent::from(event)).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let mut found = Vec::new();
    differ("", &before, &after, &mut found);
    found
}

fn differ(
    name: &str,
    before: &serde_json::Value,
    after: &serde_json::Value,
    found: &mut Vec<(String, String)>,
) {
    use serde_json::Value;
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for (field, value) in one {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                differ(&name, value, other.get(field).unwrap_or(&Value::Null), found);
            }
        }
        (Value::String(text), _) if text.is_empty() => {
            found.push((name.to_owned(), "nothing".into()));
        }
        (Value::String(text), _) => found.push((name.to_owned(), text.clone())),
        (Value::Null, _) => found.push((name.to_owned(), "nothing".into())),
        (other, _) => found.push((name.to_owned(), other.to_string())),
    }
}
