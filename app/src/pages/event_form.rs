//! The fields of an event, and the page on which a new one gets all of them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;

use super::Page;
use super::sent::{NewRow, Sent};
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::agent::DesignedAutonomy;
use crate::domain::control::ControlState;
use crate::domain::incident::IncidentNumber;
use crate::domain::moment::{Moment, Precision, RawMoment, Zone};
use crate::domain::timeline::{
    Accuracy, ApprovalOutcome, ApprovalRequirement, ApprovalScope, Audience, Confidence, EventKind,
    ProvenanceLabel, RawAgentOutput, RawControlCheck, RawEvent, RawSeenBy, RawToolCall,
};
use crate::paths;
use crate::ui::{
    CheckField, Choice, FileField, MomentField, More, NavItem, SelectField, TextArea, TextField,
    choices_of,
};

/// What the blank zone of a time means that stands below when the event happened.
pub(super) const AS_ABOVE: &str = "As above";

/// Quoted words or a link that come with an event, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawQuote {
    /// What it is, for people.
    pub title: String,
    /// The quoted words.
    pub quote: String,
    /// Where it can be found.
    pub url: String,
}

impl RawQuote {
    /// Whether nothing was given.
    pub fn is_blank(&self) -> bool {
        self.title.trim().is_empty() && !self.quotes()
    }

    /// Whether there are words or a link, and not a title alone.
    pub fn quotes(&self) -> bool {
        [&self.quote, &self.url].iter().any(|text| !text.trim().is_empty())
    }
}

/// What stands beside the event's own fields in a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawBeside {
    /// Why it is edited.
    pub reason: String,
    /// The version that was read.
    pub version: String,
    /// New evidence.
    pub new_evidence: RawQuote,
}

/// An event as it was typed, with what came beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawEventForm {
    /// The event.
    pub event: RawEvent,
    /// Evidence and reason.
    pub beside: RawBeside,
}

/// The names that the fields offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Who may have acted: agents and whom the timeline mentions.
    pub actors: Vec<String>,
    /// The controls of the catalogue.
    pub controls: Vec<Choice>,
}

/// A new event with all its fields.
#[derive(Clone, Debug)]
pub struct NewEventPage {
    /// The incident.
    pub incident: IncidentNumber,
    /// What was typed; the present minute to begin with.
    pub sent: Sent<RawEventForm>,
    /// The names that the fields offer.
    pub known: Known,
}

impl NewEventPage {
    /// Nothing typed yet: an observation, now.
    pub fn blank(incident: IncidentNumber, known: Known, now: DateTime<Utc>, zone: Tz) -> Self {
        let event = RawEvent {
            kind: EventKind::Observation.to_string(),
            occurred: at_now(now, zone),
            ..RawEvent::default()
        };
        let raw = RawEventForm { event, ..RawEventForm::default() };
        Self { incident, sent: Sent::blank(raw), known }
    }
}

impl Page for NewEventPage {
    fn title(&self) -> String {
        format!("Add an event – {}", self.incident)
    }

    fn nav(&self) -> Option<NavItem> {
        Some(NavItem::Incidents)
    }

    fn view(self) -> AnyView {
        let Self { incident, sent, known } = self;
        let failed = sent.failed();
        let page = NewRow {
            incident,
            title: "Add an event",
            action: paths::events(incident),
            wrong: (sent.invalid, "The event is not added yet"),
            act: "Add the event",
            multipart: true,
        };
        page.view(move || new_fields(&sent.raw, &known, failed))
    }
}

fn new_fields(raw: &RawEventForm, known: &Known, failed: bool) -> AnyView {
    let RawEventForm { event, beside } = raw;
    let more = failed && !only_the_line(event);
    // What was pasted with line ends is kept as it is.
    let text = if event.text.contains('\n') {
        view! { <TextArea name="text" label="What happened" value=event.text.clone() /> }.into_any()
    } else {
        view! {
            <TextField name="text" label="What happened" value=event.text.clone()
                autofocus={!failed} autocomplete="off" required=true />
        }
        .into_any()
    };
    let essentials = essentials(event, known);
    let (details, quote) = (details(event, known), evidence(&beside.new_evidence));
    view! {
        {text}
        {essentials}
        <More summary="Agent output, control check, audience, evidence and more" open=more>
            {details}
            {quote}
        </More>
    }
    .into_any()
}

/// The present minute, as the reader's clock shows it.
fn at_now(now: DateTime<Utc>, zone: Tz) -> RawMoment {
    let zone: Zone = zone.name().parse().unwrap_or(Zone::Utc);
    let moment = Moment::new(now, Precision::Minute, zone);
    RawMoment {
        at: moment.input_value().replace('T', " "),
        zone: moment.zone.unwrap_or_default(),
        ..RawMoment::default()
    }
}

