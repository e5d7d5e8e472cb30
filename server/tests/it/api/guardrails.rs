//! `/api/v1/guardrails` and its page.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const MAP: &str = "/api/v1/guardrails";

async fn incident(who: &Client, title: &str, visibility: &str, state: &str) -> String {
    let body = json!({"title": title, "visibility": visibility});
    let made = who.post("/api/v1/incidents", body).await.expect(201).json();
    let number = made["number"].as_str().expect("a number").to_owned();
    let base = format!("/api/v1/incidents/{number}");
    let factor = json!({"code": "approval_missing", "scope": "bot", "role": "enabling"});
    who.post(&format!("{base}/factors"), factor).await.expect(201);
    let control = json!({"control": "approval_gate", "state": state});
    who.post(&format!("{base}/controls"), control).await.expect(201);
    number
}

#[tokio::test]
async fn a_row_holds_its_incidents_by_agent_and_what_is_done() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    who.post("/api/v1/agents", json!({"name": "Forum helper"})).await.expect(201);
    let first = incident(&who, "First", "open", "absent").await;
    let event = json!({"kind": "agent_action", "text": "posted",
        "occurred": {"at": "2026-11-20T10:00:00Z", "precision": "minute"},
        "actor": {"kind": "ai_agent", "ref": "forum-helper"}});
    who.post(&format!("/api/v1/incidents/{first}/events"), event).await.expect(201);
    incident(&who, "Second", "open", "bypassed").await;
    incident(&who, "Held", "open", "worked").await;
    incident(&who, "Secret", "restricted", "failed").await;
    let fix = json!({"title": "Gate", "controls": ["approval_gate"], "due": "2026-11-01"});
    who.post("/api/v1/remediations", fix).await.expect(201);
    let map = who.get(MAP).await.expect(200).json();
    assert_eq!(map["items"].as_array().unwrap().len(), 1, "{map}");
    assert_eq!(map["items"][0]["times"], 3);
    let viewer = app.as_role(Role::Viewer).await;
    let row = viewer.get(MAP).await.expect(200).json()["items"][0].clone();
    assert_eq!((&row["times"], &row["open"]), (&json!(2), &json!(["REM-1"])));
    let expected = json!([
        {"agent": "forum-helper", "incident": "INC-1", "state": "absent"},
        {"agent": Value::Null, "incident": "INC-2", "state": "bypassed"},
    ]);
    assert_eq!(row["cells"], expected);
    let one = viewer.get(&format!("{MAP}?agent=forum-helper")).await.expect(200).json();
    assert_eq!(one["items"][0]["times"], 1);
    let page = viewer.get("/guardrails").await.expect(200);
    for words in ["Approval gate", "INC-1", "21 days overdue", "again", "never"] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(!page.text.contains("INC-4"));
    let row = viewer.get(&format!("{MAP}?control=approval_gate")).await.expect(200).json();
    assert_eq!(row["items"][0]["cells"], expected, "the same, found by its control");
    assert_eq!(row["items"][0]["open"], json!(["REM-1"]));
    let none = viewer.get("/guardrails?control=stop_control").await.expect(200);
    assert!(none.text.contains("No guardrail let anything pass"));
}
