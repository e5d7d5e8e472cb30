//! The picture of what is on record: events, links, exposures and claims as the store reads them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Vocabulary, capitalised, excerpt},
    domain::{
        actor::{ActorKind, ActorRef},
        claim::Claim,
        control::{ControlState, shipped},
        exposure::Exposure,
        link::{Extent, Link, LinkKind},
        moment::{Moment, Zone},
        timeline::{Confidence, Event, EventKind},
    },
};

use super::input::{
    ExposureWindow, Gate, LinkClass, Look, Picture, PictureActor, PictureEvent, PictureLink,
    PictureTime,
};
use super::order::index_of;

impl Picture {
    /// The picture of a timeline. Retracted events are left out, and links to them.
    pub fn of(number: impl Into<String>, events: &[Event], links: &[Link]) -> Self {
        let on_record: Vec<&Event> = events.iter().filter(|event| !event.retracted).collect();
        let mut links: Vec<PictureLink> = links.iter().filter_map(link).collect();
        links.extend(open_gates(&on_record, &links));
        Self {
            number: number.into(),
            zone: zone(&on_record),
            actors: actors(&on_record),
            events: on_record.into_iter().filter_map(event).collect(),
            links,
            exposures: Vec::new(),
            chain_of: None,
            look: Look::default(),
        }
    }

    /// With the windows of the exposure ledger.
    #[must_use]
    pub fn with_exposures(mut self, ledger: &[Exposure]) -> Self {
        self.exposures = ledger
            .iter()
            .map(|row| ExposureWindow {
                start: row.fields.window_start.as_ref().and_then(time),
                end: row.fields.window_end.as_ref().and_then(time),
                label: format!("Exposure: {}", row.fields.data_class),
            })
            .collect();
        self
    }

    /// With a mark on each event about which standing claims compete.
    #[must_use]
    pub fn with_claims(mut self, claims: &[Claim]) -> Self {
        let mut about: BTreeMap<(i32, &str), usize> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| claim.status.stands()) {
            if let Some(event) = claim.event {
                *about.entry((event, claim.question.as_str())).or_default() += 1;
            }
        }
        let index = index_of(&self);
        for ((seq, question), count) in about {
            let place = u32::try_from(seq).ok().and_then(|seq| index.get(&seq));
            if let Some(place) = place.filter(|_| count > 1 && !question.is_empty()) {
                self.events[*place].disputed = Some(question.to_owned());
            }
        }
        self
    }

    /// Whose parts are drawn at this address.
    #[must_use]
    pub fn in_parts(mut self, part: String) -> Self {
        self.look.part = part;
        self
    }

    /// With the reliance chain of this event lit.
    #[must_use]
    pub fn lit_from(mut self, seq: u32) -> Self {
        self.chain_of = Some(seq);
        self
    }

    /// With clock times in this zone; by default the one in which most times were said.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }
}

fn event(event: &Event) -> Option<PictureEvent> {
    let disputed = event.confidence == Confidence::Disputed;
    Some(PictureEvent {
        seq: u32::try_from(event.seq).ok()?,
        kind: event.kind.label().to_owned(),
        actor: event.actor.as_ref().map(|actor| actor.id.to_string()).unwrap_or_default(),
        time: time(&event.occurred),
        text: first_sentence(&event.text),
        unauthorised: event.is_unauthorised(),
        disputed: disputed.then(|| "accounts differ".to_owned()),
        doubtful: event.actor.as_ref().is_some_and(|actor| actor.kind == ActorKind::Unknown),
        pinned: event.pinned,
        impact: matches!(event.kind, EventKind::ImpactStarted | EventKind::ImpactEnded),
        gate: event
            .control_check
            .as_ref()
            .map(|check| Gate { control: control_name(&check.control), state: check.state }),
    })
}

fn time(moment: &Moment) -> Option<PictureTime> {
    let (lo, hi) = moment.bounds()?;
    Some(PictureTime { lo, hi, precision: moment.precision })
}

