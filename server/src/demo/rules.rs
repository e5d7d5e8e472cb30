//! The documents hold the rules of the domain: read by the same `parse` as what people send.

use std::collections::BTreeSet;

use app::domain::Invalid;
use app::domain::agent::{AddAgentVersion, RegisterAgent};
use app::domain::claim::RecordClaim;
use app::domain::control::{self, ControlState, RecordControl};
use app::domain::evidence::AddEvidence;
use app::domain::exposure::ExposureFields;
use app::domain::factor::{self, NameFactor};
use app::domain::incident::{DeclareIncident, Status};
use app::domain::link::{AddLink, EventFacts, LinkGraph, check_ends};
use app::domain::moment::Precision;
use app::domain::remediation::{Transition, WriteRemediation};
use app::domain::severity::ChangeSeverity;
use app::domain::timeline::{AddEvent, ControlCheck, EventFields};
use chrono::{DateTime, Utc};

use super::data::{Example, Examples, read};

fn examples() -> Examples {
    read().expect("the documents can be read")
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().expect("an instant")
}

fn ok<T>(place: &str, result: Result<T, Invalid>) -> T {
    result.unwrap_or_else(|invalid| panic!("{place}: {invalid}"))
}

fn fields(example: &Example) -> Vec<EventFields> {
    let raw: Vec<_> = example.events.iter().map(|numbered| numbered.event.clone()).collect();
    let events = ok(&example.key, AddEvent::parse_all(&raw, now()));
    events.into_iter().map(|event| event.fields).collect()
}

fn facts(example: &Example) -> Vec<EventFacts> {
    let numbered = example.events.iter().map(|event| event.seq).zip(fields(example));
    numbered
        .map(|(seq, fields)| EventFacts {
            seq,
            kind: fields.kind,
            occurred: fields.occurred,
            occurred_end: fields.occurred_end,
            control_state: fields.control_check.as_ref().map(|check| check.state),
            granted: fields.control_check.as_ref().is_some_and(ControlCheck::granted),
            retracted: false,
        })
        .collect()
}

#[test]
fn every_incident_can_be_declared_and_its_record_read() {
    for example in examples().incidents {
        let key = &example.key;
        ok(key, DeclareIncident::parse(&example.incident));
        let numbers: Vec<_> = example.events.iter().map(|event| event.seq).collect();
        let expected: Vec<_> = (1..=i32::try_from(numbers.len()).unwrap()).collect();
        assert_eq!(numbers, expected, "{key}");
        fields(&example);
        for step in &example.severity_changes {
            ok(key, ChangeSeverity::parse(&step.change));
        }
        for claim in &example.claims {
            ok(key, RecordClaim::parse(claim.into()));
        }
        for evidence in &example.evidence {
            ok(key, AddEvidence::parse(evidence.into()));
        }
        for exposure in &example.exposures {
            ok(key, ExposureFields::parse(exposure));
        }
        for factor in &example.factors {
            let factor = ok(key, NameFactor::parse(factor.into()));
            assert!(factor::shipped(&factor.code).is_some(), "{key}: {}", factor.code);
        }
        for control in &example.controls {
            let control = ok(key, RecordControl::parse(control.into()));
            assert!(control::shipped(&control.control).is_some(), "{key}: {}", control.control);
        }
    }
}

#[test]
fn every_link_holds_the_rules_of_kind_time_and_graph() {
    for example in examples().incidents {
        let facts = facts(&example);
        let find = |seq: i32| facts.iter().find(|event| event.seq == seq).expect("the event");
        let mut graph = LinkGraph::default();
        for raw in &example.links {
            let link = ok(&example.key, AddLink::parse(raw));
            let decided = check_ends(link.kind, find(link.from), find(link.to));
            let place = format!("{}: {} {} {}", example.key, link.from, link.kind, link.to);
            decided.unwrap_or_else(|error| panic!("{place}: {error:?}"));
            graph.add(link.edge()).unwrap_or_else(|error| panic!("{place}: {error}"));
        }
    }
}

