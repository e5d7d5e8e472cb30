//! `/api/v1/incidents/{incident}/line`, and lines among `/events`

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const LINE: &str = "/api/v1/incidents/INC-1/line";
const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.with_token(Role::Responder, &["write"]).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    (app, writer)
}

#[tokio::test]
async fn a_line_is_read_and_not_stored() {
    let (app, writer) = incident().await;
    let line = "2026-03-17 14:32 agent:helper posted the <b>wrong</b> recipe #acl";
    let body = json!({"line": line, "zone": "Europe/Berlin"});
    let read = writer.post(LINE, body).await.expect(200).json();
    assert_eq!(read["text"], "posted the <b>wrong</b> recipe");
    assert_eq!(read["event"]["occurred"]["at"], "2026-03-17T13:32:00Z");
    assert_eq!(read["event"]["kind"], "agent_output");
    assert_eq!(read["event"]["tags"], json!(["acl"]));
    let kinds: Vec<_> =
        read["chips"].as_array().unwrap().iter().map(|c| c["what"].clone()).collect();
    assert_eq!(kinds, ["time", "actor", "kind", "tag"]);
    assert_eq!(read["chips"][2]["guessed"], true);
    assert_eq!(read["errors"], json!([]));
    assert!(read["html"].as_str().unwrap().contains("17 Mar 2026, 14:32 Europe/Berlin"));
    let wrong = writer
        .post(LINE, json!({"line": "25:00 <script>x</script> ->E3"}))
        .await
        .expect(200)
        .json();
    assert_eq!(wrong["errors"].as_array().map(Vec::len), Some(2));
    assert!(!wrong["html"].as_str().unwrap().contains("<script>"));
    assert_eq!(writer.get(EVENTS).await.expect(200).json()["items"], json!([]));
    let zone = writer.post(LINE, json!({"line": "x", "zone": "Mars/Base"})).await.expect(422);
    assert_eq!(zone.wrong_fields(), ["zone"]);
    writer.post(LINE, json!({"line": "x", "more": 1})).await.expect(422);
    writer.post("/api/v1/incidents/INC-9/line", json!({"line": "x"})).await.expect(404);
    let reader = app.with_token(Role::Viewer, &["read"]).await;
    reader.post(LINE, json!({"line": "x"})).await.expect(403);
}

#[tokio::test]
async fn a_line_is_stored_with_its_links_or_not_at_all() {
    let (_app, writer) = incident().await;
    let sent = |line: &str| json!({"line": line, "zone": "UTC"});
    let made =
        writer.post(EVENTS, sent("2026-03-17 14:32 agent:helper posted it")).await.expect(201);
    assert_eq!(made.json()["seq"], 1);
    let made =
        writer.post(EVENTS, sent("+5m @\"Engineer C\" follows it <-E1")).await.expect(201).json();
    assert_eq!(made["occurred"]["at"], "2026-03-17T14:37:00Z");
    let links = writer.get("/api/v1/incidents/INC-1/links").await.expect(200).json();
    assert_eq!(links["items"][0]["kind"], "acted_on");
    let cycle = writer.post(EVENTS, sent("2026-03-17 @x acts <-E2 triggered ->E1 triggered")).await;
    let cycle = cycle.expect(409).json();
    assert_eq!(cycle["path"], json!([1, 2, 3, 1]));
    let wrong = writer.post(EVENTS, sent("25:00 x")).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["line"]);
    assert_eq!(
        writer.get(EVENTS).await.expect(200).json()["items"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn lines_and_events_are_sent_in_one_array() {
    let (_app, writer) = incident().await;
    let all = json!([
        {"line": "2026-03-17 14:32 @\"Engineer A\" asks", "zone": "UTC"},
        {"kind": "observation", "text": "as JSON", "occurred": {"at": "2026-03-17T14:33Z"}, "tags": ["acl", "#two"]},
        {"line": "+1h @Engineer A waits", "zone": "UTC"},
    ]);
    let made = writer.post(EVENTS, all).await.expect(201).json();
    assert_eq!(made["items"][2]["occurred"]["at"], "2026-03-17T15:32:00Z");
    assert_eq!(made["items"][2]["actor"]["id"], made["items"][0]["actor"]["id"]);
    assert_eq!(made["items"][1]["tags"], json!(["acl", "two"]));
    let wrong = json!([{"line": "14:32 x"}, {"line": "!nonsense"}, {"kind": "nothing"}]);
    let wrong = writer.post(EVENTS, wrong).await.expect(422);
    let fields = wrong.wrong_fields();
    assert!(fields.iter().any(|field| field == "1.line") && fields.iter().any(|f| f == "2.kind"));
    let found = writer.get("/api/v1/search?q=acl").await.expect(200).text;
    assert!(found.contains("as JSON"), "an event is found by its tags");
}
