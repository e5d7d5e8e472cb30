//! Joining two incidents that were one, and parting one that was two, without losing an event.
//!
//! Nothing is copied where it can be moved, nothing is shown to anybody who could not see it
//! before, and every old number leads on to the new one.

mod merge;
mod renumber;
mod split;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Vocabulary;
use super::control::ControlState;
use super::incident::{IncidentKind, IncidentNumber, Visibility};
use super::postmortem::PostmortemStatus;
use super::{Refused, account::Person};

pub use merge::{MergeIncident, RawMerge, check_circle, check_merge};
pub use renumber::{carried_key, renumber};
pub use split::{RawSplit, SplitIncident, SplitTo, check_split};

vocab! {
    /// Why events have another address than they were recorded under.
    pub enum MoveKind ("move") {
        Merge = "merge", "Merged";
        Split = "split", "Split off";
    }
}

/// What decides whether one incident may take in what another holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its number.
    pub number: IncidentNumber,
    /// What sort of thing it is.
    pub kind: IncidentKind,
    /// Who may see it.
    pub visibility: Visibility,
    /// Who may see it where it is restricted, with their names.
    pub members: Vec<(Uuid, String)>,
    /// How far its postmortem is.
    pub postmortem: Option<PostmortemStatus>,
}

/// An event that gets another number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renumbered {
    /// Its number until now.
    pub was: i32,
    /// Its number from now on.
    pub becomes: i32,
    /// The beginning of its text.
    pub text: String,
    /// Whether it had been retracted.
    pub retracted: bool,
}

/// A control of which two incidents do not say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// The control's code.
    pub control: String,
    /// Its name for people.
    pub name: String,
    /// What it did in the incident that gives.
    pub here: ControlState,
    /// What it did in the one that takes.
    pub there: ControlState,
}

impl Clash {
    /// In words for people: the control by its name.
    pub fn told(&self) -> String {
        self.words(&self.name)
    }

    fn words(&self, control: &str) -> String {
        let [here, there] = [self.here, self.there].map(|state| state.label().to_lowercase());
        format!(
            "{control}: {here} here, {there} there. What is said there stands; the other stays in the history."
        )
    }
}

/// In words for programs: the control by its code.
impl std::fmt::Display for Clash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(&self.control))
    }
}

/// What merging or splitting brings about, or has brought about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regrouping {
    /// The incident that gives.
    pub from: i32,
    /// Its title.
    pub from_title: String,
    /// The incident that takes; none before a new one is there.
    pub to: Option<i32>,
    /// Its title.
    pub to_title: String,
    /// The events with their numbers, in the order in which they were recorded.
    pub events: Vec<Renumbered>,
    /// What else moves, as a word with its plural and how many.
    pub also: Vec<(String, u64)>,
    /// The controls of which the two do not say the same.
    pub clashes: Vec<Clash>,
    /// What else to know, in sentences.
    pub notes: Vec<String>,
}

impl Regrouping {
    /// The number that an event has from now on, if it moves.
    pub fn becomes(&self, seq: i32) -> Option<i32> {
        self.events.iter().find(|event| event.was == seq).map(|event| event.becomes)
    }
}

/// One merging or splitting that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneMove {
    /// What was done.
    pub kind: MoveKind,
    /// The incident that gave.
    pub from: i32,
    /// Its title.
    pub from_title: String,
    /// The incident that took.
    pub to: i32,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<Person>,
    /// The events, from their old numbers to where they are now.
    pub events: Vec<Forward>,
}

/// Where an event that had another address is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The number that it had.
    pub was: i32,
    /// The incident that it belongs to now, as far as the reader may see it.
    pub incident: i32,
    /// Its number there.
    pub seq: i32,
    /// The beginning of its text.
    pub text: String,
}

/// Who may see `to` may not learn what is in `from` unless they could before.
fn check_eyes(from: &Side, to: &Side) -> Result<(), Refused> {
    if from.visibility == Visibility::Open {
        return Ok(());
    }
    if to.visibility == Visibility::Open {
        let message = format!(
            "{} is restricted and {} is open: everybody would see what only members may see. \
             Restrict {} first.",
            from.number, to.number, to.number
        );
        return Err(Refused::new("visibility-widens", message));
    }
    let known: Vec<Uuid> = from.members.iter().map(|(id, _)| *id).collect();
    let new: Vec<&str> = to
        .members
        .iter()
        .filter(|(id, _)| !known.contains(id))
        .map(|(_, name)| name.as_str())
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{} may see {} and not {}. Add them to {} first, or take them off {}.",
        new.join(", "),
        to.number,
        from.number,
        from.number,
        to.number
    );
    Err(Refused::new("visibility-widens", message))
}

/// A drill stays out of every statistic, an incident stays in them.
fn check_kinds(from: &Side, to: &Side) -> Result<(), Refused> {
    let drills = [from, to].map(|side| side.kind == IncidentKind::Drill);
    if drills[0] == drills[1] {
        return Ok(());
    }
    let (drill, other) =
        if drills[0] { (from.number, to.number) } else { (to.number, from.number) };
    let message = format!("{drill} is a drill and {other} is not. Change the kind of one first.");
    Err(Refused::new("drill-and-incident", message))
}

/// What was published says what it says.
fn check_postmortems(sides: [&Side; 2]) -> Result<(), Refused> {
    let published = |side: &&Side| side.postmortem == Some(PostmortemStatus::Published);
    let Some(side) = sides.into_iter().find(published) else { return Ok(()) };
    let message = format!(
        "The postmortem of {} is published, and it is about the events as they stand. Take it back \
         to a draft first, with a reason.",
        side.number
    );
    Err(Refused::new("postmortem-published", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn side(number: i32, members: &[u128]) -> Side {
        let restricted = !members.is_empty();
        Side {
            number: IncidentNumber(number),
            kind: IncidentKind::Incident,
            visibility: if restricted { Visibility::Restricted } else { Visibility::Open },
            members: members.iter().map(|n| (Uuid::from_u128(*n), format!("Person {n}"))).collect(),
            postmortem: None,
        }
    }

    #[test]
    fn nobody_sees_more_than_before() {
        let rule = |from: &[u128], to: &[u128]| {
            check_eyes(&side(1, from), &side(2, to)).map_err(|refused| refused.message)
        };
        assert!(rule(&[], &[]).is_ok());
        assert!(rule(&[], &[1]).is_ok(), "fewer may see it afterwards");
        assert!(rule(&[1, 2], &[1]).is_ok());
        assert!(rule(&[1], &[]).unwrap_err().contains("Restrict INC-2 first"));
        let refused = rule(&[1], &[1, 2]).unwrap_err();
        assert!(refused.starts_with("Person 2 may see INC-2 and not INC-1"), "{refused}");
    }

    #[test]
    fn drills_and_published_postmortems_stand_in_the_way() {
        let (a, mut b) = (side(1, &[]), side(2, &[]));
        b.kind = IncidentKind::Drill;
        assert!(check_kinds(&a, &b).unwrap_err().message.starts_with("INC-2 is a drill"));
        b.postmortem = Some(PostmortemStatus::Draft);
        assert!(check_postmortems([&a, &b]).is_ok());
        b.postmortem = Some(PostmortemStatus::Published);
        assert_eq!(check_postmortems([&a, &b]).unwrap_err().rule, "postmortem-published");
    }
}
