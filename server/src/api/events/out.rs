//! The JSON of an event, on its way out.

use app::domain::actor::ActorRef;
use app::domain::link::{Chain, ChainStep, LinkKind, label};
use app::domain::moment::Moment;
use app::domain::timeline::{
    AgentOutput, Audience, Confidence, ControlCheck, Event, EventEvidence, EventKind, RawEvent,
    Revision, Source,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::shapes::{ActorIn, AgentOutputIn, ControlCheckIn, EventIn, MomentIn, SourceIn};
use crate::api::openapi::words;

/// An event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventOut {
    /// Id.
    pub id: Uuid,
    /// Its number in its incident: the `12` of `INC-42/E12`.
    pub seq: i32,
    /// What sort of thing happened.
    #[schema(schema_with = words::<EventKind>)]
    pub kind: EventKind,
    /// When it happened.
    #[schema(value_type = MomentIn)]
    pub occurred: Moment,
    /// When it ended.
    #[schema(value_type = Option<MomentIn>)]
    pub occurred_end: Option<Moment>,
    /// When it became known; `null` is when it was recorded.
    #[schema(value_type = Option<MomentIn>)]
    pub known: Option<Moment>,
    /// Who or what did it.
    #[schema(value_type = Option<ActorIn>)]
    pub actor: Option<ActorRef>,
    /// For whom it was done.
    #[schema(value_type = Option<ActorIn>)]
    pub on_behalf_of: Option<ActorRef>,
    /// What readers saw as its author.
    pub presented_as: Option<String>,
    /// Where.
    pub channel: Option<String>,
    /// Who it was meant for.
    #[schema(schema_with = words::<Audience>)]
    pub audience_intended: Option<Audience>,
    /// Who could see it.
    #[schema(schema_with = words::<Audience>)]
    pub audience_actual: Option<Audience>,
    /// What happened, in Markdown.
    pub text: String,
    /// How sure the record is.
    #[schema(schema_with = words::<Confidence>)]
    pub confidence: Confidence,
    /// Part of the short story that a postmortem starts from.
    pub pinned: bool,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Whether an agent did something that needed a yes without asking for one.
    pub unauthorised: bool,
    /// The details of an agent's output, with the SHA-256 of the output's bytes.
    #[schema(value_type = Option<AgentOutputIn>)]
    pub agent_output: Option<AgentOutput>,
    /// The details of a control check.
    #[schema(value_type = Option<ControlCheckIn>)]
    pub control_check: Option<ControlCheck>,
    /// What supports it.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<EventEvidence>,
    /// Where it was imported from.
    #[schema(value_type = Option<SourceIn>)]
    pub source: Option<Source>,
    /// Who recorded it, by name.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was taken off the timeline.
    pub retracted: bool,
    /// Why it was retracted.
    pub retracted_reason: Option<String>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Event> for EventOut {
    fn from(event: Event) -> Self {
        let unauthorised = event.is_unauthorised();
        Self {
            id: event.id,
            seq: event.seq,
            kind: event.kind,
            occurred: event.occurred,
            occurred_end: event.occurred_end,
            known: event.known,
            actor: event.actor,
            on_behalf_of: event.on_behalf_of,
            presented_as: event.presented_as,
            channel: event.channel,
            audience_intended: event.audience_intended,
            audience_actual: event.audience_actual,
            text: event.text,
            confidence: event.confidence,
            pinned: event.pinned,
            tags: event.tags,
            unauthorised,
            agent_output: event.agent_output,
            control_check: event.control_check,
            evidence: event.evidence,
            source: event.source,
            recorded_by: event.recorded_by,
            recorded_at: event.recorded_at,
            retracted: event.retracted,
            retracted_reason: event.retracted_reason,
            version: event.version,
        }
    }
}

/// What an event says now, in the shape in which it can be changed. An actor is said by kind and
/// name, or by ref, so that a patch of the name is one.
pub fn shape(event: &Event) -> EventIn {
    let mut raw = RawEvent::from(event);
    for actor in [&mut raw.actor, &mut raw.on_behalf_of] {
        actor.id.clear();
        if !actor.key.is_empty() {
            actor.name.clear();
        }
    }
    raw.into()
}

/// An event as it was before an edit.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionOut {
    /// The version that this was.
    pub version: i32,
    /// The event as it was.
    pub before: EventOut,
    /// Who edited it.
    pub edited_by: String,
    /// When.
    pub edited_at: DateTime<Utc>,
    /// Why; blank when nobody said.
    pub reason: String,
}

impl From<Revision> for RevisionOut {
    fn from(revision: Revision) -> Self {
        let Revision { version, before, edited_by, edited_at, reason } = revision;
        Self { version, before: (*before).into(), edited_by, edited_at, reason }
    }
}

/// What an event goes back to and what it led to, nearest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainOut {
    /// The event it is the chain of.
    pub seq: i32,
    /// What led to it.
    pub back: Vec<StepOut>,
    /// What it led to.
    pub forward: Vec<StepOut>,
}

/// One event of a chain.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepOut {
    /// The event's number.
    pub seq: i32,
    /// How many causal links away it is.
    pub depth: u32,
    /// The link over which it was reached, from.
    pub from: i32,
    /// To.
    pub to: i32,
    /// Of which kind.
    #[schema(schema_with = words::<LinkKind>)]
    pub kind: LinkKind,
    /// The link as a sentence.
    #[schema(example = "E5 was acted on by E7")]
    pub reads: String,
}

impl From<ChainStep> for StepOut {
    fn from(step: ChainStep) -> Self {
        let (from, to, kind) = (step.link.from, step.link.to, step.link.kind);
        let reads = format!("E{from} {} E{to}", label(kind, true));
        Self { seq: step.seq, depth: step.depth, from, to, kind, reads }
    }
}

impl From<Chain> for ChainOut {
    fn from(chain: Chain) -> Self {
        let steps = |steps: Vec<ChainStep>| steps.into_iter().map(StepOut::from).collect();
        Self { seq: chain.seq, back: steps(chain.back), forward: steps(chain.forward) }
    }
}
