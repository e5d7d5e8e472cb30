//! A record with one of everything yields exactly its known list; a clean one yields nothing.

use serde_json::{Value, json};

use super::{DismissNotice, Dismissal, Facts, NoticeRule, RawDismissal, find, judge};
use crate::domain::claim::Claim;
use crate::domain::durations::Durations;
use crate::domain::incident::Incident;
use crate::domain::link::Link;
use crate::domain::timeline::Event;

fn incident(summary: &str, contained: &str) -> Incident {
    let at = |at: &str| json!({"at": at, "precision": "minute"});
    serde_json::from_value(json!({
        "id": "0198f0a0-0000-7000-8000-000000000001", "number": "INC-1", "title": "Wrong advice",
        "summary": summary, "kind": "incident", "status": "in_review", "severity": "SEV1",
        "severity_rationale": "wide", "agent_involvement": "output_acted_on",
        "data_exposure": "none", "visibility": "open", "people": [], "services": [],
        "tags": [], "custom_fields": {}, "external_ids": [], "evidence_hold": false,
        "started": at("2026-03-17T10:00:00Z"), "detected": at("2026-03-17T10:30:00Z"),
        "contained": at(contained), "version": 1, "created_at": "2026-03-18T00:00:00Z",
        "created_by": {"id": "0198f0a0-0000-7000-8000-000000000002", "name": "Ada"},
        "updated_at": "2026-03-18T00:00:00Z",
    }))
    .unwrap()
}

/// An event with evidence, by the engineer; `more` replaces what it names.
fn event(seq: i32, kind: &str, time: &str, more: &Value) -> Event {
    let id = "0198f0a0-0000-7000-8000-000000000003";
    let mut event = json!({
        "id": id, "seq": seq, "kind": kind, "text": "…",
        "occurred": {"at": format!("2026-03-17T{time}:00Z"), "precision": "minute"},
        "actor": {"id": id, "kind": "human", "name": "Engineer A"}, "confidence": "reported",
        "pinned": false, "recorded_by": "Ada", "recorded_at": "2026-03-18T00:00:00Z",
        "retracted": false, "version": 1,
        "evidence": [{"id": id, "kind": "link", "title": "thread"}],
    });
    for (field, value) in more.as_object().unwrap() {
        event[field] = value.clone();
    }
    serde_json::from_value(event).unwrap()
}

fn output(approval: &Value, seen_by: &Value) -> Value {
    json!({
        "input": "", "output": "Make it public.", "sha256": "aa", "tool_calls": [],
        "provenance_label": "none", "seen_by": seen_by, "approval": approval,
        "accuracy": "inaccurate",
    })
}

fn link(from: i32, to: i32, kind: &str) -> Link {
    serde_json::from_value(json!({
        "id": "0198f0a0-0000-7000-8000-000000000004", "from": from, "to": to, "kind": kind,
        "order": "certain", "basis": "documented", "confidence": "reported", "rationale": "",
        "evidence": [], "recorded_by": "Ada", "recorded_at": "2026-03-18T00:00:00Z", "version": 1,
    }))
    .unwrap()
}

fn claim(statement: &str, event: i32) -> Claim {
    serde_json::from_value(json!({
        "id": "0198f0a0-0000-7000-8000-000000000005", "question": "Who acted?",
        "statement": statement, "made_by": "a newspaper", "source": "", "event": event,
        "status": "asserted", "recorded_by": null, "recorded_at": "2026-03-18T00:00:00Z",
        "version": 1,
    }))
    .unwrap()
}

/// What is found, as rule and key.
fn found(
    incident: &Incident,
    events: &[Event],
    links: &[Link],
    claims: &[Claim],
) -> Vec<(NoticeRule, String)> {
    let durations = Durations::of_incident(incident, events, links, &[]);
    let record = Facts { incident, durations: &durations, events, links, claims };
    let notices = find(&record);
    assert_eq!(notices, find(&record), "the same record gives the same notices");
    notices.into_iter().map(|notice| (notice.rule, notice.key)).collect()
}

