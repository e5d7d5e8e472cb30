//! `/api/v1/remediations`, `/agents` and the analysis of an incident.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const REMEDIATIONS: &str = "/api/v1/remediations";

async fn declare(who: &Client, title: &str, visibility: &str) -> String {
    let body = json!({"title": title, "visibility": visibility});
    let made = who.post("/api/v1/incidents", body).await.expect(201).json();
    made["number"].as_str().expect("a number").to_owned()
}

async fn propose(who: &Client, body: Value) -> Value {
    who.post(REMEDIATIONS, body).await.expect(201).json()
}

async fn implemented(app: &TestApp, owner: &Client) -> String {
    app.user("verifier@example.org", Role::Responder).await;
    let made = propose(
        owner,
        json!({
            "title": "Posting needs a named approver", "owner": "owner@example.org",
            "measure": {"what": "unapproved posts", "expected": "0 in 30 days"},
        }),
    )
    .await;
    let path = format!("{REMEDIATIONS}/{}", made["number"].as_str().expect("a number"));
    for step in [
        json!({"to": "accepted"}),
        json!({"to": "in_progress"}),
        json!({"to": "implemented", "effective_at": "2026-11-01T09:00:00Z"}),
    ] {
        owner.post(&format!("{path}/status"), step).await.expect(200);
    }
    path
}

#[tokio::test]
async fn the_owner_cannot_verify_and_somebody_else_can() {
    let app = TestApp::new().await;
    let owner = app.browser("owner@example.org", Role::Responder).await;
    let path = implemented(&app, &owner).await;
    let step =
        json!({"to": "verified", "result": "0 in 30 days", "evidence": ["https://example.org/q"]});
    let refused = owner.post(&format!("{path}/status"), step.clone()).await.expect(409).json();
    assert!(refused["detail"].as_str().unwrap().contains("owner cannot verify"), "{refused}");
    let other = app.as_role(Role::Responder).await;
    let bare = other.post(&format!("{path}/status"), json!({"to": "verified"})).await.expect(422);
    assert_eq!(bare.wrong_fields(), ["result", "evidence"]);
    let done = other.post(&format!("{path}/status"), step.clone()).await.expect(200).json();
    assert_eq!(done["status"], "verified");
    assert_eq!(done["evidence"], json!(["https://example.org/q"]));
    other.post(&format!("{path}/status"), step).await.expect(409);
    let history = other.get(&format!("{path}/status")).await.expect(200).json();
    assert_eq!(history["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_step_that_leaves_one_out_names_the_possible_ones() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let made = propose(&who, json!({"title": "Ask first"})).await;
    let path = format!("{REMEDIATIONS}/{}/status", made["number"].as_str().unwrap());
    let body = json!({"to": "implemented", "effective_at": "2026-11-01"});
    let refused = who.post(&path, body).await.expect(409).json();
    assert!(refused["detail"].as_str().unwrap().contains("accepted"), "{refused}");
    app.as_role(Role::Viewer).await.post(&path, json!({"to": "accepted"})).await.expect(403);
}

#[tokio::test]
async fn one_remediation_serves_two_incidents_and_hides_the_restricted_one() {
    let app = TestApp::new().await;
    let commander = app.as_role(Role::Commander).await;
    let open = declare(&commander, "Open", "open").await;
    let closed = declare(&commander, "Secret", "restricted").await;
    let made = propose(&commander, json!({"title": "Fix", "incidents": [open, closed]})).await;
    assert_eq!(made["incidents"], json!([open, closed]));
    let path = format!("{REMEDIATIONS}/{}", made["number"].as_str().unwrap());
    let viewer = app.as_role(Role::Viewer).await;
    let seen = viewer.get(&path).await.expect(200);
    assert_eq!(seen.json()["incidents"], json!([open]));
    assert!(!seen.text.contains("Secret"));
    let none = viewer.get(&format!("{REMEDIATIONS}?incident={closed}")).await.expect(200).json();
    assert_eq!(none["items"], json!([]));
    commander.delete(&format!("{path}/incidents?incident={open}")).await.expect(204);
    viewer.get(&path).await.expect(404);
    viewer.get("/remediations/REM-1").await.expect(404);
}

#[tokio::test]
async fn what_is_overdue_is_listed_and_says_by_how_much() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    propose(&who, json!({"title": "Late", "due": "2026-11-12"})).await;
    propose(&who, json!({"title": "In time", "due": "2026-12-01"})).await;
    let late = who.get(&format!("{REMEDIATIONS}?overdue=true")).await.expect(200).json();
    assert_eq!(late["items"].as_array().unwrap().len(), 1);
    assert_eq!(late["items"][0]["overdue_days"], 10);
}

#[tokio::test]
async fn a_stale_edit_is_told_and_a_patch_keeps_the_rest() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let body = json!({"title": "Ask", "factors": [{"code": "approval_missing", "scope": "bot"}],
        "measure": {"what": "posts"}});
    let made = who.post(REMEDIATIONS, body).await.expect(201);
    let (path, tag) = (made.header("location").to_owned(), made.header("etag").to_owned());
    let held = who.clone().with("if-match", tag);
    let patch = json!({"priority": "high", "measure": {"how": "query"}});
    let changed = held.patch(&path, patch).await.expect(200).json();
    assert_eq!(changed["factors"][0]["scope"], "bot");
    assert_eq!(
        changed["measure"],
        json!({"what": "posts", "how": "query", "expected": null, "check_on": null,
            "watch_days": null})
    );
    let stale = held.patch(&path, json!({"title": "Mine"})).await.expect(412).json();
    assert_eq!(stale["current"]["priority"], "high");
    let wrong = who.patch(&path, json!({"titel": "x"})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["titel"]);
    let unknown = json!({"factors": [{"code": "bad_luck"}]});
    assert_eq!(who.patch(&path, unknown).await.expect(422).wrong_fields(), ["factors"]);
}

