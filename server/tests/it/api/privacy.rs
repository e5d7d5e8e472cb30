//! What may not be seen cannot be inferred, and what somebody else wrote is theirs.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const INCIDENTS: &str = "/api/v1/incidents";
const FAMILIES: &str = "/api/v1/recurrence/families";

async fn declare(who: &Client, body: Value) -> String {
    let made = who.post(INCIDENTS, body).await.expect(201).json();
    made["number"].as_str().expect("a number").to_owned()
}

#[tokio::test]
async fn a_name_in_another_system_tells_nothing_of_a_restricted_incident() {
    let app = TestApp::new().await;
    let commander = app.as_role(Role::Commander).await;
    let secret = json!({"title": "Secret", "visibility": "restricted", "external_ids": ["pd:P1"]});
    declare(&commander, secret.clone()).await;
    let stranger = app.as_role(Role::Commander).await;
    let mine = declare(&stranger, json!({"title": "Mine", "external_ids": ["pd:P1"]})).await;
    assert_eq!(mine, "INC-2");
    let again = json!({"title": "Again", "external_ids": ["pd:P1"]});
    let taken = stranger.post(INCIDENTS, again.clone()).await.expect(422);
    assert_eq!(taken.wrong_fields(), ["external_ids"]);
    assert!(taken.text.contains("belongs to INC-2 already"), "{}", taken.text);
    let taken = commander.post(INCIDENTS, secret).await.expect(422);
    assert!(taken.text.contains("belongs to INC-1 already"), "{}", taken.text);
    let admin = app.as_role(Role::Admin).await;
    admin.post(INCIDENTS, again).await.expect(422);
    let other = declare(&stranger, json!({"title": "Other", "external_ids": ["pd:P2"]})).await;
    let path = format!("{INCIDENTS}/{other}");
    stranger.patch(&path, json!({"external_ids": ["pd:P1"]})).await.expect(422);
    stranger.patch(&path, json!({"external_ids": ["pd:P2", "pd:P3"]})).await.expect(200);
}

#[tokio::test]
async fn the_name_of_a_family_tells_nothing_of_a_restricted_incident() {
    let app = TestApp::new().await;
    let commander = app.as_role(Role::Commander).await;
    let secret = declare(&commander, json!({"title": "x", "visibility": "restricted"})).await;
    let family = json!({"name": "Quiet line", "incidents": [secret]});
    commander.post(FAMILIES, family.clone()).await.expect(201);
    commander.post(FAMILIES, family).await.expect(409);
    let stranger = app.as_role(Role::Responder).await;
    let family = json!({"name": "Quiet line", "incidents": []});
    let mine = stranger.post(FAMILIES, family.clone()).await.expect(201);
    stranger.post(FAMILIES, family.clone()).await.expect(409);
    let path = mine.header("location").to_owned();
    stranger.patch(&path, json!({"description": "the same name"})).await.expect(200);
    let listed = stranger.get(FAMILIES).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let all = app.as_role(Role::Admin).await.get(FAMILIES).await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_another_one_wrote_is_not_retracted_without_the_right() {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    declare(&writer, json!({"title": "Forum"})).await;
    declare(&writer, json!({"title": "Forum again"})).await;
    let event = json!({"kind": "observation", "text": "seen", "occurred": {"at": "2026-03-17"}});
    let rows = [
        ("claims", json!({"question": "Who?", "statement": "A did", "made_by": "a paper"})),
        ("evidence", json!({"url": "https://example.org/thread"})),
        ("exposures", json!({"data_class": "mail"})),
        ("factors", json!({"code": "over_reliance", "role": "enabling"})),
        ("controls", json!({"control": "approval_gate", "state": "bypassed"})),
        ("relations", json!({"kind": "similar", "to": "INC-1"})),
        ("events", event.clone()),
        ("events", event),
        (
            "links",
            json!({"from": 1, "to": 2, "kind": "corroborates", "basis": "documented",
                "confidence": "reported"}),
        ),
    ];
    let mut written = Vec::new();
    for (part, body) in rows {
        let made = writer.post(&format!("{INCIDENTS}/INC-2/{part}"), body).await.expect(201);
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        written.push(match part {
            "events" => format!("{INCIDENTS}/INC-2/events/{}", made.json()["seq"]),
            part => format!("{INCIDENTS}/INC-2/{part}/{id}"),
        });
    }
    let other = app.as_role(Role::Responder).await;
    let commander = app.as_role(Role::Commander).await;
    for path in written.iter().rev() {
        let path = format!("{path}?reason=it%20was%20wrong");
        let refused = other.delete(&path).await.expect(403).json();
        assert!(refused["detail"].as_str().unwrap().contains("commander"), "{path}: {refused}");
        let gone = commander.delete(&path).await;
        assert!(gone.status.is_success(), "{path}: {}", gone.text);
    }
}

#[tokio::test]
async fn a_service_that_only_a_restricted_incident_names_is_not_told() {
    let app = TestApp::new().await;
    let commander = app.as_role(Role::Commander).await;
    let secret = json!({"title": "x", "visibility": "restricted", "services": ["Payroll"]});
    declare(&commander, secret).await;
    declare(&commander, json!({"title": "y", "services": ["Forum"]})).await;
    let services = "/api/v1/services";
    let names = async |who: &Client| {
        let list = who.get(services).await.expect(200).json();
        let rows = list["items"].as_array().expect("items").clone();
        rows.into_iter().map(|row| row["key"].as_str().expect("a key").to_owned()).collect()
    };
    let stranger = app.as_role(Role::Responder).await;
    let seen: Vec<String> = names(&stranger).await;
    assert_eq!(seen, ["forum"]);
    stranger.get(&format!("{services}/payroll")).await.expect(404);
    stranger.patch(&format!("{services}/payroll"), json!({"name": "x"})).await.expect(404);
    let seen: Vec<String> = names(&commander).await;
    assert_eq!(seen, ["forum", "payroll"]);
    stranger.post(services, json!({"name": "Forum"})).await.expect(409);
    let made = stranger.post(services, json!({"name": "payroll"})).await.expect(201);
    assert_eq!((made.header("etag"), made.json()["name"].as_str()), ("\"1\"", Some("payroll")));
    stranger.post(services, json!({"name": "payroll"})).await.expect(409);
    let seen: Vec<String> = names(&stranger).await;
    assert_eq!(seen, ["forum", "payroll"]);
}