#[test]
fn a_record_with_one_of_everything_yields_exactly_its_list() {
    let waiting = json!({"requirement": "required", "outcome": "pending"});
    let unseen = output(&waiting, &json!([]));
    let seen = output(
        &json!({"requirement": "not_required", "outcome": "not_requested"}),
        &json!([{"who": "Engineer B"}]),
    );
    let agent =
        json!({"id": "0198f0a0-0000-7000-8000-000000000006", "kind": "ai_agent", "name": "Helper"});
    let incident = incident("Detected after 10 minutes.", "2026-03-17T09:00:00Z");
    let events = [
        event(1, "agent_output", "10:00", &json!({"actor": agent, "agent_output": unseen})),
        event(2, "agent_output", "10:05", &json!({"actor": agent, "agent_output": seen})),
        event(3, "human_action", "10:10", &json!({"text": "Asks @lead. 2 hours after E1."})),
        event(4, "impact_started", "10:15", &json!({"evidence": []})),
        event(5, "detection", "10:30", &json!({})),
        event(6, "observation", "10:35", &json!({"confidence": "confirmed", "evidence": []})),
        event(7, "observation", "15:00", &json!({})),
        event(8, "human_action", "15:01", &json!({"retracted": true})),
    ];
    let links = [link(5, 4, "detected"), link(6, 7, "contradicts")];
    let claims = [claim("the agent", 2), claim("a person", 3)];
    let expected = [
        (NoticeRule::MilestoneOrder, "started-contained"),
        (NoticeRule::DurationDenied, "summary:detect"),
        (NoticeRule::DurationDenied, "E1-E3"),
        (NoticeRule::Contradiction, "E6-E7"),
        (NoticeRule::Contradiction, "claim:Who acted?"),
        (NoticeRule::ApprovalWithoutOutcome, "E1"),
        (NoticeRule::ActionWithoutCause, "E3"),
        (NoticeRule::OutputUnread, "E1"),
        (NoticeRule::WithoutEvidence, "E4"),
        (NoticeRule::WithoutEvidence, "E6"),
        (NoticeRule::NamedNotPresent, "name:engineer b"),
        (NoticeRule::NamedNotPresent, "name:lead"),
        (NoticeRule::SilentStretch, "E6-E7"),
    ];
    let expected = expected.map(|(rule, key)| (rule, key.to_owned()));
    assert_eq!(found(&incident, &events, &links, &claims), expected);
}

#[test]
fn a_record_that_is_whole_yields_nothing() {
    let approval = json!({"requirement": "not_required", "outcome": "not_requested"});
    let said = output(&approval, &json!([{"who": "Engineer A"}]));
    let incident = incident(
        "Detected within 30 minutes, and contained after an hour.",
        "2026-03-17T11:00:00Z",
    );
    let disputed = json!({"confidence": "disputed", "text": "Open for two hours, it is said."});
    let events = [
        event(1, "agent_output", "10:00", &json!({"agent_output": said})),
        event(
            2,
            "human_action",
            "10:10",
            &json!({"text": "10 minutes after E1 (mail a@b.example)."}),
        ),
        event(3, "detection", "10:30", &json!({})),
        event(4, "containment", "11:00", &json!({})),
        event(5, "observation", "11:05", &disputed),
        event(6, "observation", "11:05", &json!({})),
    ];
    let links = [link(1, 2, "acted_on"), link(4, 2, "mitigated"), link(5, 6, "contradicts")];
    assert_eq!(found(&incident, &events, &links, &[claim("the agent", 1)]), []);
}

#[test]
fn a_dismissal_answers_its_notice_and_no_other() {
    let raw =
        RawDismissal { rule: "output_unread".into(), key: "E1".into(), reason: "short".into() };
    let wrong = DismissNotice::parse(&raw).unwrap_err();
    assert_eq!(wrong.of("reason").count(), 1);
    let raw = RawDismissal { reason: "It was sent to nobody.".into(), ..raw };
    let command = DismissNotice::parse(&raw).unwrap();
    let word = Dismissal {
        id: uuid::Uuid::nil(),
        rule: command.rule,
        key: command.key,
        reason: command.reason,
        by: None,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let notice =
        |key: &str| super::Notice::new(NoticeRule::OutputUnread, key, String::new(), vec![]);
    let judged = judge(vec![notice("E1"), notice("E2")], std::slice::from_ref(&word));
    let dismissed: Vec<_> = judged.into_iter().map(|judged| judged.dismissed).collect();
    assert_eq!(dismissed, [Some(word), None]);
}