#[tokio::test]
async fn factors_and_controls_are_named_once_and_retracted() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let incident = declare(&who, "Forum", "open").await;
    let base = format!("/api/v1/incidents/{incident}");
    let factor =
        json!({"code": "exceeded_authority", "scope": "bot", "role": "triggering", "known": false});
    let made = who.post(&format!("{base}/factors"), factor.clone()).await.expect(201);
    assert_eq!(made.json()["known"], false);
    who.post(&format!("{base}/factors"), factor.clone()).await.expect(409);
    let missing = json!({"code": "context_loss", "events": [9]});
    let missing = who.post(&format!("{base}/factors"), missing).await.expect(422);
    assert_eq!(missing.wrong_fields(), ["events"]);
    let path = made.header("location").to_owned();
    assert_eq!(who.patch(&path, json!({"known": true})).await.expect(200).json()["known"], true);
    let other = app.as_role(Role::Responder).await;
    other.delete(&format!("{path}?reason=not+mine")).await.expect(403);
    who.delete(&format!("{path}?reason=It+did+not")).await.expect(204);
    who.post(&format!("{base}/factors"), factor).await.expect(201);
    let weak = json!({"control": "provenance_label", "state": "failed"});
    who.post(&format!("{base}/controls"), weak.clone()).await.expect(201);
    let strong = json!({"control": "approval_gate", "state": "unknown"});
    who.post(&format!("{base}/controls"), strong).await.expect(201);
    who.post(&format!("{base}/controls"), weak).await.expect(409);
    let list = who.get(&format!("{base}/controls")).await.expect(200).json();
    assert_eq!(list["items"][0]["control"], "approval_gate");
    let page = app.as_role(Role::Viewer).await.get(&format!("/incidents/{incident}")).await;
    assert!(page.expect(200).text.contains("Provenance label"));
}

