//! `<-E4 acted_on`, `->E8 triggered "why"`: links to events that are there.

use std::collections::HashMap;

use super::super::link::{AddLink, LinkKind, RawLink, label};
use super::super::reference::EventRef;
use super::super::timeline::EventKind;
use super::super::{Invalid, Vocabulary};
use super::read::{Taken, word, words_of};

/// A link from or to the event that the line adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLink {
    /// The number of the other event.
    pub other: i32,
    /// From the new event to the other one, and not the other way round.
    pub outward: bool,
    /// What it says.
    pub kind: LinkKind,
    /// Why it is thought so.
    pub rationale: String,
}

impl LineLink {
    /// The link as it reads from the new event.
    pub fn label(&self) -> String {
        format!("{} E{}", label(self.kind, self.outward), self.other)
    }

    /// The command, now that the new event has the number `seq`.
    pub fn command(&self, seq: i32) -> Result<AddLink, Invalid> {
        let (from, to) = if self.outward { (seq, self.other) } else { (self.other, seq) };
        AddLink::parse(&RawLink {
            from: from.to_string(),
            to: to.to_string(),
            kind: self.kind.to_string(),
            rationale: self.rationale.clone(),
            ..RawLink::default()
        })
    }
}

/// A link as it was typed.
#[derive(Clone)]
pub(super) struct Said {
    other: i32,
    outward: bool,
    kind: Option<LinkKind>,
    why: Option<String>,
}

/// Reads a link at the start of `rest`: an arrow, an event, perhaps a kind, perhaps a reason in
/// quotation marks.
pub(super) fn read(rest: &str) -> Option<Taken<Said>> {
    let arrows = [("<-", false), ("←", false), ("->", true), ("→", true)];
    let (outward, after) =
        arrows.iter().find_map(|(arrow, out)| Some((*out, rest.strip_prefix(arrow)?)))?;
    let (target, mut left) = word(after);
    let (target, attached) = match target.split_once(':') {
        Some((target, kind)) => (target, Some(kind)),
        None => (target, None),
    };
    let digits = target.strip_prefix(['E', 'e']).unwrap_or(target);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let other = match EventRef::parse_seq(target) {
        Ok(other) => other,
        Err(error) => return Some(Taken::new(rest, left, Err(error))),
    };
    let mut kind = None;
    if let Some(attached) = attached {
        match link_kind(attached) {
            Some(found) => kind = Some(found),
            None => {
                let known = words_of::<LinkKind>();
                let error = format!("“{attached}” is not a kind of link. Use one of: {known}.");
                return Some(Taken::new(rest, left, Err(error)));
            }
        }
    } else {
        let (next, after) = word(left.trim_start());
        if let Some(found) = link_kind(next) {
            (kind, left) = (Some(found), after);
        }
    }
    let (why, left) = reason(left);
    Some(Taken::new(rest, left, Ok(Said { other, outward, kind, why })))
}

/// Words in quotation marks right behind the link, if they are closed.
fn reason(left: &str) -> (Option<String>, &str) {
    let quoted = left.trim_start().strip_prefix(['"', '“']);
    let closed = quoted.and_then(|quoted| quoted.split_once(['"', '”']));
    match closed {
        Some((why, after)) if after.is_empty() || after.starts_with(char::is_whitespace) => {
            (Some(why.trim().to_owned()), after)
        }
        _ => (None, left),
    }
}

fn link_kind(word: &str) -> Option<LinkKind> {
    LinkKind::from_word(&word.to_lowercase().replace('-', "_"))
}

impl Said {
    /// The link, with its kind guessed when it was not said; the flag says so.
    pub(super) fn settle(
        self,
        this: EventKind,
        words: &str,
        events: Option<&HashMap<i32, EventKind>>,
    ) -> Result<(LineLink, bool), String> {
        let there = events.map(|events| events.get(&self.other).copied());
        if there == Some(None) {
            return Err(format!("There is no E{} in this incident.", self.other));
        }
        let (from, to) = match (self.outward, there.flatten()) {
            (true, there) => (Some(this), there),
            (false, there) => (there, Some(this)),
        };
        let kind = self.kind.unwrap_or_else(|| usual(from, to));
        // Reliance needs a reason; the line is what somebody says of it.
        let reason = if kind == LinkKind::ActedOn { words } else { "" };
        let rationale = self.why.unwrap_or_else(|| reason.to_owned());
        let link = LineLink { other: self.other, outward: self.outward, kind, rationale };
        Ok((link, self.kind.is_none()))
    }
}

/// What a link between events of these kinds most often says.
fn usual(from: Option<EventKind>, to: Option<EventKind>) -> LinkKind {
    use EventKind as E;
    let acts = |kind| matches!(kind, E::HumanAction | E::AgentAction | E::SystemChange);
    match (from, to) {
        (Some(E::Detection), _) => LinkKind::Detected,
        (Some(E::Containment | E::Recovery), Some(E::Communication | E::Notification)) => {
            LinkKind::Triggered
        }
        (Some(E::Containment | E::Recovery), _) => LinkKind::Mitigated,
        (Some(E::ControlCheck), _) => LinkKind::FailedToStop,
        (Some(E::ContextNote), _) => LinkKind::ContributedTo,
        (Some(E::AgentOutput), Some(to)) if acts(to) => LinkKind::ActedOn,
        _ => LinkKind::Triggered,
    }
}
