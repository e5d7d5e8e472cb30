//! One event: everything that is said of it, its links, what it was before, and taking it back.

use leptos::prelude::*;
use uuid::Uuid;

use super::Page;
use super::event_form::{self, Known, RawEventForm};
use super::originals::about;
use super::sent::Sent;
use crate::domain::Vocabulary;
use crate::domain::incident::IncidentNumber;
use crate::domain::link::Link;
use crate::domain::redaction::{RawRedaction, Rendition};
use crate::domain::timeline::{Event, RawEvent, Revision};
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, ButtonLink, CheckGroup, Choice, Difference, Form, FormFoot, Glyph,
    Markdown, More, NavItem, PageHead, PostButton, SafeHtml, Section, Size, StaleEdit, TextArea,
    TextField, Time, Tone,
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
    /// Where what was sent differs from what somebody else saved meanwhile.
    pub differences: Option<Vec<Difference>>,
    /// The names that the form offers.
    pub known: Known,
    /// The links from it and to it.
    pub links: Vec<Link>,
    /// What it was before each edit, newest first.
    pub revisions: Vec<Revision>,
    /// That passages were hidden, newest first.
    pub renditions: Vec<Rendition>,
    /// What is to be hidden, as it was sent.
    pub redact: Sent<RawRedaction>,
    /// Whether the reader may hide passages, and read what was hidden.
    pub redacts: bool,
    /// The incident's files, for those who may hide passages: what they say stays.
    pub files: Vec<(Uuid, String)>,
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

    fn view(self) -> AnyView {
        let (number, seq) = (self.incident, self.event.seq);
        let up = (number.to_string(), paths::event(number, seq));
        let title = format!("E{seq}: {}", self.event.kind.label().to_lowercase());
        let retracted = self.event.retracted.then(|| {
            let why = self.event.retracted_reason.clone().unwrap_or_default();
            view! { <p><Badge tone=Tone::Warn icon=Glyph::Retract>"Retracted"</Badge>" "{why}</p> }
        });
        let stale = self.differences.map(|differences| view! { <StaleEdit differences /> });
        let form = if self.writes {
            edit(number, seq, self.event.version, self.form, &self.known, &self.event)
        } else {
            view! { <Markdown html=self.html.clone() /> }.into_any()
        };
        let evidence = evidence(number, &self.event);
        let links = links(number, seq, &self.links, self.writes);
        let renditions = renditions(number, seq, &self.renditions, self.redacts);
        let redact = self.redacts.then(|| redact(number, seq, self.redact, self.files));
        let revisions = revisions(&self.event, &self.revisions);
        let take_back = self.retracts.then(|| take_back(number, &self.event, self.retract));
        view! {
            <PageHead title=title up=up />
            <div class="readable stack stack-wide">
                {retracted}
                {stale}
                {form}
                {evidence}
                {links}
                {take_back}
                {redact}
                {renditions}
                {revisions}
            </div>
        }
        .into_any()
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
        <Form action=paths::edit_event(number, seq) errors=sent.invalid version=version problem="The event is not saved yet" prefix="edit" multipart=true>
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
    let draw = writes.then(|| {
        let href = paths::event_part(number, seq, "link");
        view! { <ButtonLink href=href icon=Glyph::Link size=Size::Small>"Link it to another event"</ButtonLink> }
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

/// Hiding passages, for those who may.
fn redact(
    number: IncidentNumber,
    seq: i32,
    sent: Sent<RawRedaction>,
    files: Vec<(Uuid, String)>,
) -> impl IntoView {
    let (open, raw) = (sent.failed(), sent.raw);
    let files = (!files.is_empty()).then(|| {
        let files = files.into_iter().map(|(id, name)| {
            let href = paths::incident_row(number, "evidence", id);
            view! { <li><a href=href>{name}</a></li> }
        });
        view! {
            <p>"These files are not looked into; what they say stands until an administrator removes them:"</p>
            <ul>{files.collect_view()}</ul>
        }
    });
    view! {
        <More summary="Hide passages" open=open>
            <Form action=paths::event_part(number, seq, "redact") errors=sent.invalid problem="Nothing is hidden yet" prefix="redact" small=true>
                <TextArea name="lines" label="What to hide" value=raw.lines mono=true
                    hint="One passage on each line, letter by letter. It is hidden wherever this incident's record has it: other events, what they were before, quoted words, claims, the postmortem, remediations, what imports kept, the inbox, the search. Files are not looked into." />
                <TextField name="reason" label="Why it is hidden" value=raw.reason
                    hint="Everybody reads this; do not repeat what you hide." />
                {files}
                <FormFoot><Button kind=ButtonKind::Danger>"Hide it"</Button></FormFoot>
            </Form>
        </More>
    }
}

/// That something was hidden, and for some the way to what it was.
fn renditions(
    number: IncidentNumber,
    seq: i32,
    renditions: &[Rendition],
    redacts: bool,
) -> Option<AnyView> {
    if renditions.is_empty() {
        return None;
    }
    let kept = renditions.iter().any(|rendition| rendition.purged_at.is_none());
    let rows = renditions.iter().map(|rendition| view! { <li>{about(rendition)}</li> });
    let rows = rows.collect_view();
    let originals = (redacts && kept).then(|| {
        let href = paths::event_part(number, seq, "originals");
        view! { <ButtonLink href=href icon=Glyph::Lock size=Size::Small>"Read what was hidden"</ButtonLink> }
    });
    Some(
        view! { <Section title="Redacted" id="renditions"><ol class="stack">{rows}</ol>{originals}</Section> }
            .into_any(),
    )
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
                .map(|Change { field, was, now }| {
                    view! { <dt class="mono small">{field}</dt><dd>{diff(&was, &now)}</dd> }
                })
                .collect_view();
            let why = (!revision.reason.is_empty()).then(|| format!(": {}", revision.reason));
            view! {
                <li>
                    <p>{revision.edited_by.clone()}", "<Time at=revision.edited_at />{why}</p>
                    <details>
                        <summary>{format!("What was changed after version {}", revision.version)}</summary>
                        <dl class="facts">{changes}</dl>
                    </details>
                </li>
            }
        })
        .collect_view();
    Some(view! { <Section title="What it was before" id="revisions"><ol class="stack">{rows}</ol></Section> }.into_any())
}

/// A field that was said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    field: String,
    was: String,
    now: String,
}