#[tokio::test]
async fn relations_hold_no_circle_and_do_not_show_what_is_restricted() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    let first = declare(&who, "First", "open").await;
    let second = declare(&who, "Second", "restricted").await;
    let relate = |from: &str, to: &str| {
        let (path, to) = (format!("/api/v1/incidents/{from}/relations"), to.to_owned());
        let who = who.clone();
        async move { who.post(&path, json!({"kind": "recurrence_of", "to": to})).await }
    };
    relate(&second, &first).await.expect(201);
    let refused = relate(&first, &second).await.expect(409).json();
    assert!(refused["detail"].as_str().unwrap().contains("circle"), "{refused}");
    let path = format!("/api/v1/incidents/{first}/relations");
    assert_eq!(who.get(&path).await.json()["items"][0]["label"], "Recurred as");
    let viewer = app.as_role(Role::Viewer).await;
    assert_eq!(viewer.get(&path).await.expect(200).json()["items"], json!([]));
    let family = json!({"name": "Agents that publish", "incidents": [first, second]});
    who.post("/api/v1/recurrence/families", family).await.expect(201);
    let seen = viewer.get("/api/v1/recurrence/families").await.expect(200).json();
    assert_eq!(seen["items"][0]["incidents"], json!([first]));
}

#[tokio::test]
async fn a_recurrence_after_a_verified_fix_makes_it_ineffective() {
    let app = TestApp::new().await;
    let owner = app.browser("owner@example.org", Role::Responder).await;
    let path = implemented(&app, &owner).await;
    let other = app.as_role(Role::Responder).await;
    let step = json!({"to": "verified", "result": "none", "evidence": ["seen"]});
    other.post(&format!("{path}/status"), step).await.expect(200);
    let later =
        json!({"title": "Again", "started": {"at": "2026-11-23T10:00:00Z", "precision": "hour"}});
    app.state.clock.advance(chrono::Duration::days(2));
    let other = app.as_role(Role::Responder).await;
    let later = other.post("/api/v1/incidents", later).await.expect(201).json();
    let body = json!({"later": later["number"], "remediation": "REM-1", "same_factor": true});
    let made = other.post("/api/v1/recurrence/findings", body.clone()).await.expect(201).json();
    assert_eq!(made["class"], "after_verified_fix");
    assert_eq!(other.get(&path).await.json()["status"], "ineffective");
    other.post("/api/v1/recurrence/findings", body).await.expect(201);
    let list = other.get("/api/v1/recurrence/findings").await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_agent_without_an_owner_says_so_and_catalogues_are_the_administrators() {
    let app = TestApp::new().await;
    let who = app.browser("owner@example.org", Role::Responder).await;
    let made = who.post("/api/v1/agents", json!({"name": "Forum helper"})).await.expect(201);
    assert_eq!(made.json()["key"], "forum-helper");
    assert_eq!(made.json()["missing"], json!(["an accountable owner"]));
    who.post("/api/v1/agents", json!({"name": "Forum Helper"})).await.expect(409);
    let page = who.get("/agents/forum-helper").await.expect(200);
    assert!(page.text.contains("This card is incomplete"));
    let patch = json!({"owner": "owner@example.org"});
    let owned = who.patch("/api/v1/agents/forum-helper", patch).await.expect(200).json();
    assert_eq!(owned["owner"], "owner@example.org");
    let version = json!({"label": "2026-03-10"});
    who.post("/api/v1/agents/forum-helper/versions", version).await.expect(201);
    let factor =
        json!({"code": "fatigue", "group": "people", "name": "Fatigue", "definition": "Tired."});
    who.post("/api/v1/factors", factor.clone()).await.expect(403);
    let admin = app.as_role(Role::Admin).await;
    admin.post("/api/v1/factors", factor).await.expect(201);
    let retired = admin.patch("/api/v1/factors/fatigue", json!({"retired": true})).await;
    assert_eq!(retired.expect(200).json()["retired"], true);
    assert!(who.get("/factors").await.expect(200).text.contains("Fatigue"));
    who.get("/controls").await.expect(200);
    assert_eq!(who.get("/api/v1/severities").await.json()["items"][0]["severity"], "SEV0");
}
