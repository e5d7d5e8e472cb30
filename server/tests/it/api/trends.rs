//! `/api/v1/trends`: the figures about fixes, from the record to the page and its CSV.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn incident(who: &Client, title: &str, day: &str, scope: &str, visibility: &str) -> String {
    let body = json!({"title": title, "visibility": visibility,
        "started": {"at": format!("{day}T00:00:00Z"), "precision": "day"}});
    let made = who.post("/api/v1/incidents", body).await.expect(201).json();
    let number = made["number"].as_str().expect("a number").to_owned();
    let factor = json!({"code": "approval_missing", "scope": scope, "role": "enabling"});
    who.post(&format!("/api/v1/incidents/{number}/factors"), factor).await.expect(201);
    number
}

/// A remediation aimed at `scope`, in effect since `day`, or open when that is blank.
async fn fix(who: &Client, scope: &str, day: &str) -> String {
    let body = json!({"title": format!("Fix {scope}"),
        "factors": [{"code": "approval_missing", "scope": scope}]});
    let made = who.post("/api/v1/remediations", body).await.expect(201).json();
    let path = format!("/api/v1/remediations/{}/status", made["number"].as_str().expect("one"));
    who.post(&path, json!({"to": "accepted"})).await.expect(200);
    if !day.is_empty() {
        who.post(&path, json!({"to": "in_progress"})).await.expect(200);
        let step = json!({"to": "implemented", "effective_at": format!("{day}T00:00:00Z")});
        who.post(&path, step).await.expect(200);
    }
    made["number"].as_str().expect("a number").to_owned()
}

fn cell(figure: &Value, row: &str) -> String {
    let rows = figure["points"].as_array().expect("points");
    let found = rows.iter().find(|cells| cells[0] == row).unwrap_or_else(|| panic!("{figure}"));
    found[1].as_str().expect("text").to_owned()
}

#[tokio::test]
async fn a_fix_that_did_not_hold_is_counted_and_the_too_recent_and_the_vague_are_apart() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    fix(&who, "held", "2026-07-01").await;
    fix(&who, "again", "2026-07-01").await;
    fix(&who, "recent", "2026-11-01").await;
    fix(&who, "secret", "2026-07-01").await;
    incident(&who, "Again", "2026-07-20", "Again", "open").await;
    incident(&who, "Too soon to say", "2026-11-10", "recent", "open").await;
    incident(&who, "Hidden", "2026-07-10", "secret", "restricted").await;
    let path = "/api/v1/trends/recurrence?within=30";
    let mine = who.get(path).await.expect(200).json();
    assert_eq!((cell(&mine, "Recurred"), cell(&mine, "In effect for as long")), pair("2", "3"));
    assert_eq!(cell(&mine, "Too recent to tell"), "1");
    let viewer = app.as_role(Role::Viewer).await;
    let seen = viewer.get(path).await.expect(200).json();
    assert_eq!((cell(&seen, "Recurred"), cell(&seen, "In effect for as long")), pair("1", "3"));
    assert!(seen["definition"].as_str().unwrap().contains("factor and scope recurred"));
    let wide = viewer.get("/api/v1/trends/recurrence?within=5").await.expect(200).json();
    assert_eq!(cell(&wide, "Recurred"), "0");
    let wrong = viewer.get("/api/v1/trends/recurrence?within=0").await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["within"]);
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

#[tokio::test]
async fn a_judgement_that_it_was_another_factor_takes_a_recurrence_out() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    let fix = fix(&who, "again", "2026-07-01").await;
    let later = incident(&who, "Again", "2026-07-20", "again", "open").await;
    let path = "/api/v1/trends/recurrence";
    assert_eq!(cell(&who.get(path).await.json(), "Recurred"), "1");
    let judged = json!({"later": later, "remediation": fix, "same_factor": false});
    who.post("/api/v1/recurrence/findings", judged).await.expect(201);
    assert_eq!(cell(&who.get(path).await.json(), "Recurred"), "0");
}

#[tokio::test]
async fn a_repeat_while_the_fix_was_open_is_named_with_its_fix() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    fix(&who, "bot", "").await;
    app.state.clock.advance(chrono::Duration::hours(20));
    let who = app.as_role(Role::Commander).await;
    incident(&who, "Again", "2026-11-23", "bot", "open").await;
    incident(&who, "Other", "2026-11-23", "other", "open").await;
    let figure = who.get("/api/v1/trends/repeat_while_open").await.expect(200).json();
    assert_eq!(cell(&figure, "Repeated while a remediation was open"), "1");
    assert_eq!(cell(&figure, "With a known factor and scope"), "2");
    assert_eq!(cell(&figure, "INC-1"), "REM-1 was open");
    let page = who.get("/trends").await.expect(200);
    for words in ["Repeated while the fix was open", "Time to verified", "Left out:"] {
        assert!(page.text.contains(words), "{words}");
    }
    for figure in ["overdue", "strength", "coverage", "time_to_verified", "time_to_recurrence"] {
        who.get(&format!("/api/v1/trends/{figure}")).await.expect(200);
        let csv = who.get(&format!("/trends/{figure}.csv")).await.expect(200);
        assert!(csv.text.contains("\r\n"), "{}", csv.text);
    }
}