fn only_the_line(event: &RawEvent) -> bool {
    let line = RawEvent {
        kind: event.kind.clone(),
        occurred: event.occurred.clone(),
        actor: event.actor.clone(),
        text: event.text.clone(),
        ..RawEvent::default()
    };
    let blank =
        |output: &Option<RawAgentOutput>| output.as_ref().is_none_or(RawAgentOutput::is_blank);
    let bare = RawEvent { agent_output: None, control_check: None, ..event.clone() };
    bare == line
        && blank(&event.agent_output)
        && event.control_check.as_ref().is_none_or(RawControlCheck::is_blank)
}

/// Kind, time and actor.
pub(super) fn essentials(event: &RawEvent, known: &Known) -> AnyView {
    view! {
        <div class="form-cols">
            <SelectField name="kind" label="Kind" choices={choices_of::<EventKind>()} value=event.kind.clone() />
            {actor("actor", "Who or what did it", &event.actor, known)}
        </div>
        <MomentField
            name="occurred"
            label="When it happened"
            value=event.occurred.clone()
            hint="2026-03-17 14:32, 14:32 (today), -5m, now; or only as much as is known: 2026-03-17, 2026-03. If nobody knows, choose “Time unknown”."
        />
    }
    .into_any()
}

fn actor(name: &'static str, label: &'static str, raw: &RawActor, known: &Known) -> AnyView {
    let typed = if raw.name.is_empty() && !raw.key.is_empty() {
        format!("agent:{}", raw.key)
    } else {
        raw.name.clone()
    };
    view! {
        <SelectField name=format!("{name}.kind") label=format!("{label}: sort") choices={choices_of::<ActorKind>()} value=raw.kind.clone() blank="Not said" />
        <TextField name=format!("{name}.name") label=label value=typed suggestions=known.actors.clone() optional=true
            hint="A name, a role like Engineer B, or agent:key" />
    }
    .into_any()
}

/// Everything else that can be said of an event.
pub(super) fn details(event: &RawEvent, known: &Known) -> AnyView {
    let pinned = matches!(event.pinned.as_str(), "true" | "on" | "yes" | "1");
    let output = event.agent_output.clone().unwrap_or_default();
    let check = event.control_check.clone().unwrap_or_default();
    let (spoke, checked) = (!output.is_blank(), !check.is_blank());
    let (output, check) = (agent_output(&output), control_check(&check, known));
    view! {
        <MomentField name="occurred_end" label="When it ended" value=event.occurred_end.clone() optional=true blank_zone=AS_ABOVE />
        <MomentField name="known" label="When we learnt of it" value=event.known.clone() optional=true blank_zone=AS_ABOVE
            hint="When it is recorded, if left empty." />
        <div class="form-cols">
            {actor("on_behalf_of", "On behalf of", &event.on_behalf_of, known)}
            <TextField name="presented_as" label="What readers saw as its author" value=event.presented_as.clone() optional=true />
            <TextField name="channel" label="Where" value=event.channel.clone() optional=true hint="A forum, a chat, a console" />
            <SelectField name="audience_intended" label="Meant for" choices={choices_of::<Audience>()} value=event.audience_intended.clone() blank="Not said" />
            <SelectField name="audience_actual" label="Seen by" choices={choices_of::<Audience>()} value=event.audience_actual.clone() blank="Not said" />
            <SelectField name="confidence" label="How sure the record is" choices={choices_of::<Confidence>()} value=event.confidence.clone() blank="Reported" />
        </div>
        <TextField name="tags" label="Tags" value=event.tags.join(", ") optional=true hint="Single words, separated by commas" />
        <CheckField name="pinned" label="Pinned: part of the short story that the postmortem starts from" checked=pinned />
        <More summary="Of an agent's output or action" open=spoke>{output}</More>
        <More summary="Of a control check" open=checked>{check}</More>
    }
    .into_any()
}

