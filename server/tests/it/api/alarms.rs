//! `/api/v1/incidents/{ref}/alarms` and the head of the incident's page.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn incident(who: &Client, title: &str, day: &str, visibility: &str) -> String {
    let body = json!({"title": title, "visibility": visibility,
        "started": {"at": format!("{day}T00:00:00Z"), "precision": "day"}});
    let made = who.post("/api/v1/incidents", body).await.expect(201).json();
    let number = made["number"].as_str().expect("a number").to_owned();
    let factor = json!({"code": "approval_missing", "scope": "Forum", "role": "enabling"});
    who.post(&format!("/api/v1/incidents/{number}/factors"), factor).await.expect(201);
    number
}

async fn told(who: &Client, incident: &str) -> Vec<Value> {
    let list = who.get(&format!("/api/v1/incidents/{incident}/alarms")).await.expect(200).json();
    list["items"].as_array().expect("items").clone()
}

async fn fix(who: &Client, more: Value) -> String {
    let mut body = json!({"title": "Posting needs a named approver",
        "factors": [{"code": "approval_missing", "scope": "forum"}]});
    for (key, value) in more.as_object().expect("fields") {
        body[key] = value.clone();
    }
    let made = who.post("/api/v1/remediations", body).await.expect(201).json();
    made["number"].as_str().expect("a number").to_owned()
}

#[tokio::test]
async fn an_overdue_fix_for_the_same_factor_is_told_with_its_reason_and_again_on_the_page() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let first = incident(&who, "First", "2026-11-01", "open").await;
    fix(&who, json!({"due": "2026-11-12", "incidents": [first]})).await;
    assert!(told(&who, &first).await.is_empty(), "its own fix is no news");
    app.state.clock.advance(chrono::Duration::hours(22));
    let second = incident(&who, "Second", "2026-11-23", "open").await;
    let told = told(&who, &second).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["what"], "REM-1, 11 days overdue, targets this factor");
    assert_eq!(told[0]["reasons"], json!(["same factor: approval_missing @ forum"]));
    assert_eq!(told[0]["incidents"], json!([first]));
    let page = who.get(&format!("/incidents/{second}")).await.expect(200);
    assert!(page.text.contains("REM-1, 11 days overdue, targets this factor"));
    assert!(page.text.contains("same factor: Approval missing at forum"), "{}", page.text);
    let quiet = who.get(&format!("/incidents/{first}")).await.expect(200);
    assert!(!quiet.text.contains("class=\"alarm"));
}

#[tokio::test]
async fn a_judgement_that_it_is_something_else_silences_the_alarm() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let fix = fix(&who, json!({"due": "2026-11-12"})).await;
    app.state.clock.advance(chrono::Duration::hours(22));
    let later = incident(&who, "Later", "2026-11-23", "open").await;
    assert_eq!(told(&who, &later).await.len(), 1);
    let judged = json!({"later": later, "remediation": fix, "verdict": "rejected"});
    who.post("/api/v1/recurrence/findings", judged).await.expect(201);
    assert!(told(&who, &later).await.is_empty());
}

#[tokio::test]
async fn what_serves_only_a_restricted_incident_is_not_told_to_others() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    let secret = incident(&who, "Secret", "2026-11-01", "restricted").await;
    fix(&who, json!({"due": "2026-11-12", "incidents": [secret]})).await;
    app.state.clock.advance(chrono::Duration::hours(22));
    let who_later = app.as_role(Role::Responder).await;
    let later = incident(&who_later, "Later", "2026-11-23", "open").await;
    assert_eq!(told(&who, &later).await.len(), 1);
    assert!(told(&who_later, &later).await.is_empty());
    who_later.get(&format!("/api/v1/incidents/{secret}/alarms")).await.expect(404);
}

#[tokio::test]
async fn a_family_that_grows_is_counted_from_what_the_viewer_may_see() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    let mut members = Vec::new();
    for (title, day, visibility) in [
        ("Long ago", "2026-05-01", "open"),
        ("September", "2026-09-10", "restricted"),
        ("October", "2026-10-10", "open"),
        ("Now", "2026-11-20", "open"),
    ] {
        members.push(incident(&who, title, day, visibility).await);
    }
    let family = json!({"name": "Agent publishes without approval", "incidents": members});
    who.post("/api/v1/recurrence/families", family).await.expect(201);
    let mine = told(&who, "INC-4").await;
    assert_eq!(mine[0]["what"], "Third time in 90 days");
    assert_eq!(mine[0]["incidents"], json!(["INC-2", "INC-3"]));
    let viewer = app.as_role(Role::Viewer).await;
    let seen = told(&viewer, "INC-4").await;
    assert_eq!(seen[0]["what"], "Second time in 90 days");
    assert_eq!(seen[0]["incidents"], json!(["INC-3"]));
}
