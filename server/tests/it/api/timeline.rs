//! `/api/v1/incidents/{incident}/events`, `/links`, `/claims`, `/evidence`

use app::domain::Vocabulary;
use app::domain::incident::{DeclareIncident, RawIncident};
use app::domain::link::LinkKind;
use app::domain::permission::Role;
use app::domain::timeline::EventKind;
use serde_json::{Value, json};
use server::store::{self, incidents};
use sha2::{Digest, Sha256};

use crate::support::{Client, TestApp};

const EVENTS: &str = "/api/v1/incidents/INC-1/events";
const LINKS: &str = "/api/v1/incidents/INC-1/links";

/// A program with one incident, open or restricted, and somebody who may write.
async fn incident(visibility: &str) -> (TestApp, Client) {
    let app = TestApp::new().await;
    let raw = RawIncident {
        title: "Agent posted wrong advice".into(),
        visibility: visibility.into(),
        ..RawIncident::default()
    };
    let command = DeclareIncident::parse(&raw).unwrap();
    store::write(&app.state.db, app.by(), async |tx| incidents::declare(&tx, &command).await)
        .await
        .unwrap();
    let writer = app.with_token(Role::Responder, &["write"]).await;
    (app, writer)
}

fn event(kind: &str, at: &str) -> Value {
    let mut event = json!({"kind": kind, "occurred": {"at": at}, "text": format!("a {kind}")});
    if kind == "control_check" {
        event["control_check"] = json!({"control": "approval_gate", "state": "bypassed"});
    }
    event
}

/// One event of every kind, a minute apart; the number of a kind is its place in the list, from 1.
async fn one_of_each(writer: &Client) {
    let all: Vec<Value> = EventKind::ALL
        .iter()
        .enumerate()
        .map(|(i, kind)| event(kind.as_str(), &format!("2026-03-17T10:{i:02}Z")))
        .collect();
    let made = writer.post(EVENTS, json!(all)).await.expect(201).json();
    assert_eq!(made["items"].as_array().unwrap().len(), EventKind::ALL.len());
}

fn seq(kind: EventKind) -> usize {
    EventKind::ALL.iter().position(|k| *k == kind).unwrap() + 1
}

#[tokio::test]
async fn an_agents_output_comes_back_as_it_was_sent_with_the_hash_of_its_bytes() {
    let (_app, writer) = incident("open").await;
    let output = "Run `chmod -R 777`.\r\nIt is safe. ⚠";
    let body = json!({
        "kind": "agent_output",
        "occurred": {"at": "2026-03-17T00:00:00Z", "precision": "day", "zone": "Europe/Berlin"},
        "known": {"at": "2026-03-18T09:30Z"},
        "actor": {"kind": "ai_agent", "name": "Forum helper"},
        "on_behalf_of": {"kind": "human", "name": "Engineer B"},
        "presented_as": "unknown", "channel": "internal forum",
        "audience_intended": "requester", "audience_actual": "organisation",
        "text": "Posted publicly.", "confidence": "reported", "pinned": true,
        "source": {"adapter": "api", "external_id": "post-991"},
        "agent_output": {
            "model_responded": "m-1", "output": output, "provenance_label": "footer",
            "accuracy": "inaccurate", "stated_confidence": 0.9,
            "tool_calls": [{"name": "post", "arguments": "{}", "result": "ok", "destructive": false}],
            "seen_by": [{"who": "Engineer C", "at": {"at": "2026-03-17"}}],
            "approval": {"requirement": "required", "outcome": "not_requested"}
        }
    });
    let made = writer.post(EVENTS, body.clone()).await.expect(201);
    assert_eq!(made.header("location"), "/api/v1/incidents/INC-1/events/1");
    let read = writer.get(&format!("{EVENTS}/1")).await.expect(200);
    assert_eq!(read.header("etag"), "\"1\"");
    let (made, read) = (made.json(), read.json());
    assert_eq!(made, read);
    assert_eq!(read["agent_output"]["output"], output);
    let hash = store::hex(&Sha256::digest(output));
    assert_eq!(read["agent_output"]["sha256"], hash.as_str());
    assert_eq!(read["agent_output"]["approval"]["outcome"], "not_requested");
    assert_eq!(read["agent_output"]["tool_calls"][0]["destructive"], false);
    assert_eq!(read["agent_output"]["seen_by"][0]["who"], "Engineer C");
    assert!(read["agent_output"]["accuracy_judged_by"].is_string());
    assert_eq!(read["unauthorised"], true);
    assert_eq!(read["occurred"]["precision"], "day");
    assert_eq!(read["occurred"]["zone"], "Europe/Berlin");
    assert_eq!(read["known"]["precision"], "minute");
    assert_eq!(read["actor"]["name"], "Forum helper");
    assert_eq!(read["on_behalf_of"]["kind"], "human");
    assert_eq!(read["pinned"], true);
    let again = writer.post(EVENTS, body).await.expect(200).json();
    assert_eq!(again["seq"], 1);
}

