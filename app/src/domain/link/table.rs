//! The rules of kinds and times, by example.

use chrono::DateTime;

use super::*;
use crate::domain::control::ControlState;
use crate::domain::form::Checker;
use crate::domain::moment::{Moment, RawMoment};
use crate::domain::timeline::{Confidence, EventKind};
use crate::domain::{Invalid, Vocabulary};

fn event(seq: i32, kind: EventKind, at: &str) -> EventFacts {
    EventFacts {
        seq,
        kind,
        occurred: moment(at),
        occurred_end: None,
        control_state: None,
        granted: false,
        retracted: false,
    }
}

fn moment(at: &str) -> Moment {
    RawMoment::at(at).parse(&mut Checker::new(), "at").unwrap()
}

fn decide(kind: LinkKind, from: &EventFacts, to: &EventFacts) -> Result<LinkOrder, Invalid> {
    check_ends(kind, from, to)
}

const DAY: &str = "2026-03-17";

#[test]
fn the_example_of_the_forum_agent_is_accepted_as_told() {
    use EventKind as E;
    let note = event(1, E::ContextNote, "2026-03");
    let question = event(2, E::Communication, DAY);
    let invoked = event(3, E::AgentInvoked, DAY);
    let output = event(5, E::AgentOutput, DAY);
    let act = event(7, E::HumanAction, DAY);
    let impact = event(8, E::ImpactStarted, "2026-03-17T10");
    let detection = event(9, E::Detection, "2026-03-17T11");
    let containment = event(11, E::Containment, "2026-03-17T12");
    let undetermined = Ok(LinkOrder::Undetermined);
    assert_eq!(decide(LinkKind::Triggered, &question, &invoked), undetermined);
    assert_eq!(decide(LinkKind::Triggered, &invoked, &output), undetermined);
    assert_eq!(decide(LinkKind::ActedOn, &output, &act), undetermined);
    assert_eq!(decide(LinkKind::Triggered, &act, &impact), undetermined);
    assert_eq!(decide(LinkKind::ContributedTo, &note, &output), undetermined);
    assert_eq!(decide(LinkKind::Detected, &detection, &impact), Ok(LinkOrder::Certain));
    assert_eq!(decide(LinkKind::Mitigated, &containment, &impact), Ok(LinkOrder::Certain));
}

#[test]
fn a_control_fails_to_stop_something_only_once_its_state_is_settled() {
    let output = event(5, EventKind::AgentOutput, DAY);
    for state in ControlState::ALL {
        let gate =
            EventFacts { control_state: Some(*state), ..event(4, EventKind::ControlCheck, DAY) };
        let decided = decide(LinkKind::FailedToStop, &gate, &output);
        assert_eq!(decided.is_ok(), state.let_it_pass(), "{state}");
        if let Err(invalid) = decided {
            let message = &invalid.errors[0].message;
            assert!(message.contains("absent, bypassed, failed, not_triggered or overridden"));
        }
    }
}

#[test]
fn only_a_decision_or_a_check_that_granted_approves() {
    let act = event(5, EventKind::AgentAction, DAY);
    let gate = |granted| EventFacts { granted, ..event(4, EventKind::ControlCheck, DAY) };
    assert!(decide(LinkKind::Approved, &gate(true), &act).is_ok());
    assert_eq!(decide(LinkKind::Approved, &gate(false), &act).unwrap_err().of("from").count(), 1);
    assert!(decide(LinkKind::Approved, &event(4, EventKind::HumanDecision, DAY), &act).is_ok());
    assert!(decide(LinkKind::Approved, &event(4, EventKind::Observation, DAY), &act).is_err());
}

#[test]
fn a_note_of_context_contributes_but_triggers_nothing() {
    let note = event(1, EventKind::ContextNote, DAY);
    let act = event(2, EventKind::HumanAction, DAY);
    assert!(decide(LinkKind::ContributedTo, &note, &act).is_ok());
    assert_eq!(decide(LinkKind::Triggered, &note, &act).unwrap_err().of("from").count(), 1);
    assert_eq!(decide(LinkKind::ContributedTo, &act, &note).unwrap_err().of("to").count(), 1);
}