#[test]
fn every_status_path_is_one_the_status_machine_allows() {
    for example in examples().incidents {
        let mut status = Status::Open;
        for step in &example.status_path {
            let to = step.to.parse().expect("a status");
            status = status.step(to, &step.reason).expect("an allowed step").to;
        }
    }
}

#[test]
fn agents_and_remediations_can_be_read_and_their_steps_are_allowed() {
    let examples = examples();
    for agent in examples.agents {
        let card = ok("agents", RegisterAgent::parse(agent.card));
        for version in agent.versions {
            ok(&card.key, AddAgentVersion::parse(version));
        }
    }
    for remediation in examples.remediations {
        let raw = remediation.raw(vec!["INC-1".into()], String::new());
        ok(&remediation.key, WriteRemediation::parse(raw));
        for step in remediation.history {
            let mut raw = step.step;
            if !raw.successor.is_empty() {
                raw.successor = "REM-2".into();
            }
            ok(&remediation.key, Transition::parse(raw, step.at));
        }
    }
}

#[test]
fn what_is_named_by_key_exists() {
    let examples = examples();
    let incidents: BTreeSet<_> = examples.incidents.iter().map(|i| i.key.as_str()).collect();
    let remediations: BTreeSet<_> = examples.remediations.iter().map(|r| r.key.as_str()).collect();
    let agents: BTreeSet<_> = examples.agents.iter().map(|agent| agent.card.key.as_str()).collect();
    let mut named: Vec<&str> = Vec::new();
    for example in &examples.incidents {
        named.extend(example.relations.iter().map(|relation| relation.to.as_str()));
        for event in &example.events {
            for actor in [&event.event.actor, &event.event.on_behalf_of] {
                assert!(
                    actor.key.is_empty() || agents.contains(actor.key.as_str()),
                    "{}",
                    actor.key
                );
            }
        }
        let body = example.postmortem.as_ref().map_or("", |postmortem| &postmortem.body);
        for part in body.split('{').skip(1) {
            let (name, _) = part.split_once('}').expect("a closed placeholder");
            match name.split_once(':') {
                Some(("inc", key)) => named.push(key),
                Some(("rem", key)) => assert!(remediations.contains(key), "{key}"),
                _ => panic!("{name}"),
            }
        }
    }
    named.extend(examples.remediations.iter().flat_map(|r| r.incidents.iter().map(String::as_str)));
    named.extend(examples.families.iter().flat_map(|f| f.incidents.iter().map(String::as_str)));
    named.extend(examples.findings.iter().flat_map(|f| [f.later.as_str(), f.earlier.as_str()]));
    for key in named {
        assert!(incidents.contains(key), "{key}");
    }
}

#[test]
fn the_meta_incident_reads_as_the_domain_tells_it() {
    let examples = examples();
    let meta =
        examples.incidents.iter().find(|i| i.key == "meta-forum-agent").expect("it is there");
    let told: Vec<_> =
        facts(meta).iter().map(|e| format!("{} {}", e.kind, e.occurred.precision)).collect();
    assert_eq!(
        told,
        [
            "context_note month",
            "communication day",
            "agent_invoked day",
            "control_check day",
            "agent_output day",
            "communication day",
            "human_action day",
            "impact_started hour",
            "detection hour",
            "severity_changed hour",
            "containment hour",
            "impact_ended hour",
            "communication day",
        ]
    );
    let links: Vec<_> =
        meta.links.iter().map(|l| format!("{} {} {}", l.from, l.kind, l.to)).collect();
    assert_eq!(
        links,
        [
            "2 triggered 3",
            "3 triggered 5",
            "5 acted_on 7",
            "7 triggered 8",
            "9 detected 8",
            "11 mitigated 8",
            "1 contributed_to 5",
        ]
    );
    let gate = &facts(meta)[3];
    assert_eq!(gate.control_state, Some(ControlState::Unknown));
    let finer =
        |e: &EventFacts| matches!(e.occurred.precision, Precision::Minute | Precision::Second);
    assert!(!facts(meta).iter().any(finer));
}
