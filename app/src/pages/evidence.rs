//! One piece of evidence: what it says, where it comes from, what it supports, and its hash.

use leptos::prelude::*;

use super::Page;
use super::analysis::retract;
use super::incident::Sent;
use crate::domain::Vocabulary;
use crate::domain::evidence::{Evidence, RawEvidence, RedactionTier};
use crate::domain::incident::IncidentNumber;
use crate::paths;
use crate::ui::{
    Button, ButtonKind, ButtonLink, CheckField, Facts, Form, FormFoot, More, NavItem, PageHead,
    Ref, SelectField, TextArea, TextField, Time, choices_of,
};

/// One piece of evidence.
#[derive(Clone, Debug)]
pub struct EvidencePage {
    /// The incident.
    pub incident: IncidentNumber,
    /// The evidence.
    pub evidence: Evidence,
    /// Whether the reader may rewrite it.
    pub writes: bool,
    /// What is known of it, as it is or as it was sent.
    pub edit: Sent<RawEvidence>,
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

    fn view(self) -> impl IntoView {
        let number = self.incident;
        let up = (number.to_string(), format!("{}#evidence", paths::incident(number)));
        let quote = self
            .evidence
            .quote
            .clone()
            .map(|quote| view! { <pre class="panel panel-body">{quote}</pre> });
        let facts = facts(number, &self.evidence);
        let action = paths::incident_row(number, "evidence", self.evidence.id);
        let (version, open) = (self.evidence.version, self.edit.failed());
        let acts = self.writes.then(|| {
            let (edit, posts, back) = (self.edit, action.clone(), action.clone());
            view! {
                <More summary="Edit what is known of it" open=open>
                    <Form action=posts errors=edit.invalid version=version problem="The evidence is not saved yet">
                        {essentials(edit.raw.clone())}
                        {details(edit.raw)}
                        <FormFoot>
                            <Button kind=ButtonKind::Primary>"Save"</Button>
                            <ButtonLink href=back kind=ButtonKind::Quiet>"Cancel"</ButtonLink>
                        </FormFoot>
                    </Form>
                </More>
                {retract(&action, self.retract)}
            }
        });
        view! {
            <PageHead title=self.evidence.title.clone() up=up />
            <div class="readable stack stack-wide">{quote}{facts}{acts}</div>
        }
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
