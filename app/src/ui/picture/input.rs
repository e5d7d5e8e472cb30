//! What the picture is drawn from: plain facts, no rules and no markup.

use chrono::{DateTime, Utc};

use super::lens::Lens;

use crate::{
    domain::{
        Vocabulary,
        control::ControlState,
        moment::{Precision, Zone},
    },
    ui::Mark,
};

/// Everything one picture shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The incident's reference, `INC-42`.
    pub number: String,
    /// The zone in which the axis names clock times.
    pub zone: Zone,
    /// Who took part. Lanes follow the order in which they enter, not the order here.
    pub actors: Vec<PictureActor>,
    /// What happened, in any order.
    pub events: Vec<PictureEvent>,
    /// How events are linked.
    pub links: Vec<PictureLink>,
    /// When data was exposed.
    pub exposures: Vec<ExposureWindow>,
    /// The event whose reliance chain is lit; when `None` the drawing picks the first impact,
    /// else the end of the longest chain.
    pub chain_of: Option<u32>,
    /// How it is arranged.
    pub look: Look,
}

/// How a picture is arranged, apart from its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The keys of the actors who share one lane.
    pub together: Vec<String>,
    /// The keys of the actors whose lanes come first.
    pub first: Vec<String>,
    /// The address of a part of the picture, less its window; blank where parts have none.
    pub part: String,
}

impl Picture {
    /// Where so much of the time is drawn alone; none where that would show no more than this.
    pub(super) fn zoom(&self, (from, until): (i64, i64)) -> Option<String> {
        let all = self.extent()?;
        let narrower = until - from < (all.1 - all.0) / 10 * 9;
        if self.look.part.is_empty() || until - from < 120_000 || !narrower {
            return None;
        }
        let window = Lens::default().within((from, until));
        let pairs = [("since", window.since), ("until", window.until)];
        Some(crate::paths::with_query(&self.look.part, &pairs) + "#picture-title")
    }

    /// The row of an event: on this page, or where the list is long in the part that has it.
    pub(super) fn href(&self, seq: u32) -> String {
        if self.events.len() > super::ROWS {
            format!("?at=E{seq}#E{seq}")
        } else {
            format!("#E{seq}")
        }
    }
}

/// One actor, and so one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureActor {
    /// What events call it by.
    pub key: String,
    /// Its name.
    pub name: String,
    /// A few words under the name: `agent, posts for B`. May be empty.
    pub role: String,
    /// Its shape.
    pub mark: Mark,
}

/// What the record knows about a time: an interval, and how precisely it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureTime {
    /// The earliest instant it can have been.
    pub lo: DateTime<Utc>,
    /// The first instant that is too late.
    pub hi: DateTime<Utc>,
    /// The precision it was said with.
    pub precision: Precision,
}

impl PictureTime {
    /// `to the hour`.
    pub(super) fn words(precision: Precision) -> String {
        precision.label().to_lowercase()
    }

    /// The interval in milliseconds.
    pub(super) fn span(self) -> (i64, i64) {
        let lo = self.lo.timestamp_millis();
        (lo, self.hi.timestamp_millis().max(lo + 1))
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, none rules another out"
)]
pub struct PictureEvent {
    /// The number in `E5`.
    pub seq: u32,
    /// Its kind in words: `Agent output`.
    pub kind: String,
    /// The actor's key; empty when nobody acted.
    pub actor: String,
    /// When it happened; `None` when the record does not say.
    pub time: Option<PictureTime>,
    /// What happened, in a line or two of plain text.
    pub text: String,
    /// A required approval was not given.
    pub unauthorised: bool,
    /// Accounts differ, in a few words: `or was it Engineer A?`.
    pub disputed: Option<String>,
    /// Who acted is in doubt.
    pub doubtful: bool,
    /// A person pinned it.
    pub pinned: bool,
    /// It is where harm starts or ends.
    pub impact: bool,
    /// For a control check: which control, and what it did.
    pub gate: Option<Gate>,
}

/// A control that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The control's name: `Approval gate`.
    pub control: String,
    /// What it did.
    pub state: ControlState,
}

impl Gate {
    /// The state in words that stand alone.
    pub fn words(&self) -> &'static str {
        if self.state == ControlState::Unknown { "State unknown" } else { self.state.label() }
    }
}

/// One link, stored once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureLink {
    /// The event it starts at.
    pub from: u32,
    /// The event it ends at.
    pub to: u32,
    /// How it is drawn.
    pub class: LinkClass,
    /// Its verb: `acted on`.
    pub label: String,
}

/// The families of links, as the picture tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkClass {
    /// Set off, informed, acted on, approved: an arrow forwards.
    Causal,
    /// Made likelier or worse: a dotted arrow forwards.
    Contributing,
    /// A control that should have stopped the step: a gate across the step's arrow.
    Gate,
    /// A control of which nobody knows yet whether it should have, drawn like one that should.
    OpenGate,
    /// Detected, mitigated, corrected: a dashed arrow back.
    Response,
    /// Accounts that cannot both be true.
    Contradiction,
    /// Corroborates, part of, the same as: told in the table, not drawn.
    Quiet,
}

impl LinkClass {
    /// Whether the reliance chain runs over it.
    pub fn is_causal(self) -> bool {
        matches!(self, Self::Causal | Self::Contributing | Self::Gate)
    }

    /// Whether it sets a control before a step.
    pub fn is_gate(self) -> bool {
        matches!(self, Self::Gate | Self::OpenGate)
    }
}

/// A time in which data lay open.
#[derive(Clone, Debug, PartialEq)]
pub struct ExposureWindow {
    /// When it began; `None` when the record does not say.
    pub start: Option<PictureTime>,
    /// When it ended; `None` while it lasts or when the record does not say.
    pub end: Option<PictureTime>,
    /// What to write on it: `Exposure: about 2 hours`.
    pub label: String,
}
