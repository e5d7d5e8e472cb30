//! Slack exports: chosen, named, all or nothing; and archives that mean harm.

use std::io::{Cursor, Write};

use app::domain::permission::Role;
use axum::http::Method;
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::support::{Client, Reply, TestApp};

const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    (app, writer)
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

fn export() -> Vec<u8> {
    let users = json!([
        {"id": "U1", "name": "a", "profile": {"real_name": "Engineer A"}},
        {"id": "U2", "name": "helper", "is_bot": true, "profile": {"display_name": "Forum helper"}},
    ]);
    let first = json!([
        {"type": "message", "user": "U1", "ts": "1773757920.000100", "thread_ts": "1773757920.000100", "text": "Who may read <#C1|forum>?"},
        {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1773757921.000100"},
        {"type": "message", "user": "U2", "bot_id": "B2", "ts": "1773757980.000100", "thread_ts": "1773757920.000100", "text": "Everybody."},
    ]);
    let second = json!([{"type": "message", "user": "U1", "ts": "1773844320.000100", "text": "The day after"}]);
    let other =
        json!([{"type": "message", "user": "U1", "ts": "1773757925.000100", "text": "Lunch?"}]);
    archive(&[
        ("lunch/2026-03-17.json", other.to_string().as_bytes()),
        ("ops/2026-03-18.json", second.to_string().as_bytes()),
        ("ops/2026-03-17.json", first.to_string().as_bytes()),
        ("channels.json", b"[]"),
        ("users.json", users.to_string().as_bytes()),
    ])
}

async fn send(client: &Client, query: &str, body: Vec<u8>) -> Reply {
    let path = format!("/api/v1/import/slack?incident=INC-1{query}");
    client.send(Method::POST, &path, Some("application/zip"), body).await
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200).json()["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn an_export_is_chosen_from_and_its_threads_are_folded() {
    let (_app, writer) = incident().await;
    let looked = send(&writer, "&preview=true", export()).await.expect(200).json();
    assert_eq!(looked["contents"]["channels"][1]["name"], "ops");
    assert_eq!(looked["contents"]["channels"][1]["messages"], 3);
    assert_eq!(looked["contents"]["bots"][0]["name"], "Forum helper");
    assert_eq!((&looked["steps"], &looked["passed"]["channel_join"]), (&json!(4), &json!(1)));
    let query = "&channel=ops&agent=Forum%20helper&to=2026-03-18";
    let done = send(&writer, query, export()).await.expect(201).json();
    assert_eq!(done["added"], 2);
    let events = items(&writer, EVENTS).await;
    assert_eq!(events.len(), 1, "the thread, with its reply below");
    assert_eq!(events[0]["text"], "Who may read #forum?");
    assert_eq!(events[0]["actor"]["name"], "Engineer A");
    assert_eq!(events[0]["occurred_end"]["at"], "2026-03-17T14:33:00Z", "until its last reply");
    let seq = &events[0]["seq"];
    let reply = &items(&writer, &format!("{EVENTS}/{seq}/steps")).await[0];
    assert_eq!(
        (&reply["kind"], &reply["actor"]["kind"]),
        (&json!("agent_output"), &json!("ai_agent"))
    );
    assert_eq!(reply["agent_output"]["output"], "Everybody.");
    let again = send(&writer, query, export()).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2)), "twice is once");
    let rest = send(&writer, "&agent=Forum%20helper", export()).await.expect(201).json();
    assert_eq!(rest["added"], 2, "what was not chosen before");
    let other = send(&writer, "", export()).await.expect(409);
    assert!(other.text.contains("ops/1773757980.000100"), "{}", other.text);
}

#[tokio::test]
async fn archives_that_are_torn_or_mean_harm_are_named_and_nothing_is_stored() {
    let (_app, writer) = incident().await;
    let whole = export();
    let bomb = vec![b' '; 40 * 1024 * 1024];
    let mut broken = whole.clone();
    let middle = broken.len() / 3;
    broken[..middle].fill(0x55);
    let day = b"[{\"type\":\"message\",\"user\":\"U1\",\"ts\":\"1773757920.1\",\"text\":\"x\"}]";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("torn", whole[..whole.len() / 2].to_vec(), "the archive: This is no whole zip file"),
        ("no zip", b"hello".to_vec(), "the archive: This is no whole zip file"),
        ("empty", archive(&[]), "no channel"),
        ("overwritten", broken, ""),
        (
            "bomb",
            archive(&[("ops/2026-03-17.json", &bomb)]),
            "ops/2026-03-17.json: It unpacks to more",
        ),
        (
            "traversal",
            archive(&[("../ops/2026-03-17.json", day), ("ops/2026-03-18.json", day)]),
            "leads out of the archive",
        ),
        (
            "no list",
            archive(&[("ops/2026-03-17.json", b"{}")]),
            "ops/2026-03-17.json: This is not a list",
        ),
        (
            "half a list",
            archive(&[("ops/2026-03-17.json", &day[..40])]),
            "ops/2026-03-17.json: This is not a list",
        ),
        (
            "no message",
            archive(&[("ops/2026-03-17.json", b"[7]")]),
            "ops/2026-03-17.json, message 1",
        ),
    ];
    for (case, body, words) in cases {
        let refused = send(&writer, "", body).await.expect(422);
        assert!(refused.text.contains(words), "{case}: {}", refused.text);
        let stored = items(&writer, &format!("{EVENTS}?steps=true")).await;
        assert_eq!(stored.len(), 0, "{case}: nothing is half-stored");
    }
    for query in ["&from=soon", "&from=2026-03-18&to=2026-03-17"] {
        send(&writer, query, export()).await.expect(422);
    }
}