/// The fields that were said otherwise, with what they said and say.
fn changes(before: &Event, after: &Event) -> Vec<Change> {
    let fields = |event: &Event| serde_json::to_value(RawEvent::from(event)).unwrap_or_default();
    let mut found = Vec::new();
    differ("", &fields(before), &fields(after), &mut found);
    found
}

/// Where an event as it was typed differs from the one that is stored.
pub fn differences(typed: &RawEvent, stored: &RawEvent) -> Vec<Difference> {
    let fields = |raw: &RawEvent| serde_json::to_value(raw).unwrap_or_default();
    let mut found = Vec::new();
    differ("", &fields(typed), &fields(stored), &mut found);
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    found
        .into_iter()
        .map(|change| (label_of(&change.field), plain(&change.was), plain(&change.now)))
        .filter(|(_, mine, theirs)| mine != theirs)
        .map(|(label, mine, theirs)| Difference { label, mine, theirs })
        .collect()
}

/// What the form calls a field.
fn label_of(field: &str) -> &'static str {
    match field.split('.').next().unwrap_or_default() {
        "text" => "What happened",
        "kind" => "Kind",
        "occurred" => "When it happened",
        "occurred_end" => "When it ended",
        "known" => "When we learnt of it",
        "actor" => "Who or what did it",
        "on_behalf_of" => "On behalf of",
        "channel" => "Where",
        "confidence" => "How sure the record is",
        "tags" => "Tags",
        "evidence" => "Evidence",
        "pinned" => "Pinned",
        "agent_output" => "Of an agent’s output",
        "control_check" => "Of a control check",
        _ => "Other details",
    }
}

fn differ(
    name: &str,
    before: &serde_json::Value,
    after: &serde_json::Value,
    found: &mut Vec<Change>,
) {
    use serde_json::Value;
    if before == after {
        return;
    }
    if let (Value::Object(one), Value::Object(other)) = (before, after) {
        for (field, value) in one {
            let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
            differ(&name, value, other.get(field).unwrap_or(&Value::Null), found);
        }
        return;
    }
    let said = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    found.push(Change { field: name.to_owned(), was: said(before), now: said(after) });
}

/// What was taken away and what was put in its place, word by word, between what stayed.
fn diff(was: &str, now: &str) -> AnyView {
    let [old, new] = [was, now].map(|text| text.split_inclusive(' ').collect::<Vec<_>>());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[same..], &new[same..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let start: String = was.split_inclusive(' ').take(same).collect();
    let end: String = old[old.len() - tail..].concat();
    let gone = old[..old.len() - tail].concat();
    let come = new[..new.len() - tail].concat();
    let gone = (!gone.is_empty()).then(|| {
        view! { <del><span class="visually-hidden">"Taken away: "</span>{gone}</del>" " }
    });
    let come = (!come.is_empty()).then(|| {
        view! { <ins><span class="visually-hidden">"Put in: "</span>{come}</ins> }
    });
    view! { {start}{gone}{come}{end} }.into_any()
}
