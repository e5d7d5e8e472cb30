//! Which events a link may join: the table of kinds, and the rule of time.

use std::cell::LazyCell;

use uuid::Uuid;

use super::{Edge, Link, LinkGraph, LinkKind, LinkOrder};
use crate::domain::control::ControlState;
use crate::domain::moment::{Moment, TimeOrder};
use crate::domain::timeline::EventKind;
use crate::domain::{Invalid, Vocabulary};

/// What the rules need to know of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFacts {
    /// Its number in the incident.
    pub seq: i32,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// When it happened.
    pub occurred: Moment,
    /// When it ended, of something that took time.
    pub occurred_end: Option<Moment>,
    /// Of a control check: what the control did.
    pub control_state: Option<ControlState>,
    /// Of a control check: whether it let its subject through rightly.
    pub granted: bool,
    /// Whether it was taken off the timeline.
    pub retracted: bool,
}

impl EventFacts {
    fn end(&self) -> &Moment {
        self.occurred_end.as_ref().unwrap_or(&self.occurred)
    }

    fn name(&self) -> String {
        format!("E{}", self.seq)
    }
}

/// What about an event stands against a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    FromKind,
    ToKind,
    State,
    Time,
}

type Objection = (About, String);

/// Every rule of the two ends, their kinds, state and times: how certain their order is, or the
/// fields that stand against the link. What is linked already is for [`LinkGraph::check`].
pub fn check_ends(
    kind: LinkKind,
    from: &EventFacts,
    to: &EventFacts,
) -> Result<LinkOrder, Invalid> {
    for (field, end) in [("from", from), ("to", to)] {
        if end.retracted {
            let message = format!("{} was retracted. Choose an event of the timeline.", end.name());
            return Err(Invalid::one(field, message));
        }
    }
    judge(kind, from, to).map_err(|(about, message)| {
        let field = match about {
            About::FromKind | About::State => "from",
            About::ToKind | About::Time => "to",
        };
        Invalid::one(field, message)
    })
}

/// Whether the times of two events bear a link of this kind out; the message says what stands
/// against it.
pub fn order_of(kind: LinkKind, from: &EventFacts, to: &EventFacts) -> Result<LinkOrder, String> {
    judge(kind, from, to).map_err(|(_, message)| message)
}

/// A kind of link, and whether two events may be joined by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The kind.
    pub kind: LinkKind,
    /// How certain its order would be, or why it is not allowed.
    pub allowed: Result<LinkOrder, String>,
}

/// Every kind of link for two events, with the reason against those that are not allowed.
pub fn choices(from: &EventFacts, to: &EventFacts, graph: &LinkGraph) -> Vec<Choice> {
    // One walk over the graph for all kinds of cause.
    let cause = LazyCell::new(|| graph.check_cause(from.seq, to.seq));
    let fits = |link: Edge| {
        if link.kind.is_causal() {
            graph.check_new(link).and_then(|()| cause.clone())
        } else {
            graph.check(link)
        }
    };
    let choice = |kind: LinkKind| {
        let link = Edge { from: from.seq, to: to.seq, kind };
        let allowed = check_ends(kind, from, to)
            .map_err(|invalid| invalid.errors.into_iter().map(|e| e.message).collect())
            .and_then(|order| fits(link).map(|()| order).map_err(|refused| refused.message));
        Choice { kind, allowed }
    };
    LinkKind::ALL.iter().copied().map(choice).collect()
}

/// A link whose order came out differently after an edit of one of its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rechecked {
    /// The link's id.
    pub link: Uuid,
    /// Its order now.
    pub order: LinkOrder,
}

/// Checks the links of an event again after its kind, time or control state was edited: which
/// orders change, or which fields of the event stand against a link. `other` finds the event at
/// the other end; a link whose other end it does not know is left alone.
pub fn recheck(
    edited: &EventFacts,
    links: &[Link],
    other: impl Fn(i32) -> Option<EventFacts>,
) -> Result<Vec<Rechecked>, Invalid> {
    let mut changed = Vec::new();
    let mut invalid = Invalid::default();
    for link in links.iter().filter(|link| link.from == edited.seq || link.to == edited.seq) {
        let starts_here = link.from == edited.seq;
        let Some(other) = other(if starts_here { link.to } else { link.from }) else { continue };
        let (from, to) = if starts_here { (edited, &other) } else { (&other, edited) };
        match judge(link.kind, from, to) {
            Ok(order) if order != link.order => changed.push(Rechecked { link: link.id, order }),
            Ok(_) => {}
            Err((about, message)) => {
                invalid.add(edited_field(about), format!("{message} Or remove that link first."));
            }
        }
    }
    if invalid.errors.is_empty() { Ok(changed) } else { Err(invalid) }
}