fn agent_output(raw: &RawAgentOutput) -> AnyView {
    let line = |name: &str, label: &'static str, value: &str| {
        view! { <TextField name=format!("agent_output.{name}") label=label value=value.to_owned() optional=true /> }
            .into_any()
    };
    let approval = &raw.approval;
    let calls = raw.tool_calls.iter().cloned().chain([RawToolCall::default()]).enumerate();
    let readers = raw.seen_by.iter().cloned().chain([RawSeenBy::default()]).enumerate();
    view! {
        <TextArea name="agent_output.output" label="What it said, verbatim" value=raw.output.clone() mono=true
            hint="Kept to the byte, with its SHA-256." />
        <TextArea name="agent_output.input" label="What it was given, verbatim" value=raw.input.clone() mono=true rows=2 />
        <div class="form-cols">
            <SelectField name="agent_output.approval.requirement" label="Approval" choices={choices_of::<ApprovalRequirement>()} value=approval.requirement.clone() blank="Not said" />
            <SelectField name="agent_output.approval.outcome" label="What became of it" choices={choices_of::<ApprovalOutcome>()} value=approval.outcome.clone() blank="Not said" />
            {line("approval.approver", "Who decided", &approval.approver)}
            <SelectField name="agent_output.approval.scope" label="How far it reaches" choices={choices_of::<ApprovalScope>()} value=approval.scope.clone() blank="Not said" />
            {line("approval.took_ms", "How long the approver took, in milliseconds", &approval.took_ms)}
            {line("approval.presented_hash", "SHA-256 of what the approver was shown", &approval.presented_hash)}
            <SelectField name="agent_output.accuracy" label="How right it was, judged afterwards" choices={choices_of::<Accuracy>()} value=raw.accuracy.clone() blank="Not said" />
            <SelectField name="agent_output.provenance_label" label="How readers could tell that it was an agent" choices={choices_of::<ProvenanceLabel>()} value=raw.provenance_label.clone() blank="Not said" />
            <SelectField name="agent_output.effective_autonomy" label="How much it did by itself" choices={choices_of::<DesignedAutonomy>()} value=raw.effective_autonomy.clone() blank="Not said" />
            {line("invoked_by", "Who asked for it", &raw.invoked_by)}
            {line("agent_version", "Version of the agent", &raw.agent_version)}
            {line("model_requested", "Model asked for", &raw.model_requested)}
            {line("model_responded", "Model that answered", &raw.model_responded)}
            {line("provider", "Provider", &raw.provider)}
            {line("stated_confidence", "Its own confidence, in its words", &raw.stated_confidence)}
            {line("finish_reason", "Why it stopped", &raw.finish_reason)}
            {line("instructions_hash", "SHA-256 of its instructions", &raw.instructions_hash)}
            {line("run_id", "Run", &raw.run_id)}
            {line("conversation_id", "Conversation", &raw.conversation_id)}
            {line("trace_id", "Trace", &raw.trace_id)}
            {line("span_id", "Span", &raw.span_id)}
            {line("tool_call_id", "Tool call", &raw.tool_call_id)}
        </div>
        {calls.map(|(i, call)| tool_call(i, call)).collect_view()}
        {readers.map(|(i, reader)| seen_by(i, reader)).collect_view()}
    }
    .into_any()
}

fn tool_call(i: usize, call: RawToolCall) -> AnyView {
    let name = move |part: &str| format!("agent_output.tool_calls.{i}.{part}");
    let answer = || vec![Choice::new("true", "Yes"), Choice::new("false", "No")];
    let title = if call.name.is_empty() {
        "One more tool call".to_owned()
    } else {
        format!("Tool call: {}", call.name)
    };
    let open = !call.name.is_empty();
    view! {
        <More summary=title open=open>
            <TextField name=name("name") label="Tool" value=call.name optional=true />
            <TextArea name=name("arguments") label="Called with" value=call.arguments rows=2 mono=true />
            <TextArea name=name("result") label="Answered" value=call.result rows=2 mono=true />
            <div class="form-cols">
                <SelectField name=name("destructive") label="Does it destroy" choices=answer() value=call.destructive blank="Not known" />
                <SelectField name=name("succeeded") label="Did it succeed" choices=answer() value=call.succeeded blank="Not known" />
            </div>
        </More>
    }
    .into_any()
}

fn seen_by(i: usize, reader: RawSeenBy) -> AnyView {
    let name = move |part: &str| format!("agent_output.seen_by.{i}.{part}");
    let title = if reader.who.is_empty() {
        "One more reader".to_owned()
    } else {
        format!("Seen by {}", reader.who)
    };
    let open = !reader.who.is_empty();
    view! {
        <More summary=title open=open>
            <TextField name=name("who") label="Who saw it" value=reader.who optional=true />
            <MomentField name=name("at") label="When" value=reader.at optional=true />
        </More>
    }
    .into_any()
}

fn control_check(raw: &RawControlCheck, known: &Known) -> AnyView {
    view! {
        <div class="form-cols">
            <SelectField name="control_check.control" label="Control" choices=known.controls.clone() value=raw.control.clone() blank="None" />
            <SelectField name="control_check.state" label="What it did" choices={choices_of::<ControlState>()} value=raw.state.clone() blank="Not said" />
            <SelectField name="control_check.requirement" label="Of a gate: approval" choices={choices_of::<ApprovalRequirement>()} value=raw.requirement.clone() blank="Not said" />
            <SelectField name="control_check.outcome" label="Of a gate: what was decided" choices={choices_of::<ApprovalOutcome>()} value=raw.outcome.clone() blank="Not said" />
        </div>
    }
    .into_any()
}

/// Files that come with a form.
pub(super) fn files() -> impl IntoView {
    view! {
        <FileField name="files" label="Files" optional=true multiple=true
            hint="Choose or drop several. Each is kept once with its SHA-256; choose them again when the form comes back." />
    }
}

/// New evidence that comes with the event.
pub(super) fn evidence(raw: &RawQuote) -> AnyView {
    let (open, raw) = (!raw.is_blank(), raw.clone());
    view! {
        <More summary="Evidence: files, quoted words or a link" open=open>
            {files()}
            <TextField name="new_evidence.title" label="What it is" value=raw.title.clone() optional=true />
            <TextArea name="new_evidence.quote" label="Quoted words" value=raw.quote.clone() rows=3 mono=true />
            <TextField name="new_evidence.url" label="Link" value=raw.url.clone() kind="url" optional=true />
        </More>
    }
    .into_any()
}
