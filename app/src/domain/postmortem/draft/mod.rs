//! The first draft of a postmortem: made from the record alone, the same every time, and every
//! sentence cites the event, remediation or account that it comes from. Nothing is invented; where
//! the record is silent, the draft says so.

mod write;

use crate::domain::{
    claim::Claim, control::ControlState, factor::FactorRole, remediation::RemediationStatus,
    timeline::EventKind,
};

pub use write::first_draft;

/// An event of the timeline, in the timeline's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftEvent {
    /// The event's number.
    pub seq: i32,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// When, as people read it, with its precision; `None` when not known.
    pub when: Option<String>,
    /// Who, as people read it, e.g. `Forum helper, on behalf of Engineer B`.
    pub who: Option<String>,
    /// What, in Markdown.
    pub text: String,
    /// Whether somebody pinned it: then it belongs to the story.
    pub pinned: bool,
}

/// A factor of the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFactor {
    /// The name for people.
    pub name: String,
    /// The service, agent or surface; blank when not said.
    pub scope: String,
    /// What it did.
    pub role: FactorRole,
    /// Whether it is known to have contributed.
    pub known: bool,
    /// What is known about it.
    pub note: String,
    /// The events that show it.
    pub events: Vec<i32>,
}

/// A control that mattered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftControl {
    /// The name for people.
    pub name: String,
    /// What it did when it mattered.
    pub state: ControlState,
    /// What is known about it.
    pub note: String,
    /// The events that show it.
    pub events: Vec<i32>,
}

/// A remediation of the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRemediation {
    /// The number in `REM-7`.
    pub number: i32,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub status: RemediationStatus,
    /// Who does it.
    pub owner: Option<String>,
    /// When it should have taken effect, as people read it.
    pub due: Option<String>,
    /// What shows that it works.
    pub measure: String,
}

/// What the draft is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftFacts {
    /// The number in `INC-42`.
    pub number: i32,
    /// The incident's title.
    pub title: String,
    /// The incident's summary, in Markdown.
    pub summary: String,
    /// The severity's name, e.g. `SEV1`, and why it is that.
    pub severity: Option<(String, String)>,
    /// Milestones and durations that are recorded: what, and when or how long.
    pub times: Vec<(String, String)>,
    /// What was exposed, one sentence each.
    pub exposures: Vec<String>,
    /// The timeline, without retracted events, in its order.
    pub events: Vec<DraftEvent>,
    /// The factors.
    pub factors: Vec<DraftFactor>,
    /// The controls that mattered.
    pub controls: Vec<DraftControl>,
    /// The remediations.
    pub remediations: Vec<DraftRemediation>,
    /// The claims.
    pub claims: Vec<Claim>,
}