fn edited_field(about: About) -> &'static str {
    match about {
        About::FromKind | About::ToKind => "kind",
        About::State => "control_check.state",
        About::Time => "occurred.at",
    }
}

fn judge(kind: LinkKind, from: &EventFacts, to: &EventFacts) -> Result<LinkOrder, Objection> {
    check_start(kind, from)?;
    check_target(kind, from, to)?;
    check_time(kind, from, to).map_err(|message| (About::Time, message))
}

fn check_start(kind: LinkKind, from: &EventFacts) -> Result<(), Objection> {
    let starts = kinds_from(kind);
    if !starts.contains(&from.kind) {
        let message = format!(
            "{} is of kind {}; “{}” starts from {}.",
            from.name(),
            from.kind,
            kind.label(),
            list(starts),
        );
        return Err((About::FromKind, message));
    }
    if kind == LinkKind::FailedToStop && !from.control_state.is_some_and(ControlState::let_it_pass)
    {
        let state = from.control_state.unwrap_or(ControlState::Unknown);
        let message = format!(
            "The control in {} is recorded as {state}. Settle its state first: absent, bypassed, failed, not_triggered or overridden.",
            from.name(),
        );
        return Err((About::State, message));
    }
    if kind == LinkKind::Approved && from.kind == EventKind::ControlCheck && !from.granted {
        let message = format!(
            "The control check {} did not grant anything. Record its outcome as granted, or start from the decision.",
            from.name(),
        );
        return Err((About::State, message));
    }
    Ok(())
}

fn check_target(kind: LinkKind, from: &EventFacts, to: &EventFacts) -> Result<(), Objection> {
    let targets = kinds_to(kind);
    if !targets.contains(&to.kind) {
        let message = format!(
            "{} is of kind {}; “{}” leads to {}.",
            to.name(),
            to.kind,
            kind.label(),
            list(targets),
        );
        return Err((About::ToKind, message));
    }
    if kind == LinkKind::SameAs && from.kind != to.kind {
        let message = format!(
            "{} is of kind {} and {} of kind {}; two records of one occurrence are of the same kind.",
            from.name(),
            from.kind,
            to.name(),
            to.kind,
        );
        return Err((About::ToKind, message));
    }
    Ok(())
}

fn list(kinds: &[EventKind]) -> String {
    if kinds == NOT_A_NOTE {
        return "anything but context_note".to_owned();
    }
    let words: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

use EventKind as E;

/// Every kind but `context_note`, which is the last of the list.
const NOT_A_NOTE: &[EventKind] = match E::ALL.split_last() {
    Some((_, rest)) => rest,
    None => &[],
};

/// The kinds of event that a link may start from.
fn kinds_from(kind: LinkKind) -> &'static [EventKind] {
    match kind {
        LinkKind::Triggered => NOT_A_NOTE,
        LinkKind::Informed => {
            &[E::AgentOutput, E::Communication, E::Observation, E::Detection, E::Notification]
        }
        LinkKind::ActedOn => &[E::AgentOutput, E::Communication, E::Observation, E::HumanDecision],
        LinkKind::Approved => &[E::ControlCheck, E::HumanDecision],
        LinkKind::FailedToStop => &[E::ControlCheck],
        LinkKind::Detected => &[E::Detection, E::Observation],
        LinkKind::Mitigated => {
            &[E::Containment, E::Recovery, E::HumanAction, E::AgentAction, E::SystemChange]
        }
        LinkKind::Corrected => &[
            E::AgentOutput,
            E::AgentAction,
            E::HumanAction,
            E::HumanDecision,
            E::Communication,
            E::Notification,
        ],
        LinkKind::ContributedTo
        | LinkKind::Contradicts
        | LinkKind::Corroborates
        | LinkKind::PartOf
        | LinkKind::SameAs => E::ALL,
    }
}

/// The kinds of event that a link may lead to.
fn kinds_to(kind: LinkKind) -> &'static [EventKind] {
    match kind {
        LinkKind::Triggered | LinkKind::ContributedTo => NOT_A_NOTE,
        LinkKind::Informed => &[
            E::AgentOutput,
            E::AgentAction,
            E::HumanAction,
            E::HumanDecision,
            E::SystemChange,
            E::SeverityChanged,
            E::Escalation,
            E::Containment,
            E::Recovery,
            E::Communication,
        ],
        LinkKind::ActedOn => {
            &[E::HumanAction, E::AgentAction, E::SystemChange, E::Containment, E::Recovery]
        }
        LinkKind::Approved => &[E::AgentAction, E::AgentOutput, E::HumanAction, E::SystemChange],
        LinkKind::FailedToStop => {
            &[E::AgentOutput, E::AgentAction, E::HumanAction, E::SystemChange, E::ImpactStarted]
        }
        LinkKind::Mitigated => {
            &[E::ImpactStarted, E::AgentOutput, E::AgentAction, E::HumanAction, E::SystemChange]
        }
        LinkKind::Corrected => &[E::AgentOutput, E::Communication, E::Notification, E::Observation],
        LinkKind::Detected
        | LinkKind::Contradicts
        | LinkKind::Corroborates
        | LinkKind::PartOf
        | LinkKind::SameAs => E::ALL,
    }
}

