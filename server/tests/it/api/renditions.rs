//! What was hidden is nowhere any more, but for those who may read it; and then not for them either.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const EVENTS: &str = "/api/v1/incidents/INC-1/events";
/// A word that is nowhere but where the tests put it.
const SECRET: &str = "Quetzalcoatlus";

/// An incident whose record has the word wherever words can be.
async fn record(who: &Client) {
    let incident = json!({"title": format!("Forum {SECRET}"), "summary": format!("Of {SECRET}.")});
    who.post("/api/v1/incidents", incident).await.expect(201);
    let output = json!({
        "kind": "agent_output", "occurred": {"at": "2026-03-17"}, "text": format!("It named {SECRET}"), "pinned": true,
        "actor": {"kind": "ai_agent", "name": "helper"},
        "agent_output": {
            "output": format!("The customer is {SECRET}, of course."), "input": format!("Who is {SECRET}?"),
            "tool_calls": [{"name": "post", "arguments": format!("{{\"to\": \"{SECRET}\"}}"), "result": SECRET}],
        },
    });
    let keyed = who.clone().with("idempotency-key", "the-output");
    keyed.post(EVENTS, output).await.expect(201);
    let other = json!({"kind": "observation", "occurred": {"at": "2026-03-17"}, "text": format!("{SECRET} wrote back")});
    who.post(EVENTS, other).await.expect(201);
    who.patch(&format!("{EVENTS}/1"), json!({"text": format!("It told {SECRET}")}))
        .await
        .expect(200);
    let rows = [
        ("evidence", json!({"quote": format!("Hello {SECRET}"), "events": [1]})),
        (
            "claims",
            json!({"question": "Who?", "statement": format!("{SECRET} did"), "made_by": "a paper"}),
        ),
        (
            "links",
            json!({"from": 1, "to": 2, "kind": "contributed_to", "basis": "documented", "confidence": "reported", "rationale": format!("{SECRET} said so")}),
        ),
        ("exposures", json!({"data_class": "names", "notes": format!("{SECRET} was one")})),
        (
            "factors",
            json!({"code": "over_reliance", "role": "enabling", "note": format!("of {SECRET}")}),
        ),
    ];
    for (part, body) in rows {
        who.post(&format!("/api/v1/incidents/INC-1/{part}"), body).await.expect(201);
    }
    let fix = json!({"title": format!("Ask {SECRET}"), "description": format!("Of {SECRET}"),
        "measure": {"what": format!("{SECRET} named"), "how": "log", "expected": "0", "check_on": "2026-09-01"},
        "incidents": ["INC-1"]});
    who.post("/api/v1/remediations", fix).await.expect(201);
    let said = json!([{"role": "assistant", "parts": [{"type": "text", "content": format!("Of {SECRET}")}]}]);
    let span = json!({"traceId": "0a".repeat(16), "spanId": "0a".repeat(8), "name": "chat",
        "startTimeUnixNano": "1773757800000000000",
        "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
            {"key": "gen_ai.output.messages", "value": {"stringValue": said.to_string()}}]});
    let spans = json!({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]});
    who.post("/v1/traces", spans).await.expect(200);
    let text = json!({"body": format!("## What happened\n\n{SECRET} was named.\n")});
    let saved = who.json(axum::http::Method::PUT, "/api/v1/incidents/INC-1/postmortem", text).await;
    assert!(saved.status.is_success(), "{}", saved.text);
}

/// Every page and address of the API that shows the incident.
const PLACES: &[&str] = &[
    "/",
    "/incidents",
    "/incidents/INC-1",
    "/incidents/INC-1/edit",
    "/incidents/INC-1/history",
    "/incidents/INC-1/authority",
    "/incidents/INC-1/notices",
    "/incidents/INC-1/postmortem",
    "/incidents/INC-1/postmortem/edit",
    "/incidents/INC-1/postmortem/versions/1",
    "/incidents/INC-1/events/1",
    "/incidents/INC-1/events/2",
    "/search?q=Quetzalcoatlus",
    "/audit",
    "/api/v1/incidents",
    "/api/v1/incidents/INC-1",
    EVENTS,
    "/api/v1/incidents/INC-1/events/1",
    "/api/v1/incidents/INC-1/events/2",
    "/api/v1/incidents/INC-1/events/1/revisions",
    "/api/v1/incidents/INC-1/events/1/chain",
    "/api/v1/incidents/INC-1/events/1/redactions",
    "/api/v1/incidents/INC-1/links",
    "/api/v1/incidents/INC-1/claims",
    "/api/v1/incidents/INC-1/evidence",
    "/api/v1/incidents/INC-1/exposures",
    "/api/v1/incidents/INC-1/factors",
    "/api/v1/incidents/INC-1/findings",
    "/api/v1/incidents/INC-1/authority",
    "/api/v1/incidents/INC-1/postmortem",
    "/api/v1/incidents/INC-1/postmortem/versions",
    "/api/v1/incidents/INC-1/export?format=json",
    "/api/v1/incidents/INC-1/export?format=md",
    "/api/v1/incidents/INC-1/export?format=csv",
    "/api/v1/search?q=Quetzalcoatlus",
    "/api/v1/audit",
    "/remediations",
    "/remediations/REM-1",
    "/api/v1/remediations/REM-1",
    "/api/v1/search?q=Quetzalcoatlus&type=remediation",
];

/// The places that have the word; the search repeats what was asked for.
async fn told(who: &Client) -> Vec<&'static str> {
    let mut found = Vec::new();
    for path in PLACES {
        let answer = who.get(path).await;
        let text =
            answer.text.replace("q=Quetzalcoatlus", "").replace("value=\"Quetzalcoatlus\"", "");
        let repeats = path.contains("search") && !text.contains("INC-1");
        if text.contains(SECRET) && !repeats {
            found.push(*path);
        }
    }
    found
}

