//! The durations of an incident, from what is on its record.

use std::collections::HashMap;

use super::{DurationFacts, Durations, OutputFact};
use crate::domain::actor::ActorKind;
use crate::domain::exposure::Exposure;
use crate::domain::incident::Incident;
use crate::domain::link::{Link, LinkKind};
use crate::domain::moment::Moment;
use crate::domain::timeline::{Event, EventKind};

impl Durations {
    /// The durations of an incident, from its timeline, links and exposure ledger. Retracted
    /// events do not count.
    pub fn of_incident(
        incident: &Incident,
        events: &[Event],
        links: &[Link],
        exposures: &[Exposure],
    ) -> Self {
        let windows: Vec<_> = exposures
            .iter()
            .map(|row| (row.fields.window_start.clone(), row.fields.window_end.clone()))
            .collect();
        Self::of(&DurationFacts {
            milestones: &incident.milestones,
            data_exposure: incident.data_exposure,
            exposures: &windows,
            outputs: &output_facts(events, links),
        })
    }
}

/// The outputs of agents on a timeline, with when people acted on each.
pub fn output_facts(events: &[Event], links: &[Link]) -> Vec<OutputFact> {
    let present: HashMap<i32, &Event> =
        events.iter().filter(|event| !event.retracted).map(|event| (event.seq, event)).collect();
    let mut acts: HashMap<i32, Vec<Moment>> = HashMap::new();
    for link in links.iter().filter(|link| link.kind == LinkKind::ActedOn) {
        if let Some(act) = present.get(&link.to).filter(|act| is_human(act)) {
            acts.entry(link.from).or_default().push(act.occurred.clone());
        }
    }
    let outputs = events.iter().filter(|e| e.kind == EventKind::AgentOutput && !e.retracted);
    outputs
        .map(|output| OutputFact {
            seq: output.seq,
            occurred: output.occurred.clone(),
            faulty: output.agent_output.as_ref().is_some_and(|o| o.fields.accuracy.is_faulty()),
            acted_on: acts.remove(&output.seq).unwrap_or_default(),
        })
        .collect()
}

/// Whether a person did it: by its kind, or by who did it.
fn is_human(act: &Event) -> bool {
    let person = |kind| matches!(kind, ActorKind::Human | ActorKind::Team);
    act.kind == EventKind::HumanAction || act.actor.as_ref().is_some_and(|a| person(a.kind))
}