#[tokio::test]
async fn events_of_every_kind_are_kept_and_listed_in_either_order() {
    let (_app, writer) = incident("open").await;
    one_of_each(&writer).await;
    let late = json!({
        "kind": "observation", "text": "learnt last", "occurred": {"at": "2026-03-17T09:00Z"},
        "known": {"at": "2026-12-01T00:00Z"}
    });
    writer.post(EVENTS, late).await.expect(201);
    let kinds = |list: Value| -> Vec<i64> {
        list["items"].as_array().unwrap().iter().map(|e| e["seq"].as_i64().unwrap()).collect()
    };
    let occurred = kinds(writer.get(EVENTS).await.expect(200).json());
    assert_eq!(occurred.first(), Some(&19));
    let known = kinds(writer.get(&format!("{EVENTS}?sort=known")).await.expect(200).json());
    assert_eq!(known.last(), Some(&19));
    let then = format!("{EVENTS}?known_by=2026-11-30T00:00:00Z");
    assert_eq!(kinds(writer.get(&then).await.json()).len(), 18);
    let (mut seen, mut path) = (Vec::new(), format!("{EVENTS}?limit=7&sort=known"));
    loop {
        let page = writer.get(&path).await.expect(200).json();
        let next = page["next"].as_str().map(str::to_owned);
        seen.extend(kinds(page));
        match next {
            Some(next) => path = format!("{EVENTS}?limit=7&sort=known&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, known);
    let checks = writer.get(&format!("{EVENTS}?kind=control_check,detection")).await.json();
    assert_eq!(kinds(checks).len(), 2);
    let wrong = writer.get(&format!("{EVENTS}?sort=size&kind=party")).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["sort", "kind"]);
}

#[tokio::test]
async fn an_array_is_all_or_nothing_and_importing_it_twice_changes_nothing() {
    let (_app, writer) = incident("open").await;
    let item = |id: u32, text: &str| {
        json!({"kind": "observation", "occurred": {"precision": "unknown"}, "text": text,
               "actor": {"kind": "human", "name": format!("Reporter {}", id % 3)},
               "source": {"adapter": "slack", "external_id": id}})
    };
    let mut batch: Vec<Value> = (0..200).map(|i| item(i, "seen")).collect();
    batch.push(item(7, "seen"));
    let first = writer.post(EVENTS, json!(batch)).await.expect(201).json();
    let second = writer.post(EVENTS, json!(batch)).await.expect(200).json();
    assert_eq!(first, second);
    assert_eq!(first["items"].as_array().unwrap().len(), 201);
    assert_eq!(first["items"][200]["seq"], 8);
    let other = writer.post(EVENTS, json!([item(500, "new"), item(7, "changed")])).await;
    let other = other.expect(409).json();
    assert_eq!(other["type"], "/api/problems/import-differs");
    let mut wrong = vec![item(600, "fine"), json!({"kind": "party", "text": "x"})];
    wrong[1]["occurred"] = json!({"at": "9999-01-01"});
    let reply = writer.post(EVENTS, json!(wrong)).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["1.kind", "1.occurred.at"]);
    let all = writer.get(&format!("{EVENTS}?limit=200&kind=observation")).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 200);
    assert!(all["next"].is_null());
}

