//! The JSON of an event, on its way in.

use app::domain::actor::{ActorKind, RawActor};
use app::domain::agent::DesignedAutonomy;
use app::domain::control::ControlState;
use app::domain::moment::{Precision, RawMoment};
use app::domain::raw;
use app::domain::timeline::{
    Accuracy, ApprovalOutcome, ApprovalRequirement, ApprovalScope, Audience, Confidence, EventKind,
    ProvenanceLabel, RawAgentOutput, RawApproval, RawControlCheck, RawEvent, RawSeenBy, RawSource,
    RawToolCall,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::lines::LineIn;
use crate::api::openapi::words;

/// Defines a shape with the same fields as a raw struct of the domain, and the way there and back.
macro_rules! shape {
    ($(#[$meta:meta])* $name:ident = $raw:ident { $( $(#[$attr:meta])* $field:ident: $kind:ty, )+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name { $( $(#[$attr])* pub $field: $kind, )+ }

        impl From<$name> for $raw {
            fn from(shape: $name) -> Self {
                Self { $( $field: Turn::turn(shape.$field), )+ }
            }
        }

        impl From<$raw> for $name {
            fn from(raw: $raw) -> Self {
                Self { $( $field: Turn::turn(raw.$field), )+ }
            }
        }
    };
}

/// Turning the fields of a shape, and lists of them, into those of a raw struct and back.
trait Turn<T> {
    fn turn(self) -> T;
}

impl Turn<String> for String {
    fn turn(self) -> String {
        self
    }
}

impl Turn<Vec<String>> for Vec<String> {
    fn turn(self) -> Vec<String> {
        self
    }
}

macro_rules! turn {
    ($($shape:ident = $raw:ident),+) => { $( turn!(@ $shape, $raw); turn!(@ $raw, $shape); )+ };
    (@ $from:ident, $to:ident) => {
        impl Turn<$to> for $from {
            fn turn(self) -> $to {
                self.into()
            }
        }
        impl Turn<Vec<$to>> for Vec<$from> {
            fn turn(self) -> Vec<$to> {
                self.into_iter().map(Into::into).collect()
            }
        }
        impl Turn<Option<$to>> for Option<$from> {
            fn turn(self) -> Option<$to> {
                self.map(Into::into)
            }
        }
    };
}

turn!(
    MomentIn = RawMoment,
    ActorIn = RawActor,
    SourceIn = RawSource,
    ApprovalIn = RawApproval,
    ToolCallIn = RawToolCall,
    SeenByIn = RawSeenBy,
    AgentOutputIn = RawAgentOutput,
    ControlCheckIn = RawControlCheck
);

shape! {
    /// A moment, no more exact than it is known.
    MomentIn = RawMoment {
        /// RFC 3339, or as much of it as is known: `2026`, `2026-03`, `2026-03-17T14:32`.
        #[schema(example = "2026-03-17T14:32:00Z")]
        at: String,
        /// How exactly it is known; as far as `at` is written when left out.
        #[schema(schema_with = words::<Precision>)]
        precision: String,
        /// An IANA name or an offset; that of `at`, or UTC, when left out.
        #[schema(example = "Europe/Berlin")]
        zone: String,
    }
}

shape! {
    /// An actor: an agent by `ref`, anybody else by `kind` and `name`, or one that is known by `id`.
    ActorIn = RawActor {
        /// The id of an actor that is known already.
        id: String,
        /// What sort of actor it is.
        #[schema(schema_with = words::<ActorKind>)]
        kind: String,
        /// The name; a person may be a pseudonymous role like `Engineer B`.
        #[schema(example = "Engineer B")]
        name: String,
        /// The key of an agent's profile.
        #[serde(rename = "ref")]
        #[schema(example = "forum-helper")]
        key: String,
    }
}

shape! {
    /// Where an event was imported from; the pair is unique in an incident.
    SourceIn = RawSource {
        /// Which adapter.
        #[schema(example = "api")]
        adapter: String,
        /// Its id there.
        #[serde(deserialize_with = "raw::text")]
        external_id: String,
    }
}

shape! {
    /// Whether an approval was required, and what became of it.
    ApprovalIn = RawApproval {
        /// Whether it was required.
        #[schema(schema_with = words::<ApprovalRequirement>)]
        requirement: String,
        /// What became of it.
        #[schema(schema_with = words::<ApprovalOutcome>)]
        outcome: String,
        /// Who decided; needed with `granted`, `granted_with_changes` and `denied`.
        approver: String,
        /// How far it reaches; `pre_approved` is never of scope `call`.
        #[schema(schema_with = words::<ApprovalScope>)]
        scope: String,
        /// How long the approver took, in milliseconds.
        #[serde(deserialize_with = "raw::text")]
        #[schema(value_type = Option<i64>)]
        took_ms: String,
        /// SHA-256 of what was shown to the approver.
        presented_hash: String,
    }
}

shape! {
    /// One call of a tool.
    ToolCallIn = RawToolCall {
        /// The tool.
        name: String,
        /// What it was called with, verbatim.
        arguments: String,
        /// What it answered, verbatim.
        result: String,
        /// Whether the tool is known to destroy.
        #[serde(deserialize_with = "raw::text")]
        #[schema(value_type = Option<bool>)]
        destructive: String,
        /// Whether the call did what it was for.
        #[serde(deserialize_with = "raw::text")]
        #[schema(value_type = Option<bool>)]
        succeeded: String,
    }
}

shape! {
    /// Who saw an output, and when.
    SeenByIn = RawSeenBy {
        /// Who, by name.
        who: String,
        /// When, if known.
        at: MomentIn,
    }
}

shape! {
    /// The details of an agent's output, of the kinds `agent_output` and `agent_action`.
    AgentOutputIn = RawAgentOutput {
        /// The version of the agent, as its profile names it.
        agent_version: String,
        /// The model that was asked for.
        model_requested: String,
        /// The model that answered.
        model_responded: String,
        /// Who ran the model.
        provider: String,
        /// The run it belongs to.
        run_id: String,
        /// The conversation it belongs to.
        conversation_id: String,
        /// The trace it belongs to.
        trace_id: String,
        /// The span it is.
        span_id: String,
        /// The tool call it is.
        tool_call_id: String,
        /// Who or what asked for it.
        invoked_by: String,
        /// What the agent was given, verbatim.
        input: String,
        /// What it said, verbatim; the server keeps the SHA-256 of its bytes.
        output: String,
        /// SHA-256 of the instructions it had.
        instructions_hash: String,
        /// The tools it called, in order.
        tool_calls: Vec<ToolCallIn>,
        /// Why it stopped.
        finish_reason: String,
        /// How sure it said it was, in its own words.
        #[serde(deserialize_with = "raw::text")]
        stated_confidence: String,
        /// How readers could tell that an agent had written it.
        #[schema(schema_with = words::<ProvenanceLabel>)]
        provenance_label: String,
        /// Who saw it.
        seen_by: Vec<SeenByIn>,
        /// How much it did by itself this time.
        #[schema(schema_with = words::<DesignedAutonomy>)]
        effective_autonomy: String,
        /// Whether an approval was required, and what became of it.
        approval: ApprovalIn,
        /// How right it was, judged afterwards.
        #[schema(schema_with = words::<Accuracy>)]
        accuracy: String,
    }
}

shape! {
    /// The details of a control check, of the kind `control_check`.
    ControlCheckIn = RawControlCheck {
        /// The code of a control in the catalogue.
        #[schema(example = "approval_gate")]
        control: String,
        /// What it did; `unknown` when left out.
        #[schema(schema_with = words::<ControlState>)]
        state: String,
        /// Of a gate: whether an approval was required.
        #[schema(schema_with = words::<ApprovalRequirement>)]
        requirement: String,
        /// Of a gate: what was decided.
        #[schema(schema_with = words::<ApprovalOutcome>)]
        outcome: String,
    }
}

shape! {
    /// One thing that happened.
    EventIn = RawEvent {
        /// What sort of thing.
        #[schema(schema_with = words::<EventKind>)]
        kind: String,
        /// When it happened; `{"precision": "unknown"}` when nobody knows.
        occurred: MomentIn,
        /// When it ended, of something that took time.
        occurred_end: MomentIn,
        /// When it became known; when it is recorded, if left out.
        known: MomentIn,
        /// Who or what did it.
        actor: ActorIn,
        /// For whom it was done, when an agent posts under a person's account.
        on_behalf_of: ActorIn,
        /// What readers saw as its author.
        presented_as: String,
        /// Where: a forum, a chat, a console.
        channel: String,
        /// Who it was meant for.
        #[schema(schema_with = words::<Audience>)]
        audience_intended: String,
        /// Who could see it.
        #[schema(schema_with = words::<Audience>)]
        audience_actual: String,
        /// What happened, in Markdown.
        text: String,
        /// How sure the record is; `reported` when left out.
        #[schema(schema_with = words::<Confidence>)]
        confidence: String,
        /// Part of the short story that a postmortem starts from.
        #[serde(deserialize_with = "raw::text")]
        #[schema(value_type = bool)]
        pinned: String,
        /// Words to find it by, each a single one.
        tags: Vec<String>,
        /// What supports it, by id.
        evidence: Vec<String>,
        /// Where it is imported from; the same again changes nothing.
        source: SourceIn,
        /// The details of an agent's output.
        agent_output: Option<AgentOutputIn>,
        /// The details of a control check.
        control_check: Option<ControlCheckIn>,
    }
}

/// One event, or up to 5,000: all or nothing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum EventsIn {
    /// One.
    One(Box<EventIn>),
    /// One, as the entry line says it.
    Line(LineIn),
    /// Many; findings are named `3.kind` by place in the list.
    Many(Vec<EventOrLine>),
}

/// An event, or a line that says one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum EventOrLine {
    /// An event.
    Event(Box<EventIn>),
    /// As the entry line says it.
    Line(LineIn),
}

/// Leaves out what is null, as if it had not been sent.
pub fn without_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
