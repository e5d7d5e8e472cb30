//! What remediations have beside their steps: notes, watch periods, successors, and what time alone
//! brings about.

use app::domain::permission::Role;
use chrono::Duration;
use serde_json::{Value, json};
use server::jobs::{self, Done};
use server::store::outbox;

use crate::support::{Client, TestApp};

const REMEDIATIONS: &str = "/api/v1/remediations";

async fn propose(who: &Client, body: Value) -> String {
    let made = who.post(REMEDIATIONS, body).await.expect(201).json();
    format!("{REMEDIATIONS}/{}", made["number"].as_str().expect("a number"))
}

async fn step(who: &Client, path: &str, body: Value) -> Value {
    who.post(&format!("{path}/status"), body).await.expect(200).json()
}

async fn topics(app: &TestApp, topic: &str) -> usize {
    let due = outbox::due(&app.state.db, app.state.clock.now(), 1000).await.expect("the outbox");
    due.iter().filter(|event| event.topic == topic).count()
}

#[tokio::test]
async fn an_accepted_risk_comes_back_once_its_time_is_over() {
    let app = TestApp::new().await;
    let who = app.browser("owner@example.org", Role::Responder).await;
    app.user("chief@example.org", Role::Commander).await;
    let path = propose(&who, json!({"title": "Gate", "owner": "owner@example.org"})).await;
    let risk = json!({"to": "risk_accepted", "approver": "chief@example.org",
        "expires_on": "2026-11-25"});
    step(&who, &path, risk).await;
    app.state.clock.advance(Duration::days(3));
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done::default(), "the last day counts");
    app.state.clock.advance(Duration::days(1));
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done { expired: 1, asked: 0 });
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done::default(), "twice is harmless");
    let who = app.as_role(Role::Responder).await;
    let it = who.get(&path).await.expect(200).json();
    assert_eq!((&it["status"], &it["expires_on"]), (&json!("proposed"), &Value::Null));
    let history = who.get(&format!("{path}/status")).await.json();
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert!(last["note"].as_str().unwrap().contains("2026-11-25"), "{last}");
    assert_eq!(topics(&app, "remediation.risk_expired").await, 1);
    let work = who.get("/api/v1/work?who=owner@example.org").await.expect(200).json();
    assert_eq!(work["items"][0]["lane"], "returned");
}

async fn implemented(who: &Client, body: Value) -> String {
    let path = propose(who, body).await;
    for body in [
        json!({"to": "accepted"}),
        json!({"to": "in_progress"}),
        json!({"to": "implemented", "effective_at": "2026-11-20T09:00:00Z"}),
    ] {
        step(who, &path, body).await;
    }
    path
}

#[tokio::test]
async fn the_verifier_is_asked_once_for_each_day_to_look() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let measure = json!({"what": "posts", "check_on": "2026-11-24"});
    let path = implemented(&who, json!({"title": "Gate", "measure": measure})).await;
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done::default());
    app.state.clock.advance(Duration::days(2));
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done { expired: 0, asked: 1 });
    assert_eq!(jobs::round(&app.state).await.unwrap(), Done::default());
    let who = app.as_role(Role::Responder).await;
    who.patch(&path, json!({"measure": {"check_on": "2026-11-23"}})).await.expect(200);
    assert_eq!(jobs::round(&app.state).await.unwrap().asked, 1);
    assert_eq!(topics(&app, "remediation.check_due").await, 2);
}

#[tokio::test]
async fn the_measure_is_said_when_it_is_accepted_and_what_is_verified_is_watched() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let body = json!({"title": "Gate", "measure": {"watch_days": 30}});
    let path = propose(&who, body).await;
    let taken = step(&who, &path, json!({"to": "accepted", "measure": "unapproved posts"})).await;
    assert_eq!(taken["measure"]["what"], "unapproved posts");
    step(&who, &path, json!({"to": "in_progress"})).await;
    step(&who, &path, json!({"to": "implemented", "effective_at": "2026-11-20"})).await;
    let proof = json!({"to": "verified", "result": "none", "evidence": ["seen"]});
    let done = step(&who, &path, proof).await;
    assert_eq!(done["watched_until"], "2026-12-22");
    let page = who.get("/remediations/REM-1").await.expect(200);
    assert!(page.text.contains("Watched until 22 Dec 2026"));
    let wrong = who.patch(&path, json!({"measure": {"watch_days": 0}})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["measure.watch_days"]);
}