#[tokio::test]
async fn an_edit_keeps_what_was_and_a_stale_one_is_refused() {
    let (_app, writer) = incident("open").await;
    writer.post(EVENTS, event("human_action", "2026-03-17T10:00Z")).await.expect(201);
    let path = format!("{EVENTS}/1");
    let patch =
        json!({"text": "followed the advice", "actor": {"kind": "human", "name": "Engineer C"}});
    let reason = format!("{path}?reason=heard%20more");
    let edited = writer.clone().with("if-match", "\"1\"").patch(&reason, patch.clone()).await;
    let edited = edited.expect(200).json();
    assert_eq!((&edited["version"], &edited["actor"]["name"]), (&json!(2), &json!("Engineer C")));
    let renamed = writer.patch(&path, json!({"actor": {"name": "Engineer A"}})).await.expect(200);
    assert_eq!(renamed.json()["actor"]["name"], "Engineer A");
    let stale = writer.clone().with("if-match", "\"1\"").patch(&path, patch).await.expect(412);
    assert_eq!(stale.json()["current"]["version"], 3);
    let kept = writer.get(&format!("{path}/revisions")).await.expect(200).json();
    assert_eq!(kept["items"][1]["before"]["text"], "a human_action");
    assert_eq!(kept["items"][1]["reason"], "heard more");
    let unknown = writer.patch(&path, json!({"txt": "x"})).await.expect(422);
    assert_eq!(unknown.wrong_fields(), ["txt"]);
}

#[tokio::test]
async fn a_retracted_event_leaves_the_timeline_and_comes_back() {
    let (app, writer) = incident("open").await;
    writer.post(EVENTS, event("observation", "2026-03-17T10:00Z")).await.expect(201);
    let path = format!("{EVENTS}/1");
    let other = app.with_token(Role::Responder, &["write"]).await;
    other.delete(&path).await.expect(403);
    let gone = writer.delete(&format!("{path}?reason=twice")).await.expect(200).json();
    assert_eq!((&gone["retracted"], &gone["retracted_reason"]), (&json!(true), &json!("twice")));
    writer.delete(&path).await.expect(200);
    assert!(writer.get(EVENTS).await.json()["items"].as_array().unwrap().is_empty());
    let commander = app.with_token(Role::Commander, &["write"]).await;
    commander.post(&format!("{path}/restore"), json!({})).await.expect(200);
    assert_eq!(writer.get(EVENTS).await.json()["items"].as_array().unwrap().len(), 1);
}

/// A pair of events that the kind may join, by their kinds.
fn pair(kind: LinkKind) -> (EventKind, EventKind) {
    use EventKind as E;
    match kind {
        LinkKind::Triggered => (E::AgentInvoked, E::AgentOutput),
        LinkKind::ContributedTo => (E::AgentInvoked, E::SystemChange),
        LinkKind::Informed => (E::AgentOutput, E::HumanDecision),
        LinkKind::ActedOn => (E::AgentOutput, E::HumanAction),
        LinkKind::Approved => (E::HumanDecision, E::SystemChange),
        LinkKind::FailedToStop => (E::ControlCheck, E::ImpactStarted),
        LinkKind::Detected => (E::Detection, E::ImpactStarted),
        LinkKind::Mitigated => (E::Containment, E::ImpactStarted),
        LinkKind::Contradicts => (E::Observation, E::Communication),
        LinkKind::Corroborates => (E::Communication, E::Observation),
        LinkKind::Corrected => (E::Communication, E::AgentOutput),
        LinkKind::PartOf => (E::Recovery, E::Containment),
        LinkKind::SameAs => (E::Observation, E::Observation),
    }
}

#[tokio::test]
async fn links_of_all_kinds_are_drawn_read_changed_and_removed() {
    let (_app, writer) = incident("open").await;
    one_of_each(&writer).await;
    writer.post(EVENTS, event("observation", "2026-03-17T10:07Z")).await.expect(201);
    writer
        .patch(
            &format!("{EVENTS}/{}", seq(EventKind::Containment)),
            json!({"occurred_end": {"at": "2026-03-17T11:30Z"}}),
        )
        .await
        .expect(200);
    for kind in LinkKind::ALL {
        let (from, to) = pair(*kind);
        let to = if *kind == LinkKind::SameAs { 19 } else { seq(to) };
        let body = json!({"from": seq(from), "to": to, "kind": kind, "basis": "documented",
                          "rationale": "the thread says so"});
        let made = writer.post(LINKS, body.clone()).await.expect(201).json();
        let expected = if *kind == LinkKind::SameAs || *kind == LinkKind::Contradicts {
            // Symmetric kinds are stored from the lower number.
            json!([seq(from).min(to), seq(from).max(to)])
        } else {
            json!([seq(from), to])
        };
        assert_eq!(json!([made["from"], made["to"]]), expected, "{kind}");
        assert_eq!(
            made["order"],
            if *kind == LinkKind::SameAs { "undetermined" } else { "certain" },
            "{kind}"
        );
        let twice = writer.post(LINKS, body).await.expect(409).json();
        assert_eq!(twice["type"], "/api/problems/link-exists");
    }
    let all = writer.get(LINKS).await.expect(200).json();
    let all = all["items"].as_array().unwrap();
    assert_eq!(all.len(), LinkKind::ALL.len());
    let first = format!("{LINKS}/{}", all[0]["id"].as_str().unwrap());
    let changed = writer.patch(&first, json!({"confidence": "confirmed"})).await.expect(200);
    assert_eq!(changed.json()["version"], 2);
    writer.clone().with("if-match", "\"1\"").patch(&first, json!({})).await.expect(412);
    writer.delete(&first).await.expect(204);
    writer.delete(&first).await.expect(404);
}