#[test]
fn only_a_definite_violation_of_time_is_refused() {
    let before = event(1, EventKind::HumanAction, "2026-03-17T10:00:00Z");
    let after = event(2, EventKind::HumanAction, "2026-03-17T11:00:00Z");
    let some_time = event(3, EventKind::HumanAction, DAY);
    assert_eq!(decide(LinkKind::Triggered, &before, &after), Ok(LinkOrder::Certain));
    assert_eq!(decide(LinkKind::Triggered, &after, &before).unwrap_err().of("to").count(), 1);
    assert_eq!(decide(LinkKind::Triggered, &after, &some_time), Ok(LinkOrder::Undetermined));
    assert_eq!(decide(LinkKind::Mitigated, &after, &before), Ok(LinkOrder::Certain));
    assert!(decide(LinkKind::Mitigated, &before, &after).is_err());
    assert_eq!(decide(LinkKind::Contradicts, &after, &before), Ok(LinkOrder::Certain));
}

#[test]
fn a_link_the_wrong_way_round_is_told_how_it_is_written() {
    let before = event(1, EventKind::HumanAction, "2026-03-17T10:00:00Z");
    let after = event(2, EventKind::HumanAction, "2026-03-17T11:00:00Z");
    let told = |kind, from, to| decide(kind, from, to).unwrap_err().errors.remove(0).message;
    let caused = told(LinkKind::Triggered, &after, &before);
    assert!(caused.ends_with("turn the link round: <-E1 on the line of E2."), "{caused}");
    let mitigated = told(LinkKind::Mitigated, &before, &after);
    assert!(mitigated.ends_with("turn the link round: ->E1 on the line of E2."), "{mitigated}");
}

#[test]
fn events_of_the_same_second_are_ordered_by_their_numbers() {
    let at = "2026-03-17T10:00:00Z";
    let (first, second) =
        (event(1, EventKind::HumanAction, at), event(2, EventKind::HumanAction, at));
    assert_eq!(decide(LinkKind::Triggered, &first, &second), Ok(LinkOrder::Certain));
    assert!(decide(LinkKind::Triggered, &second, &first).is_err());
    assert_eq!(decide(LinkKind::Mitigated, &second, &first), Ok(LinkOrder::Certain));
}

#[test]
fn a_part_lies_within_its_whole() {
    let outage = EventFacts {
        occurred_end: Some(moment("2026-03-17T12:00:00Z")),
        ..event(1, EventKind::SystemChange, "2026-03-17T10:00:00Z")
    };
    let part = |at| event(2, EventKind::SystemChange, at);
    assert_eq!(
        decide(LinkKind::PartOf, &part("2026-03-17T11:00:00Z"), &outage),
        Ok(LinkOrder::Certain)
    );
    assert_eq!(decide(LinkKind::PartOf, &part(DAY), &outage), Ok(LinkOrder::Undetermined));
    assert!(decide(LinkKind::PartOf, &part("2026-03-17T12:30:00Z"), &outage).is_err());
    assert!(decide(LinkKind::PartOf, &part("2026-03-17T09:00:00Z"), &outage).is_err());
}

#[test]
fn two_records_of_one_occurrence_are_of_one_kind_and_overlap() {
    let one = event(1, EventKind::Detection, "2026-03-17T10");
    let kind = event(2, EventKind::Observation, "2026-03-17T10");
    assert_eq!(decide(LinkKind::SameAs, &one, &kind).unwrap_err().of("to").count(), 1);
    let apart = event(2, EventKind::Detection, "2026-03-18");
    assert!(decide(LinkKind::SameAs, &one, &apart).is_err());
    let close = event(2, EventKind::Detection, DAY);
    assert_eq!(decide(LinkKind::SameAs, &one, &close), Ok(LinkOrder::Undetermined));
}