#[tokio::test]
async fn a_hidden_word_is_nowhere_any_more() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Admin).await;
    record(&who).await;
    let before = told(&who).await;
    for place in [
        "/incidents/INC-1",
        EVENTS,
        "/api/v1/search?q=Quetzalcoatlus",
        "/api/v1/incidents/INC-1/postmortem",
    ] {
        assert!(before.contains(&place), "{place} had it: {before:?}");
    }
    let original = who.get(&format!("{EVENTS}/1")).await.expect(200).json();
    let hash = original["agent_output"]["sha256"].as_str().unwrap().to_owned();
    let hide = json!({"passages": [SECRET], "reason": "the name of a customer"});
    let event = who.post(&format!("{EVENTS}/1/redactions"), hide).await.expect(200).json();
    assert_eq!(event["agent_output"]["output"], "The customer is [redacted], of course.");
    assert_eq!(event["agent_output"]["redacted_from"], hash);
    assert_ne!(event["agent_output"]["sha256"], hash);
    assert!(event["version"].as_i64() > original["version"].as_i64());
    assert_eq!(told(&who).await, Vec::<&str>::new());
    let run = who.get("/api/v1/inbox").await.expect(200).json()["items"][0]["id"].clone();
    let sort = format!("/api/v1/inbox/{}", run.as_str().expect("a run"));
    who.post(&sort, json!({"incident": "INC-1"})).await.expect(200);
    let steps = who.get(&format!("{EVENTS}?steps=true")).await.expect(200).text;
    assert!(steps.contains("Of [redacted]") && !steps.contains(SECRET), "{steps}");
    let again = who.clone().with("idempotency-key", "the-output");
    let again = again.post(EVENTS, json!({"kind": "observation"})).await;
    assert!(!again.text.contains(SECRET));
    let listed = who.get(&format!("{EVENTS}/1/redactions")).await.expect(200).json();
    assert_eq!(
        (listed["items"][0]["original_sha256"].as_str(), listed["items"][0]["purged_at"].is_null()),
        (Some(&*hash), true)
    );
    let evidence = who.get("/api/v1/incidents/INC-1/evidence").await.expect(200).json();
    assert_eq!(
        (evidence["items"][0]["redaction"].as_str(), evidence["items"][0]["quote"].as_str()),
        (Some("redacted"), Some("Hello [redacted]"))
    );
    let id = evidence["items"][0]["id"].as_str().unwrap();
    let custody =
        who.get(&format!("/api/v1/incidents/INC-1/evidence/{id}/custody")).await.expect(200);
    assert!(custody.text.contains("\"redacted\""));
    let log =
        app.as_role(Role::Admin).await.get("/api/v1/audit?action=event.redact").await.expect(200);
    assert!(log.text.contains(&hash) && !log.text.contains(SECRET));
}

#[tokio::test]
async fn the_original_is_read_by_few_and_purged_by_fewer() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    record(&who).await;
    let responder = app.as_role(Role::Responder).await;
    let hide = json!({"passages": [SECRET], "reason": "the name of a customer"});
    let (redactions, originals) =
        (format!("{EVENTS}/1/redactions"), format!("{EVENTS}/1/originals"));
    responder.post(&redactions, hide.clone()).await.expect(403);
    who.get(&originals).await.expect(404);
    who.form(
        "/incidents/INC-1/events/1/redact",
        &[("lines", "not said at all"), ("reason", "the name of a customer")],
    )
    .await
    .expect(422);
    who.form(
        "/incidents/INC-1/events/1/redact",
        &[("lines", SECRET), ("reason", "the name of a customer")],
    )
    .await
    .expect(303);
    who.post(&redactions, hide).await.expect(422);
    responder.get(&originals).await.expect(403);
    responder.get("/incidents/INC-1/events/1/originals").await.expect(403);
    let kept = who.get(&originals).await.expect(200);
    assert!(kept.text.contains(&format!("The customer is {SECRET}, of course.")));
    assert!(who.get("/incidents/INC-1/events/1/originals").await.expect(200).text.contains(SECRET));
    let log = app.as_role(Role::Admin).await.get("/api/v1/audit?action=event.read_original").await;
    assert_eq!(log.json()["items"].as_array().unwrap().len(), 2);
    who.delete(&originals).await.expect(403);
    let admin = app.as_role(Role::Admin).await;
    admin.delete(&originals).await.expect(200);
    assert!(!admin.get(&originals).await.expect(200).text.contains(SECRET));
    let listed = who.get(&redactions).await.expect(200).json();
    assert!(
        listed["items"][0]["purged_at"].is_string()
            && listed["items"][0]["original_sha256"].is_string()
    );
    let page = who.get("/incidents/INC-1/events/1").await.expect(200).text;
    assert!(page.contains("the name of a customer") && page.contains("Redacted"));
}

#[tokio::test]
async fn a_form_that_was_open_before_does_not_bring_the_word_back() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    record(&who).await;
    let read = who.get(&format!("{EVENTS}/2")).await.expect(200);
    let tag = read.header("etag").to_owned();
    let hide = json!({"passages": [SECRET], "reason": "the name of a customer"});
    who.post(&format!("{EVENTS}/1/redactions"), hide).await.expect(200);
    let late = who.clone().with("if-match", tag);
    late.patch(&format!("{EVENTS}/2"), json!({"text": read.json()["text"]})).await.expect(412);
}