#[tokio::test]
async fn a_link_against_a_rule_is_refused_with_the_field_or_the_path() {
    let (_app, writer) = incident("open").await;
    let kinds = ["communication", "agent_invoked", "agent_output", "human_action", "context_note"];
    let events: Vec<Value> = kinds
        .iter()
        .map(|kind| json!({"kind": kind, "text": kind, "occurred": {"at": "2026-03-17"}}))
        .collect();
    writer.post(EVENTS, json!(events)).await.expect(201);
    let link = |from: i32, to: i32, kind: &str| json!({"from": from, "to": to, "kind": kind, "rationale": "it says so"});
    for (from, to, kind) in [(1, 2, "triggered"), (2, 3, "triggered"), (3, 4, "acted_on")] {
        let made = writer.post(LINKS, link(from, to, kind)).await.expect(201).json();
        assert_eq!(made["order"], "undetermined");
    }
    let cycle = writer.post(LINKS, link(4, 1, "contributed_to")).await.expect(409).json();
    assert_eq!(cycle["type"], "/api/problems/causal-cycle");
    assert_eq!(cycle["path"], json!([1, 2, 3, 4, 1]));
    assert!(cycle["detail"].as_str().unwrap().contains("E3"));
    let refused = |body: Value| {
        let writer = writer.clone();
        async move { writer.post(LINKS, body).await.expect(422).wrong_fields() }
    };
    assert_eq!(refused(link(1, 1, "triggered")).await, ["to"]);
    assert_eq!(refused(link(5, 3, "triggered")).await, ["from"]);
    assert_eq!(refused(link(3, 5, "triggered")).await, ["to"]);
    assert_eq!(refused(link(3, 99, "triggered")).await, ["to"]);
    assert_eq!(refused(json!({"from": 3, "to": 4, "kind": "acted_on"})).await, ["rationale"]);
    assert_eq!(refused(json!({"from": 3, "to": 4, "kind": "likes"})).await, ["kind"]);
    // A later day is a definite violation.
    writer.post(EVENTS, event("human_decision", "2026-03-19T10:00Z")).await.expect(201);
    assert_eq!(refused(link(6, 3, "triggered")).await, ["to"]);
    // The same holds when an edit of the time would bring it about.
    let moved = json!({"occurred": {"at": "2026-03-21", "precision": "day"}});
    let reply = writer.patch(&format!("{EVENTS}/1"), moved).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["occurred.at"]);
    let earlier = json!({"occurred": {"at": "2026-03-10", "precision": "day"}});
    writer.patch(&format!("{EVENTS}/1"), earlier).await.expect(200);
    let links = writer.get(LINKS).await.json();
    assert_eq!(links["items"][0]["order"], "certain");
    let chain = writer.get(&format!("{EVENTS}/3/chain")).await.expect(200).json();
    assert_eq!(chain["back"][0]["reads"], "E2 triggered E3");
    assert_eq!(chain["back"][1]["seq"], 1);
    assert_eq!(chain["forward"][0]["reads"], "E3 was acted on by E4");
}