/// Refuses only what is definitely out of order; what cannot be told is undetermined.
fn check_time(kind: LinkKind, from: &EventFacts, to: &EventFacts) -> Result<LinkOrder, String> {
    match kind {
        LinkKind::Contradicts | LinkKind::Corroborates => Ok(LinkOrder::Certain),
        LinkKind::Detected | LinkKind::Mitigated | LinkKind::Corrected => {
            in_order(to, from).ok_or_else(|| {
                format!(
                    "{} ({}) is before {} ({}), and “{}” leads back to what was earlier. {}",
                    from.name(), from.occurred.label(), to.name(), to.occurred.label(), kind.label(),
                    turned(from, to),
                )
            })
        }
        LinkKind::PartOf => within(from, to).ok_or_else(|| {
            format!(
                "{} ({}) lies outside the time of {} ({}), so it cannot be a part of it. Correct one of the times.",
                from.name(), span(from), to.name(), span(to),
            )
        }),
        LinkKind::SameAs => overlap(from, to).ok_or_else(|| {
            format!(
                "{} ({}) and {} ({}) do not overlap in time, so they cannot be the same. Correct one of the times.",
                from.name(), span(from), to.name(), span(to),
            )
        }),
        _ => in_order(from, to).ok_or_else(|| {
            format!(
                "{} ({}) is after {} ({}), and “{}” leads on to what was later. {}",
                from.name(), from.occurred.label(), to.name(), to.occurred.label(), kind.label(),
                turned(from, to),
            )
        }),
    }
}

/// What to do about a link the wrong way round, and how the line of the event that was recorded later
/// is written then.
fn turned(from: &EventFacts, to: &EventFacts) -> String {
    let (line, mark) = if from.seq > to.seq {
        (from, format!("<-{}", to.name()))
    } else {
        (to, format!("->{}", from.name()))
    };
    format!(
        "Correct one of the times, or turn the link round: {mark} on the line of {}.",
        line.name()
    )
}

fn span(event: &EventFacts) -> String {
    match &event.occurred_end {
        Some(end) => format!("{} to {}", event.occurred.label(), end.label()),
        None => event.occurred.label(),
    }
}

/// Whether `first` is not after `second`; `None` when it certainly is. Events of the same second
/// are ordered by their numbers.
fn in_order(first: &EventFacts, second: &EventFacts) -> Option<LinkOrder> {
    match first.occurred.compare(&second.occurred) {
        TimeOrder::Before => Some(LinkOrder::Certain),
        TimeOrder::Equal if first.seq < second.seq => Some(LinkOrder::Certain),
        TimeOrder::Undetermined => Some(LinkOrder::Undetermined),
        TimeOrder::After | TimeOrder::Equal => None,
    }
}

/// Whether the part lies within the whole; `None` when it certainly does not.
fn within(part: &EventFacts, whole: &EventFacts) -> Option<LinkOrder> {
    let start = part.occurred.compare(&whole.occurred);
    // A whole whose end nobody noted may have gone on.
    let end = whole.occurred_end.as_ref().map(|end| part.end().compare(end));
    if start == TimeOrder::Before || end == Some(TimeOrder::After) {
        return None;
    }
    let same = start == TimeOrder::Equal && part.occurred_end.is_none();
    let inside = matches!(start, TimeOrder::After | TimeOrder::Equal)
        && matches!(end, Some(TimeOrder::Before | TimeOrder::Equal));
    Some(if same || inside { LinkOrder::Certain } else { LinkOrder::Undetermined })
}

/// Whether two events overlap; `None` when they certainly do not.
fn overlap(one: &EventFacts, other: &EventFacts) -> Option<LinkOrder> {
    let (ahead, behind) = (one.occurred.compare(other.end()), other.occurred.compare(one.end()));
    if ahead == TimeOrder::After || behind == TimeOrder::After {
        return None;
    }
    let sure = ahead != TimeOrder::Undetermined && behind != TimeOrder::Undetermined;
    Some(if sure { LinkOrder::Certain } else { LinkOrder::Undetermined })
}