#[tokio::test]
async fn successors_make_no_circle() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let mut paths = Vec::new();
    for title in ["One", "Two", "Three"] {
        paths.push(propose(&who, json!({"title": title})).await);
    }
    step(&who, &paths[0], json!({"to": "superseded", "successor": "REM-2"})).await;
    step(&who, &paths[1], json!({"to": "superseded", "successor": "REM-3"})).await;
    let back = json!({"to": "superseded", "successor": "REM-1"});
    let refused = who.post(&format!("{}/status", paths[2]), back).await.expect(409);
    assert_eq!(refused.wrong_fields(), ["successor"]);
    let page = [("to", "superseded"), ("successor", "REM-1")];
    let kept = who.form("/remediations/REM-3/status", &page).await.expect(422);
    assert!(kept.text.contains("leads back to it"));
}

#[tokio::test]
async fn notes_are_added_ticked_off_and_removed_by_who_may() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let notes = format!("{}/notes", propose(&who, json!({"title": "Gate"})).await);
    let link = json!({"kind": "link", "url": "https://github.com/org/repo/pull/12"});
    let link = who.post(&notes, link).await.expect(201).json();
    assert_eq!((&link["text"], &link["tracker"]), (&json!("org/repo#12"), &json!("github")));
    let wrong = who.post(&notes, json!({"kind": "link", "url": "nowhere"})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["url"]);
    let task = json!({"kind": "task", "text": "Write the gate"});
    let task = who.post(&notes, task).await.expect(201).json();
    let one = |note: &Value| format!("{notes}/{}", note["id"].as_str().unwrap());
    let done = who.patch(&one(&task), json!({"done": true})).await.expect(200).json();
    assert_eq!(done["done_at"], "2026-11-22T12:00:00Z");
    who.patch(&one(&task), json!({"done": true})).await.expect(200);
    who.patch(&one(&link), json!({"done": true})).await.expect(404);
    let comment = who.post(&notes, json!({"kind": "comment", "text": "Why not?"})).await;
    let comment = comment.expect(201).json();
    let other = app.as_role(Role::Responder).await;
    other.delete(&one(&comment)).await.expect(403);
    app.as_role(Role::Commander).await.delete(&one(&comment)).await.expect(204);
    who.delete(&one(&comment)).await.expect(404);
    let list = other.get(&notes).await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    app.as_role(Role::Viewer)
        .await
        .post(&notes, json!({"kind": "task", "text": "x"}))
        .await
        .expect(403);
    let page = who.get("/remediations/REM-1").await.expect(200);
    assert!(page.text.contains("org/repo#12") && page.text.contains("1 of 1"));
    let blank = [("kind", "comment"), ("text", "")];
    let blank = who.form("/remediations/REM-1/notes", &blank).await.expect(422);
    assert!(blank.text.contains("It is not added yet"));
}

#[tokio::test]
async fn notes_of_what_one_may_not_see_are_not_found() {
    let app = TestApp::new().await;
    let chief = app.as_role(Role::Commander).await;
    let secret = json!({"title": "Secret", "visibility": "restricted"});
    let secret = chief.post("/api/v1/incidents", secret).await.expect(201).json();
    let path = propose(&chief, json!({"title": "Hush", "incidents": [secret["number"]]})).await;
    let other = app.as_role(Role::Responder).await;
    other.get(&format!("{path}/notes")).await.expect(404);
    other.post(&format!("{path}/notes"), json!({"kind": "task", "text": "x"})).await.expect(404);
}