#[test]
fn a_retracted_event_is_not_linked() {
    let gone = EventFacts { retracted: true, ..event(1, EventKind::Detection, DAY) };
    let here = event(2, EventKind::HumanAction, DAY);
    assert_eq!(decide(LinkKind::Triggered, &gone, &here).unwrap_err().of("from").count(), 1);
}

#[test]
fn a_part_does_not_cause_its_whole_in_whatever_order_it_is_said() {
    let edge = |from, to, kind| Edge { from, to, kind };
    let steps = [edge(3, 2, LinkKind::PartOf), edge(2, 1, LinkKind::PartOf)];
    let graph: LinkGraph = steps.into_iter().collect();
    assert_eq!(graph.check(edge(3, 1, LinkKind::Triggered)).unwrap_err().rule, "cause-into-whole");
    assert!(graph.check(edge(1, 3, LinkKind::Triggered)).is_ok());
    let graph: LinkGraph = [steps[0], edge(3, 1, LinkKind::Triggered)].into_iter().collect();
    assert_eq!(graph.check(steps[1]).unwrap_err().rule, "cause-into-whole");
    let graph: LinkGraph = steps.into_iter().collect();
    assert_eq!(graph.check(edge(3, 9, LinkKind::PartOf)).unwrap_err().rule, "part-of-two");
    assert_eq!(graph.check(edge(1, 3, LinkKind::PartOf)).unwrap_err().rule, "part-of-cycle");
}

#[test]
fn a_chooser_gives_every_kind_with_the_reason_against_it() {
    let output = event(5, EventKind::AgentOutput, "2026-03-17T10:00:00Z");
    let act = event(7, EventKind::HumanAction, "2026-03-17T11:00:00Z");
    let graph: LinkGraph = [Edge { from: 5, to: 7, kind: LinkKind::ActedOn }].into_iter().collect();
    let choices = choices(&output, &act, &graph);
    assert_eq!(choices.len(), LinkKind::ALL.len());
    let of = |kind| choices.iter().find(|choice| choice.kind == kind).unwrap().allowed.clone();
    assert_eq!(of(LinkKind::Triggered), Ok(LinkOrder::Certain));
    assert!(of(LinkKind::ActedOn).unwrap_err().contains("already"));
    assert!(of(LinkKind::FailedToStop).unwrap_err().contains("control_check"));
}

#[test]
fn editing_an_event_checks_its_links_again() {
    let output = event(5, EventKind::AgentOutput, "2026-03-17T10:00:00Z");
    let act = event(7, EventKind::HumanAction, DAY);
    let stored = Link {
        id: uuid::Uuid::nil(),
        from: 5,
        to: 7,
        kind: LinkKind::ActedOn,
        order: LinkOrder::Undetermined,
        basis: Basis::Documented,
        confidence: Confidence::Reported,
        extent: None,
        rationale: String::new(),
        evidence: Vec::new(),
        recorded_by: "Scribe".into(),
        recorded_at: DateTime::UNIX_EPOCH,
        version: 1,
    };
    let links = [stored];
    let other = |seq| (seq == 5).then(|| output.clone());
    let settled = EventFacts { occurred: moment("2026-03-17T11:00:00Z"), ..act.clone() };
    let changed = recheck(&settled, &links, other).unwrap();
    assert_eq!(changed[0].order, LinkOrder::Certain);
    assert_eq!(recheck(&act, &links, other), Ok(Vec::new()));
    let earlier = EventFacts { occurred: moment("2026-03-16"), ..act.clone() };
    assert_eq!(recheck(&earlier, &links, other).unwrap_err().of("occurred.at").count(), 1);
    let note = EventFacts { kind: EventKind::ContextNote, ..act };
    assert_eq!(recheck(&note, &links, other).unwrap_err().of("kind").count(), 1);
}
