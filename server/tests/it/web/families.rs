//! The line of a family, and rejections that are remembered.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn post(who: &Client, path: &str, body: Value) -> Value {
    who.post(&format!("/api/v1/{path}"), body).await.expect(201).json()
}

async fn incident(who: &Client, title: &str, day: &str, visibility: &str) {
    let began = json!({"at": format!("{day}T08:00:00Z"), "precision": "day"});
    let body = json!({"title": title, "started": began, "visibility": visibility});
    post(who, "incidents", body).await;
}

#[tokio::test]
async fn a_family_shows_its_incidents_and_fixes_over_time_as_far_as_one_may_see_them() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    incident(&who, "First <b>", "2026-09-01", "open").await;
    incident(&who, "Hidden", "2026-10-01", "restricted").await;
    let fix = json!({"title": "Ask before posting", "incidents": ["INC-1"], "due": "2026-11-01"});
    post(&who, "remediations", fix).await;
    post(&who, "remediations", json!({"title": "Hush", "incidents": ["INC-2"]})).await;
    app.state.clock.advance(chrono::Duration::days(3));
    // The session has ended meanwhile.
    let who = app.as_role(Role::Admin).await;
    incident(&who, "Again", "2026-11-24", "open").await;
    let family = json!({"name": "Publishes alone", "incidents": ["INC-1", "INC-2", "INC-3"]});
    let id = post(&who, "recurrence/families", family).await["id"].as_str().unwrap().to_owned();
    let other = app.as_role(Role::Viewer).await;
    let line = other.get(&format!("/api/v1/recurrence/families/{id}/line")).await.expect(200);
    let line = line.json();
    let numbers: Vec<&str> = line["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["INC-1", "INC-3"]);
    assert_eq!(line["fixes"].as_array().unwrap().len(), 1);
    assert_eq!(line["fixes"][0]["recurred_while_open"], json!(["INC-3"]));
    let page = other.get(&format!("/families/{id}")).await.expect(200).text;
    for shown in ["<svg", "Over time", "REM-1", "INC-3", "24 days overdue", "while open: INC-3"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for hidden in ["INC-2", "Hidden", "REM-2", "Hush", "First <b>"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    assert!(who.get(&format!("/families/{id}")).await.text.contains("REM-2"));
    let empty = post(&who, "recurrence/families", json!({"name": "Nothing yet"})).await;
    let page = who.get(&format!("/families/{}", empty["id"].as_str().unwrap())).await.expect(200);
    assert!(!page.text.contains("Over time"), "quiet when there is nothing");
}

#[tokio::test]
async fn the_line_of_a_fix_ends_when_it_is_given_up() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    incident(&who, "First", "2026-09-01", "open").await;
    for title in ["Superseded", "Declined", "Accepted", "Standing"] {
        post(&who, "remediations", json!({"title": title, "incidents": ["INC-1"]})).await;
    }
    let given_up = app.state.clock.now();
    let approver = app.browser("approver@example.org", Role::Commander).await;
    for (number, step) in [
        (1, json!({"to": "superseded", "successor": "REM-4", "reason": "One gate for all"})),
        (2, json!({"to": "declined", "reason": "Another one covers it"})),
        (
            3,
            json!({"to": "risk_accepted", "reason": "It happens once in years",
            "approver": "approver@example.org", "expires_on": "2027-03-01"}),
        ),
    ] {
        let path = format!("/api/v1/remediations/REM-{number}/status");
        approver.post(&path, step).await.expect(200);
    }
    app.state.clock.advance(chrono::Duration::days(3));
    let who = app.as_role(Role::Admin).await;
    incident(&who, "Again", "2026-11-24", "open").await;
    let family = json!({"name": "Publishes alone", "incidents": ["INC-1", "INC-2"]});
    let id = post(&who, "recurrence/families", family).await["id"].as_str().unwrap().to_owned();
    let line = who.get(&format!("/api/v1/recurrence/families/{id}/line")).await.expect(200).json();
    let ended = |n: usize| line["fixes"][n]["ended_at"].as_str().map(str::to_owned);
    let day = given_up.format("%Y-%m-%d").to_string();
    for n in 0..3 {
        assert!(ended(n).is_some_and(|at| at.starts_with(&day)), "{}", line["fixes"][n]);
        assert_eq!(line["fixes"][n]["recurred_while_open"], json!([]), "it was given up by then");
    }
    assert_eq!(ended(3), None);
    assert_eq!(line["fixes"][3]["recurred_while_open"], json!(["INC-2"]));
    let page = who.get(&format!("/families/{id}")).await.expect(200).text;
    assert_eq!(
        page.matches("class=\"story-end\"").count(),
        6,
        "three, in a wide and a narrow drawing"
    );
    let day = given_up.format("%-d %b %Y").to_string();
    for standing in ["superseded", "declined", "risk accepted"] {
        assert!(page.contains(&format!("({standing} {day})")), "{standing} {day}: {page}");
    }
    // Decided again, it stands again.
    let again = json!({"to": "accepted", "reason": "Needed after all"});
    who.post("/api/v1/remediations/REM-2/status", again).await.expect(200);
    let line = who.get(&format!("/api/v1/recurrence/families/{id}/line")).await.expect(200).json();
    assert_eq!(line["fixes"][1]["ended_at"], Value::Null);
}

#[tokio::test]
async fn rejections_say_who_when_and_why_and_can_be_taken_back() {
    let app = TestApp::new().await;
    let who = app.browser("judge@example.org", Role::Responder).await;
    incident(&who, "First", "2026-09-01", "open").await;
    incident(&who, "Second", "2026-10-01", "open").await;
    incident(&who, "Third", "2026-10-02", "open").await;
    let judged = json!({"later": "INC-2", "earlier": "INC-1", "verdict": "rejected",
        "rationale": "Another database"});
    let finding = post(&who, "recurrence/findings", judged).await;
    let relation = json!({"kind": "not_similar", "to": "INC-1", "rationale": "Only the words"});
    post(&who, "incidents/INC-3/relations", relation).await;
    let reader = app.as_role(Role::Viewer).await;
    let page = reader.get("/families/rejections").await.expect(200).text;
    for shown in ["Another database", "Only the words", "INC-3", "22 Nov 2026"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("action=\"/families/rejections/"), "a viewer takes nothing back");
    let page = who.get("/families/rejections").await.expect(200).text;
    assert_eq!(page.matches("action=\"/families/rejections/").count(), 2);
    let id = finding["id"].as_str().unwrap();
    let back = format!("/families/rejections/{id}");
    reader.form(&back, &[]).await.expect(403);
    who.form(&back, &[]).await.expect(303);
    who.form(&back, &[]).await.expect(303);
    let now = who.get(&format!("/api/v1/recurrence/findings/{id}")).await.expect(200).json();
    assert_eq!(now["verdict"], "suggested");
    let relations = who.get("/api/v1/incidents/INC-3/relations").await.expect(200).json();
    let relation = relations["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/recurrence/findings/{relation}/rejection");
    who.delete(&path).await.expect(204);
    let page = who.get("/families/rejections").await.expect(200).text;
    assert!(page.contains("Nothing was rejected"), "{page}");
    let nobody = uuid::Uuid::nil();
    who.delete(&format!("/api/v1/recurrence/findings/{nobody}/rejection")).await.expect(404);
}