fn link(link: &Link) -> Option<PictureLink> {
    let class = match link.kind {
        LinkKind::Triggered | LinkKind::Informed | LinkKind::ActedOn | LinkKind::Approved => {
            LinkClass::Causal
        }
        LinkKind::ContributedTo => LinkClass::Contributing,
        LinkKind::FailedToStop => LinkClass::Gate,
        LinkKind::Detected | LinkKind::Mitigated | LinkKind::Corrected => LinkClass::Response,
        LinkKind::Contradicts => LinkClass::Contradiction,
        LinkKind::Corroborates | LinkKind::PartOf | LinkKind::SameAs => LinkClass::Quiet,
    };
    let label = match (link.kind, link.extent) {
        // Along an arrow from what was said to what was done, two words are enough.
        (LinkKind::ActedOn, _) => "acted on",
        (LinkKind::Mitigated, Some(Extent::Full)) => "mitigated, in full",
        (LinkKind::Mitigated, Some(Extent::Partial)) => "mitigated, in part",
        (kind, _) => kind.label(),
    };
    Some(PictureLink {
        from: u32::try_from(link.from).ok()?,
        to: u32::try_from(link.to).ok()?,
        class,
        label: label.to_owned(),
    })
}

/// A control whose state is not settled cannot be linked yet; it is shown before the agent's next
/// step, with its question mark.
fn open_gates(events: &[&Event], links: &[PictureLink]) -> Vec<PictureLink> {
    let linked: BTreeSet<u32> = links.iter().flat_map(|link| [link.from, link.to]).collect();
    let unsettled = events.iter().filter(|event| {
        event.control_check.as_ref().is_some_and(|check| check.state == ControlState::Unknown)
            && !u32::try_from(event.seq).is_ok_and(|seq| linked.contains(&seq))
    });
    let acts = [EventKind::AgentOutput, EventKind::AgentAction];
    let steps = events.iter().filter(|event| acts.contains(&event.kind));
    let steps: BTreeSet<i32> = steps.map(|event| event.seq).collect();
    unsettled
        .filter_map(|gate| {
            let step = steps.range(gate.seq + 1..).next()?;
            Some(PictureLink {
                from: u32::try_from(gate.seq).ok()?,
                to: u32::try_from(*step).ok()?,
                class: LinkClass::OpenGate,
                label: "not settled for".to_owned(),
            })
        })
        .collect()
}

fn actors(events: &[&Event]) -> Vec<PictureActor> {
    let mut seen = BTreeSet::new();
    let acting = events.iter().filter_map(|event| Some((event.actor.as_ref()?, event)));
    acting
        .filter(|(actor, _)| seen.insert(actor.id))
        .map(|(actor, event)| PictureActor {
            key: actor.id.to_string(),
            name: actor.name.clone(),
            role: role(actor, event),
            mark: actor.kind.into(),
        })
        .collect()
}

fn role(actor: &ActorRef, event: &Event) -> String {
    match (actor.kind, &event.on_behalf_of) {
        (ActorKind::AiAgent, Some(person)) => format!("agent, for {}", person.name),
        (ActorKind::AiAgent, None) => "agent".to_owned(),
        (ActorKind::Human | ActorKind::Unknown, _) => String::new(),
        (kind, _) => kind.label().to_lowercase(),
    }
}

/// The zone in which most times were said.
fn zone(events: &[&Event]) -> Zone {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for event in events {
        *counts.entry(event.occurred.zone.as_deref()).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|&(_, count)| count);
    most.and_then(|(name, _)| name?.parse().ok()).unwrap_or(Zone::Utc)
}

fn control_name(code: &str) -> String {
    if let Some(control) = shipped(code) {
        return control.name.to_owned();
    }
    capitalised(&code.replace('_', " "))
}

/// The first sentence of a Markdown text, without its marks: enough for a label.
fn first_sentence(markdown: &str) -> String {
    let line = markdown.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut plain = excerpt::unmarked(line, 300);
    let mut letters = plain.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        if matches!(c, '.' | '!' | '?' | ';')
            && letters.peek().is_none_or(|(_, next)| next.is_whitespace())
        {
            plain.truncate(if c == '?' { at + 1 } else { at });
            break;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{control_name, first_sentence};

    #[test]
    fn a_label_is_the_first_sentence_without_markup() {
        assert_eq!(
            first_sentence("\n> **Posts** its [answer](https://x.test/a_b) in `#ops_help`. More."),
            "Posts its answer in #ops_help"
        );
        assert_eq!(
            first_sentence("Rate back under 0.1 % at once"),
            "Rate back under 0.1 % at once"
        );
        assert_eq!(first_sentence("Who acted? Nobody knows."), "Who acted?");
        assert_eq!(first_sentence(""), "");
    }

    #[test]
    fn a_control_that_is_not_shipped_is_named_by_its_code() {
        assert_eq!(control_name("two_keys"), "Two keys");
    }
}
