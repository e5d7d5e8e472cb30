//! What people wrote about an incident that is merged or split: it names the events as they are called
//! from then on.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn post(who: &Client, path: &str, body: Value) -> Value {
    who.post(&format!("/api/v1/{path}"), body).await.expect(201).json()
}

async fn get(who: &Client, path: &str) -> Value {
    who.get(&format!("/api/v1/{path}")).await.expect(200).json()
}

/// INC-1 with three events and INC-2 with one; what is said of INC-1 names two of its events.
async fn records(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    for (title, events) in [("Search is slow", 3), ("Checkout is slow", 1), ("Before", 0)] {
        let made = post(&who, "incidents", json!({"title": title})).await;
        let number = made["number"].as_str().unwrap();
        for hour in 1..=events {
            let event = json!({"kind": "agent_action", "text": "It acted",
                "occurred": {"at": format!("2026-11-20T{hour:02}:00:00Z"), "precision": "minute"},
                "actor": {"kind": "ai_agent", "name": "Helper"}});
            post(&who, &format!("incidents/{number}/events"), event).await;
        }
    }
    let fix = json!({"title": "Cache", "incidents": ["INC-3"]});
    post(&who, "remediations", fix).await;
    let serve = json!({"incident": "INC-1", "event": 3, "why": "After E2 came E3"});
    who.post("/api/v1/remediations/REM-1/incidents", serve).await.expect(201);
    let relation =
        json!({"kind": "similar", "to": "INC-3", "rationale": "E3 follows E2 there too"});
    post(&who, "incidents/INC-1/relations", relation).await;
    let judged = json!({"later": "INC-1", "earlier": "INC-3", "verdict": "rejected",
        "rationale": "E3 was another helper"});
    post(&who, "recurrence/findings", judged).await;
    for key in ["E2", "E3"] {
        let word = json!({"rule": "action_without_cause", "key": key, "reason": format!("Routine ({key}).")});
        post(&who, "incidents/INC-1/notices/dismissals", word).await;
    }
    who
}

async fn why(who: &Client, incident: &str) -> String {
    let served = get(who, "remediations/REM-1/incidents").await;
    let served = served["items"].as_array().unwrap().clone();
    let it = served.iter().find(|it| it["incident"] == incident).expect("it serves it");
    it["why"].as_str().unwrap().to_owned()
}

async fn rationale(who: &Client, incident: &str) -> String {
    let relations = get(who, &format!("incidents/{incident}/relations")).await;
    let items = relations["items"].as_array().unwrap().clone();
    let it = items.iter().find(|it| it.to_string().contains("INC-3") && it["kind"] == "similar");
    it.expect("a relation")["rationale"].as_str().unwrap().to_owned()
}

/// The keys of the notices that were dismissed.
async fn dismissed(who: &Client, incident: &str) -> Vec<String> {
    let notices = get(who, &format!("incidents/{incident}/notices")).await;
    let items = notices["items"].as_array().unwrap().clone();
    let gone = items.iter().filter(|it| it["dismissed"] != Value::Null);
    gone.map(|it| it["key"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn after_a_merging_words_name_the_new_numbers() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    assert_eq!(dismissed(&who, "INC-1").await, ["E2", "E3"]);
    let merge = json!({"into": "INC-2", "reason": "One slow database behind both"});
    who.post("/api/v1/incidents/INC-1/merge", merge).await.expect(200);
    assert_eq!(why(&who, "INC-2").await, "After E3 came E4");
    assert_eq!(rationale(&who, "INC-2").await, "E4 follows E3 there too");
    let page = who.get("/families/rejections").await.expect(200).text;
    assert!(page.contains("E4 was another helper"), "{page}");
    assert_eq!(dismissed(&who, "INC-2").await, ["E3", "E4"]);
}

#[tokio::test]
async fn after_a_splitting_words_name_what_went_where_it_is_now() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    let split = json!({"events": [3], "title": "The third", "reason": "It was something else"});
    who.post("/api/v1/incidents/INC-1/split", split).await.expect(200);
    assert_eq!(why(&who, "INC-1").await, "After E2 came INC-4/E1");
    assert_eq!(why(&who, "INC-4").await, "After INC-1/E2 came E1");
    assert_eq!(rationale(&who, "INC-1").await, "INC-4/E1 follows E2 there too");
    assert_eq!(dismissed(&who, "INC-1").await, ["E2"]);
    assert_eq!(dismissed(&who, "INC-4").await, ["E1"]);
}
