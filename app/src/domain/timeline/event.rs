//! An event as it is read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{AgentOutput, Audience, Confidence, ControlCheck, EventFields, EventKind, Source};
use crate::domain::actor::ActorRef;
use crate::domain::evidence::EvidenceKind;
use crate::domain::link::EventFacts;
use crate::domain::moment::Moment;

/// An event of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Event {
    /// Its id.
    pub id: Uuid,
    /// Its number in its incident, stable: the `12` of `INC-42/E12`.
    pub seq: i32,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// When it happened.
    pub occurred: Moment,
    /// When it ended, of something that took time.
    pub occurred_end: Option<Moment>,
    /// When we learnt of it; `None` is when it was recorded.
    pub known: Option<Moment>,
    /// Who or what did it.
    pub actor: Option<ActorRef>,
    /// For whom it was done, when an agent posts under a person's account.
    pub on_behalf_of: Option<ActorRef>,
    /// What readers saw as its author.
    pub presented_as: Option<String>,
    /// Where: a forum, a chat, a console.
    pub channel: Option<String>,
    /// Who it was meant for.
    pub audience_intended: Option<Audience>,
    /// Who could see it.
    pub audience_actual: Option<Audience>,
    /// What happened, in Markdown.
    pub text: String,
    /// How sure the record is.
    pub confidence: Confidence,
    /// Part of the short story that a postmortem starts from.
    pub pinned: bool,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Who recorded it, by name.
    pub recorded_by: String,
    /// The account that recorded it, for who may retract it.
    pub recorded_by_id: Option<Uuid>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Where it was imported from.
    pub source: Option<Source>,
    /// Retracted: off the timeline, still on the record.
    pub retracted: bool,
    /// Why it was retracted.
    pub retracted_reason: Option<String>,
    /// Counts up with every edit.
    pub version: i32,
    /// The details of an agent's output.
    pub agent_output: Option<AgentOutput>,
    /// The details of a control check.
    pub control_check: Option<ControlCheck>,
    /// What supports it.
    pub evidence: Vec<EventEvidence>,
}

impl Event {
    /// Whether an agent did something that needed a yes without asking for one.
    pub fn is_unauthorised(&self) -> bool {
        self.agent_output.as_ref().is_some_and(AgentOutput::is_unauthorised)
    }

    /// Whether it reached others than those it was meant for.
    pub fn is_misrouted(&self) -> bool {
        match (self.audience_intended, self.audience_actual) {
            (Some(Audience::Unknown), _) | (_, Some(Audience::Unknown)) => false,
            (Some(intended), Some(actual)) => intended != actual,
            _ => false,
        }
    }

    /// When it was known to those who keep the record.
    pub fn known_at(&self) -> DateTime<Utc> {
        self.known.as_ref().map_or(self.recorded_at, |known| known.at)
    }

    /// What the rules of links need to know of it.
    pub fn facts(&self) -> EventFacts {
        EventFacts {
            seq: self.seq,
            kind: self.kind,
            occurred: self.occurred.clone(),
            occurred_end: self.occurred_end.clone(),
            control_state: self.control_check.as_ref().map(|check| check.state),
            granted: self.control_check.as_ref().is_some_and(ControlCheck::granted),
            retracted: self.retracted,
        }
    }
}

impl EventFields {
    /// What the rules of links would need to know of the event `seq`, said so.
    pub fn facts(&self, seq: i32) -> EventFacts {
        EventFacts {
            seq,
            kind: self.kind,
            occurred: self.occurred.clone(),
            occurred_end: self.occurred_end.clone(),
            control_state: self.control_check.as_ref().map(|check| check.state),
            granted: self.control_check.as_ref().is_some_and(ControlCheck::granted),
            retracted: false,
        }
    }
}

/// A piece of evidence, as an event's row shows it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EventEvidence {
    /// Its id.
    pub id: Uuid,
    /// What form it has.
    pub kind: EvidenceKind,
    /// What it is, for people.
    pub title: String,
    /// Where it can be found, for a link.
    pub url: Option<String>,
    /// SHA-256 of its raw bytes, for a file or a quote.
    pub sha256: Option<String>,
}

/// An event as it was before an edit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Revision {
    /// The version that this was.
    pub version: i32,
    /// The event as it was.
    pub before: Box<Event>,
    /// Who edited it, by name.
    pub edited_by: String,
    /// When.
    pub edited_at: DateTime<Utc>,
    /// Why; blank when nobody said.
    pub reason: String,
}