#[tokio::test]
async fn claims_stand_beside_each_other_and_evidence_has_a_hash() {
    let (_app, writer) = incident("open").await;
    writer.post(EVENTS, event("human_action", "2026-03-17T10:00Z")).await.expect(201);
    let claims = "/api/v1/incidents/INC-1/claims";
    let claim = |who: &str| json!({"question": "Who acted?", "statement": format!("{who} did"), "made_by": "a paper", "event": 1});
    writer.post(claims, claim("Engineer A")).await.expect(201);
    let made = writer.post(claims, claim("Engineer C")).await.expect(201);
    let path = made.header("location").to_owned();
    let refuted = writer.patch(&path, json!({"status": "refuted"})).await.expect(200).json();
    assert_eq!((&refuted["event"], &refuted["version"]), (&json!(1), &json!(2)));
    let wrong = json!({"statement": "x", "made_by": "y", "event": 9});
    assert_eq!(writer.post(claims, wrong).await.expect(422).wrong_fields(), ["event"]);
    writer.delete(&path).await.expect(204);
    assert_eq!(writer.get(claims).await.json()["items"].as_array().unwrap().len(), 1);

    let evidence = "/api/v1/incidents/INC-1/evidence";
    let quote = json!({"quote": "It was me.", "events": [1]});
    let made = writer.post(evidence, quote.clone()).await.expect(201).json();
    assert_eq!(made["sha256"], store::hex(&Sha256::digest("It was me.")).as_str());
    assert_eq!(writer.post(evidence, quote).await.expect(201).json()["id"], made["id"]);
    let shown = writer.get(&format!("{EVENTS}/1")).await.json();
    assert_eq!(shown["evidence"][0]["id"], made["id"]);
    let bad = json!({"url": "javascript:alert(1)"});
    assert_eq!(writer.post(evidence, bad).await.expect(422).wrong_fields(), ["url"]);
    let foreign = json!({"kind": "observation", "text": "x", "occurred": {"at": "2026"},
                         "evidence": ["0198f0a0-0000-7000-8000-000000000001"]});
    assert_eq!(writer.post(EVENTS, foreign).await.expect(422).wrong_fields(), ["evidence.0"]);
}

#[tokio::test]
async fn viewers_do_not_write_and_a_restricted_timeline_is_not_there() {
    let (app, _) = incident("restricted").await;
    let admin = app.with_token(Role::Admin, &["write"]).await;
    admin.post(EVENTS, event("observation", "2026-03-17T10:00Z")).await.expect(201);
    let outsider = app.with_token(Role::Commander, &["write"]).await;
    let restricted = outsider.get(EVENTS).await.expect(404).json();
    let absent = outsider.get("/api/v1/incidents/INC-9/events").await.expect(404).json();
    assert_eq!(restricted["detail"], absent["detail"]);
    for path in ["/1", "/1/chain", "/1/revisions"] {
        outsider.get(&format!("{EVENTS}{path}")).await.expect(404);
    }
    for list in ["links", "claims", "evidence"] {
        outsider.get(&format!("/api/v1/incidents/INC-1/{list}")).await.expect(404);
    }
    outsider.post(EVENTS, event("observation", "2026-03-17T10:00Z")).await.expect(404);
    outsider.patch(&format!("{EVENTS}/1"), json!({"text": "x"})).await.expect(404);
    outsider.delete(&format!("{EVENTS}/1")).await.expect(404);
    let (app, _) = incident("open").await;
    let viewer = app.with_token(Role::Viewer, &["write"]).await;
    viewer.post(EVENTS, event("observation", "2026-03-17T10:00Z")).await.expect(403);
    viewer.post(LINKS, json!({})).await.expect(403);
    viewer.get(EVENTS).await.expect(200);
}

#[tokio::test]
async fn what_an_event_names_has_to_be_there() {
    let (_app, writer) = incident("open").await;
    let mut wrong = event("control_check", "2026-03-17T10:00Z");
    wrong["control_check"]["control"] = json!("magic");
    let reply = writer.post(EVENTS, wrong).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["control_check.control"]);
    let mut wrong = event("agent_output", "2026-03-17T10:00Z");
    wrong["actor"] = json!({"ref": "nobody"});
    assert_eq!(writer.post(EVENTS, wrong).await.expect(422).wrong_fields(), ["actor.ref"]);
    let mut wrong = event("agent_output", "2026-03-17T10:00Z");
    wrong["agent_output"] = json!({"outputs": "x"});
    assert_eq!(
        writer.post(EVENTS, wrong).await.expect(422).wrong_fields(),
        ["agent_output.outputs"]
    );
    writer.get(&format!("{EVENTS}/1")).await.expect(404);
}
