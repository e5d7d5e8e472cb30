//! What repeats: relations between incidents, families that people have joined, and findings,
//! the reviewed judgement that a later incident repeats an earlier one or what a fix was for.

mod alarm;
mod alike;
mod class;
mod finding;
mod likeness;
mod relation;
mod story;

pub use story::{Recurred, Story, StoryFix, StoryIncident};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, form::Checker, incident::REASON_MIN, reference::IncidentRef};

pub use alarm::{AimedFix, Alarm, AlarmFacts, AlarmKind, FamilyLine, IN_DAYS, alarms};
pub use alike::{Alike, AlikeIncident, alarmingly_alike, most_alike, shared_words, telling_words};
pub use class::{Fix, Onset, ReviewerFacts, classify};
pub use finding::{Finding, JudgeRecurrence, RawFinding, RecurrenceClass, Rejection, Verdict};
pub use likeness::{IncidentTraits, Likeness, compare};
pub use relation::{RawRelation, RelateIncident, Relation, RelationKind, check_relation, circle};

/// The other incident of a relation or a member of a family, as a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentLine {
    /// The incident's id.
    pub id: Uuid,
    /// The number in `INC-42`.
    pub number: i32,
    /// Its title.
    pub title: String,
}

/// A named line of incidents that a person has joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The family's id.
    pub id: Uuid,
    /// What it is called, e.g. `Agent publishes without approval`.
    pub name: String,
    /// What its incidents have in common, in Markdown.
    pub description: String,
    /// Its incidents, as far as the viewer may see them.
    pub incidents: Vec<IncidentLine>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A family as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFamily {
    /// What it is called.
    pub name: String,
    /// What its incidents have in common.
    pub description: String,
    /// Its incidents: `INC-1`; each item may hold several, separated by commas.
    pub incidents: Vec<String>,
    /// Why incidents that were in it are no longer among them.
    pub reason: String,
}

/// Makes a family, or rewrites one when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFamily {
    /// What it is called.
    pub name: String,
    /// What its incidents have in common.
    pub description: String,
    /// Its incidents.
    pub incidents: Vec<IncidentRef>,
    /// Why incidents that were in it leave; blank where none does.
    pub reason: String,
}

impl NameFamily {
    /// Understands a family, or says what is wrong with each field.
    pub fn parse(raw: RawFamily) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            name: check.line("name", &raw.name),
            description: check.text("description", &raw.description),
            incidents: check.list_of("incidents", &raw.incidents, IncidentRef::parse),
            reason: check.text("reason", &raw.reason),
        };
        check.finish(command)
    }
}

/// Takes an incident out of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveFamily {
    /// Why it does not belong there.
    pub reason: String,
}

impl LeaveFamily {
    /// Reads the reason, which has to say something.
    pub fn parse(reason: &str) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let reason = check.reason("reason", reason, REASON_MIN);
        check.finish(Self { reason })
    }
}
