//! One piece of evidence: what it says, where it comes from, what it supports, and its hash.

use leptos::prelude::*;

use super::Page;
use super::sent::{Compared, Edit, Sent, listed, retraction};
use crate::domain::Vocabulary;
use crate::domain::custody::{ContentState, CustodyEntry, SHOWN_IN_PLACE, size_label};
use crate::domain::evidence::{Evidence, RawEvidence, RedactionTier};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    Badge, Button, ButtonKind, ButtonLink, CheckField, Column, Facts, Form, FormFoot, Glyph, More,
    NavItem, PageHead, PostButton, Ref, Section, SelectField, Table, TextArea, TextField, Time,
    TimeStyle, Tone, choices_of,
};

/// One piece of evidence.
#[derive(Clone, Debug)]
pub struct EvidencePage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The evidence.
    pub evidence: Evidence,
    /// Who did what with it, newest first.
    pub custody: Vec<CustodyEntry>,
    /// Whether the reader may rewrite it.
    pub writes: bool,
    /// Whether the reader may remove its contents for good.
    pub purges: bool,
    /// What is known of it.
    pub edit: Edit<RawEvidence>,
    /// Why it is retracted, as it was sent.
    pub retract: Sent<String>,
}

impl Page for EvidencePage {
    fn title(&self) -> String {
        format!("Evidence of {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let number = self.incident;
        let up = (number.to_string(), format!("{}#evidence", paths::incident(number)));
        let quote = self
            .evidence
            .quote
            .clone()
            .map(|quote| view! { <pre class="panel panel-body">{quote}</pre> });
        let file = file(number, &self.evidence, self.writes);
        let facts = facts(number, &self.evidence);
        let action = paths::incident_row(number, "evidence", self.evidence.id);
        let open = self.edit.failed();
        let purge = (self.purges && self.evidence.purged_at.is_none())
            .then(|| purge(number, &self.evidence));
        let custody = custody(&self.custody);
        let acts = (self.writes && self.evidence.purged_at.is_none()).then(|| {
            let fields = |raw: RawEvidence| view! { {essentials(raw.clone())}{details(raw)} };
            let form = self.edit.form(action.clone(), action.clone(), fields);
            view! {
                <More summary="Edit what is known of it" open=open>{form}</More>
                {retraction(&action, self.retract)}
            }
        });
        view! {
            <PageHead title=self.evidence.title.clone() up=up />
            <div class="readable stack stack-wide">{file}{quote}{facts}{custody}{acts}{purge}</div>
        }
        .into_any()
    }
}

/// The file itself: to be taken along, checked, and seen when it is a picture.
fn file(number: IncidentNumber, evidence: &Evidence, writes: bool) -> Option<AnyView> {
    let name = evidence.file_name.clone()?;
    let part = |part: &str| paths::evidence_part(number, evidence.id, part);
    if evidence.purged_at.is_some() {
        return Some(view! {
            <p class="row"><Badge tone=Tone::Warn icon=Glyph::Alert>"Removed for good"</Badge>" "{name}</p>
        }.into_any());
    }
    let damaged = evidence.state.filter(|state| *state != ContentState::Whole).map(|state| {
        let words = match state {
            ContentState::Missing => "The contents are gone from where files are kept. Restore them from a backup.",
            _ => "What is kept is not what was added: its SHA-256 is another one. It is not handed out. Restore it from a backup.",
        };
        view! { <p role="alert"><Badge tone=Tone::Danger icon=Glyph::Alert>{state.label()}</Badge>" "{words}</p> }
    });
    let whole = evidence.state == Some(ContentState::Whole);
    let picture = evidence
        .media_type
        .as_deref()
        .filter(|kind| whole && SHOWN_IN_PLACE.contains(kind))
        .map(|_| view! { <img class="evidence-image" src=part("image") alt=evidence.title.clone() loading="lazy" /> });
    let about = [evidence.size.map(size_label), evidence.media_type.clone()];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let verify = writes.then(|| view! { <PostButton action=part("verify") icon=Glyph::Check>"Hash it again"</PostButton> });
    let checked = evidence
        .checked_at
        .map(|at| view! { <span class="quiet small">"Last hashed "<Time at /></span> });
    Some(view! {
        {damaged}
        {picture}
        <div class="row">
            <ButtonLink href=part("file") icon=Glyph::Download>"Download"</ButtonLink>
            {verify}
            <span><strong class="mono">{name}</strong>" "<span class="quiet">{about}</span></span>
            {checked}
        </div>
    }.into_any())
}

/// Who did what with it, and with which hash.
fn custody(entries: &[CustodyEntry]) -> impl IntoView + use<> {
    let rows = entries.iter().map(|entry| {
        let by = match &entry.by {
            Some(person) => person.name.clone(),
            None => format!("The server ({})", entry.via),
        };
        let hash = entry.sha256.clone().map(|hash| {
            let short: String = hash.chars().take(12).chain(['…']).collect();
            view! {
                <details class="hash">
                    <summary class="mono small">{short}</summary>
                    <code class="small">{hash}</code>
                </details>
            }
        });
        let hash = hash.map_or_else(|| "–".into_any(), IntoAny::into_any);
        view! {
            <tr>
                <td class="title">{entry.act.label()}</td>
                <td class="nowrap"><Time at=entry.at style=TimeStyle::Exact /></td>
                <td>{by}</td>
                <td>{hash}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads = ["What", "When", "Who", "SHA-256 then"].map(Column::text).to_vec();
    view! {
        <Section title="Chain of custody" id="custody" count=entries.len().to_string()>
            <Table label="Chain of custody" columns=heads>{rows}</Table>
        </Section>
    }
}

/// Removing the contents, which an administrator may.
fn purge(number: IncidentNumber, evidence: &Evidence) -> impl IntoView + use<> {
    let action = paths::evidence_part(number, evidence.id, "purge");
    view! {
        <More summary="Remove the contents for good">
            <Form action=action prefix="purge" small=true>
                <p>"The words or the file go and cannot be brought back. What is known of them stays: title, hash, who did what."</p>
                <FormFoot><Button kind=ButtonKind::Danger>"Remove the contents for good"</Button></FormFoot>
            </Form>
        </More>
    }
}

fn facts(number: IncidentNumber, evidence: &Evidence) -> impl IntoView + use<> {
    let mut rows: Vec<(String, AnyView)> = Vec::new();
    let mut fact = |name: &str, value: AnyView| rows.push((name.to_owned(), value));
    fact("Form", evidence.kind.label().into_any());
    if let Some(url) = evidence.url.clone() {
        let words = url.clone();
        fact(
            "Where it can be found",
            view! { <a href=url rel="noopener noreferrer">{words}</a> }.into_any(),
        );
    }
    if let Some(at) = evidence.acquired_at {
        let by = evidence.acquired_by.as_ref().map(|person| format!(" by {}", person.name));
        fact("Acquired", view! { <Time at />{by} }.into_any());
    }
    if let Some(from) = evidence.covers_from {
        let to = evidence.covers_to.map(|at| view! { " to "<Time at /> });
        fact("What it covers", view! { <Time at=from />{to} }.into_any());
    }
    if let Some(hash) = evidence.sha256.clone() {
        let size = evidence.size.map(|size| format!(" ({size} bytes)"));
        fact("SHA-256", view! { <span class="mono">{hash}</span>{size} }.into_any());
    }
    fact("Redaction", evidence.redaction.label().into_any());
    if let Some(at) = evidence.purged_at {
        fact("Contents", view! { "Removed for good "<Time at /> }.into_any());
    }
    if let Some(original) = evidence.rendition_of {
        let href = paths::incident_row(number, "evidence", original);
        fact("Rendition of", view! { <a href=href>"the original"</a> }.into_any());
    }
    if evidence.legal_hold {
        fact(
            "Legal hold",
            "Kept whatever the retention rules say; cannot be retracted.".into_any(),
        );
    }
    let events = evidence.events.iter().map(|seq| {
        view! { <Ref to=format!("E{seq}") href=paths::event(number, seq) />" " }
    });
    let events = events.collect_view();
    if !evidence.events.is_empty() {
        fact("Supports", events.into_any());
    }
    view! { <Facts rows=rows /> }
}

/// The fields that a new piece needs.
pub(super) fn essentials(raw: RawEvidence) -> impl IntoView {
    view! {
        <TextArea name="quote" label="What was said, word for word" value=raw.quote optional=true mono=true hint="Kept with its SHA-256." />
        <TextField name="url" label="Where it can be found" value=raw.url kind="url" optional=true hint="A link alone is enough." />
        <TextField name="title" label="What it is" value=raw.title optional=true autocomplete="off" hint="E.g. The thread. Made from the words when left empty." />
        <TextField name="events" label="Events it supports" value=raw.events.join(", ") short=true optional=true hint="E.g. E5, E7." />
    }
}

fn details(raw: RawEvidence) -> impl IntoView {
    let tier = if raw.redaction.is_empty() { "original".to_owned() } else { raw.redaction };
    view! {
        <input type="hidden" name="kind" value=raw.kind />
        <input type="hidden" name="media_type" value=raw.media_type />
        <input type="hidden" name="rendition_of" value=raw.rendition_of />
        <TextField name="acquired_at" label="Acquired at" value=raw.acquired_at optional=true hint="2026-03-17T14:32, in UTC." />
        <TextField name="covers_from" label="It covers the time from" value=raw.covers_from optional=true />
        <TextField name="covers_to" label="until" value=raw.covers_to optional=true />
        <SelectField name="redaction" label="How much of the original it shows" choices={choices_of::<RedactionTier>()} value=tier />
        <CheckField name="legal_hold" label="Legal hold" checked={raw.legal_hold == "true"} hint="Kept whatever the retention rules say, and cannot be retracted." />
    }
}

impl Compared for RawEvidence {
    fn compared(&self) -> Vec<(&'static str, String)> {
        let held = if self.legal_hold == "true" { "yes" } else { "no" };
        vec![
            ("What was said, word for word", self.quote.clone()),
            ("Where it can be found", self.url.clone()),
            ("What it is", self.title.clone()),
            ("Events it supports", listed(&self.events)),
            ("Acquired at", self.acquired_at.clone()),
            ("It covers the time from", self.covers_from.clone()),
            ("until", self.covers_to.clone()),
            ("How much of the original it shows", self.redaction.clone()),
            ("Legal hold", held.to_owned()),
        ]
    }
}
