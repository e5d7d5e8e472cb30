//! The entry line: one line per thing that happened, typed as fast as one thinks.
//!
//! `14:32 agent:forum-helper posted the wrong recipe <-E8 #evidence`: marks stand before the words
//! and after them, the words between stay as they are typed. Reading never fails and never loses a
//! character: each is part of a chip, of the words, or a blank beside them. What was read becomes
//! the same [`RawEvent`] that a form or the API sends.

mod actor;
mod cell;
mod chips;
mod clock;
mod csv;
mod guess;
mod link;
mod paste;
mod read;
mod table;
mod when;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Invalid;
use super::actor::ActorKind;
use super::form::Checker;
use super::moment::{Moment, Zone};
use super::timeline::{AddEvent, EventKind, RawEvent};

pub use cell::{CellLink, Times, cell_actor, cell_kind, cell_links, cell_time, guessed_kind};
pub use csv::{Column, Table};
pub use link::LineLink;
pub use paste::{PASTE_MAX, pasted_lines, read_lines};

vocab! {
    /// What a chip of the line is about.
    pub enum ChipKind("chip") {
        Time = "time", "when";
        Actor = "actor", "who";
        OnBehalfOf = "on_behalf_of", "on behalf of";
        Kind = "kind", "kind";
        Link = "link", "link";
        Tag = "tag", "tag";
        Pin = "pin", "pin";
    }
}

/// One thing that was read from the line, or guessed because it was not said.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Chip {
    /// What it is about.
    pub what: ChipKind,
    /// The piece of the line, as it was typed; blank when it was not said.
    pub typed: String,
    /// What it is understood as.
    pub reads: String,
    /// Not said, or not wholly: shown as a guess.
    pub guessed: bool,
    /// Why it cannot be stored, and what to write instead.
    pub error: Option<String>,
    /// Of an actor: its sort.
    pub actor: Option<ActorKind>,
}

/// What a stretch of the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A mark that a chip shows.
    Mark,
    /// The words that are kept.
    Text,
    /// Blanks beside marks and words, or the backslash that keeps what follows out of the marks.
    Blank,
}

/// A stretch of the line, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub part: Part,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// An actor that a line may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownActor {
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// Its name.
    pub name: String,
    /// The key of its profile, of a registered agent.
    pub key: Option<String>,
}

/// What a line is read against.
#[derive(Clone, Debug)]
pub struct LineContext {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The zone of who types.
    pub zone: Zone,
    /// The day that a bare time of day is of; the last time it was so when not said.
    pub day: Option<NaiveDate>,
    /// When the line before happened, for `+2h`.
    pub previous: Option<Moment>,
    /// Whom the incident and the register of agents know.
    pub actors: Vec<KnownActor>,
    /// The kinds of the events that are there, by number; `None` leaves links unchecked.
    pub events: Option<HashMap<i32, EventKind>>,
    /// Whether a line without a time is wrong, and not of this moment: what is pasted is of the past.
    pub says_time: bool,
}

impl LineContext {
    /// A context with nothing but a clock and its zone.
    pub fn at(now: DateTime<Utc>, zone: Zone) -> Self {
        Self {
            now,
            zone,
            day: None,
            previous: None,
            actors: Vec::new(),
            events: None,
            says_time: false,
        }
    }
}

/// A line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedLine {
    /// The event, as a form would send it.
    pub event: RawEvent,
    /// When it happened, for the line after it.
    pub moment: Option<Moment>,
    /// The links it asks for.
    pub links: Vec<LineLink>,
    /// What was read and what was guessed, in reading order.
    pub chips: Vec<Chip>,
    /// The line in stretches, end to end.
    pub spans: Vec<Span>,
}

/// The command to add what a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddLine {
    /// The event.
    pub event: AddEvent,
    /// Its links to events that are there.
    pub links: Vec<LineLink>,
}

impl From<AddEvent> for AddLine {
    fn from(event: AddEvent) -> Self {
        Self { event, links: Vec::new() }
    }
}

impl ParsedLine {
    /// Reads a line. This always works: what is wrong is told by the chips.
    pub fn read(line: &str, context: &LineContext) -> Self {
        read::Reader::new(line, context).read()
    }

    /// The command, or everything that keeps the line from being stored.
    pub fn command(&self, now: DateTime<Utc>) -> Result<AddLine, Invalid> {
        let mut check = Checker::new();
        for error in self.chips.iter().filter_map(|chip| chip.error.as_ref()) {
            check.error("line", error);
        }
        let wrong = self.chips.iter().any(|chip| chip.error.is_some());
        let event = match AddEvent::parse(&self.event, now) {
            Ok(event) => Some(event),
            // What a wrong mark leaves open would be told twice.
            Err(invalid) => {
                for error in invalid.errors {
                    if !(wrong && error.field == "occurred.at") {
                        // A finding about the event is one about the line that said it.
                        check.error("line", said(&error.field, error.message));
                    }
                }
                None
            }
        };
        match event {
            Some(event) => check.finish(AddLine { event, links: self.links.clone() }),
            None => check.failed(),
        }
    }
}

/// The finding, with how the line would say it.
fn said(field: &str, message: String) -> String {
    match field {
        "control_check.control" => {
            format!("{message} Write it behind the kind: !check:approval_gate:bypassed.")
        }
        "text" if message.starts_with("Say what") => {
            "Say what happened, in words beside the marks.".to_owned()
        }
        _ => message,
    }
}
