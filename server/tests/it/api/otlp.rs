//! Receiving over OTLP: protobuf and JSON, gzip, named incidents and the inbox.

use std::io::Write;

use app::domain::permission::Role;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const EVENTS: &str = "/api/v1/incidents/INC-1/events";
const PROTOBUF: Option<&str> = Some("application/x-protobuf");

async fn incident() -> (TestApp, Client, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    let sender = app.with_token(Role::Responder, &["import"]).await;
    (app, writer, sender)
}

fn varint(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

fn field(number: u8, inner: &[u8]) -> Vec<u8> {
    [vec![number << 3 | 2], varint(inner.len()), inner.to_vec()].concat()
}

fn attribute(key: &str, value: &str) -> Vec<u8> {
    [field(1, key.as_bytes()), field(2, &field(1, value.as_bytes()))].concat()
}

/// A request with one span, as an exporter writes it.
fn traces(incident: Option<&str>, span_id: u8) -> Vec<u8> {
    let time = |tag: u8, nanos: u64| [vec![tag << 3 | 1], nanos.to_le_bytes().to_vec()].concat();
    let span = [
        field(1, &[7; 16]),
        field(2, &[span_id; 8]),
        field(5, b"chat model-a"),
        time(7, 1_773_757_800_000_000_000),
        time(8, 1_773_757_801_000_000_000),
        field(9, &attribute("gen_ai.operation.name", "chat")),
        field(9, &attribute("gen_ai.output.messages", "Give everybody access.")),
    ]
    .concat();
    let mut resource = field(1, &attribute("service.name", "forum-helper"));
    if let Some(incident) = incident {
        resource.extend(field(1, &attribute("throughline.incident", incident)));
    }
    let scope = field(2, &span);
    field(1, &[field(1, &resource), field(2, &scope)].concat())
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200).json()["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn spans_of_a_named_incident_are_stored_once_however_often_they_are_sent() {
    let (_app, writer, sender) = incident().await;
    for _ in 0..2 {
        let body = traces(Some("INC-1"), 1);
        let reply = sender.send(Method::POST, "/v1/traces", PROTOBUF, body).await.expect(200);
        assert_eq!((reply.header("content-type"), reply.text.len()), ("application/x-protobuf", 0));
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&traces(None, 2)).unwrap();
    let named =
        sender.clone().with("content-encoding", "gzip").with("x-throughline-incident", "INC-1");
    let body = gzip.finish().unwrap();
    named.send(Method::POST, "/v1/traces", PROTOBUF, body).await.expect(200);
    let events = items(&writer, EVENTS).await;
    assert_eq!(events.len(), 1);
    let steps = items(&writer, &format!("{EVENTS}/{}/steps", events[0]["seq"])).await;
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0]["agent_output"]["output"], "Give everybody access.");
    assert!(items(&writer, "/api/v1/inbox").await.is_empty());
}

#[tokio::test]
async fn what_names_no_incident_waits_in_the_inbox_and_follows_its_run() {
    let (_app, writer, sender) = incident().await;
    for span in [1, 1, 2] {
        // An incident that is not there is as good as none.
        let body = traces(Some("INC-9").filter(|_| span == 2), span);
        sender.send(Method::POST, "/v1/traces", PROTOBUF, body).await.expect(200);
    }
    let waiting = items(&writer, "/api/v1/inbox").await;
    assert_eq!((waiting.len(), &waiting[0]["steps"]), (1, &json!(2)));
    assert!(writer.get("/inbox").await.expect(200).text.contains("forum-helper"));
    let id = waiting[0]["id"].as_str().expect("an id").to_owned();
    writer.form(&format!("/inbox/{id}/assign"), &[("incident", "INC-9")]).await.expect(422);
    writer.form(&format!("/inbox/{id}/assign"), &[("incident", "INC-1")]).await.expect(303);
    assert!(items(&writer, "/api/v1/inbox").await.is_empty());
    sender.send(Method::POST, "/v1/traces", PROTOBUF, traces(None, 3)).await.expect(200);
    let seq = items(&writer, EVENTS).await[0]["seq"].clone();
    assert_eq!(items(&writer, &format!("{EVENTS}/{seq}/steps")).await.len(), 3, "it follows");
    writer.delete(&format!("/api/v1/inbox/{id}")).await.expect(404);
}

#[tokio::test]
async fn a_dismissed_run_is_forgotten_and_stays_so() {
    let (_app, writer, sender) = incident().await;
    sender.send(Method::POST, "/v1/traces", PROTOBUF, traces(None, 1)).await.expect(200);
    let id = items(&writer, "/api/v1/inbox").await[0]["id"].clone();
    writer.delete(&format!("/api/v1/inbox/{}", id.as_str().expect("an id"))).await.expect(204);
    sender.send(Method::POST, "/v1/traces", PROTOBUF, traces(None, 2)).await.expect(200);
    assert!(items(&writer, "/api/v1/inbox").await.is_empty());
}

#[tokio::test]
async fn json_is_answered_in_json_and_what_is_not_taken_is_a_partial_success() {
    let (_app, writer, sender) = incident().await;
    let log = json!({"timeUnixNano": "1773757800000000000", "body": {"stringValue": "hello"}});
    let record =
        |record: Value| json!({"resourceLogs": [{"scopeLogs": [{"logRecords": [record]}]}]});
    let taken = sender.post("/v1/logs", record(log)).await.expect(200);
    assert_eq!(taken.json(), json!({}));
    let nameless = json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "x"}]}]}]});
    let partly = sender.post("/v1/traces", nameless).await.expect(200).json();
    assert_eq!(partly["partialSuccess"]["rejectedSpans"], "1");
    assert_eq!(items(&writer, "/api/v1/inbox").await.len(), 1);
}

#[tokio::test]
async fn what_is_no_otlp_and_who_may_not_send() {
    let (app, _writer, sender) = incident().await;
    let send = |client: Client, kind: &'static str, body: Vec<u8>| async move {
        client.send(Method::POST, "/v1/traces", Some(kind), body).await.status.as_u16()
    };
    assert_eq!(send(sender.clone(), "application/x-protobuf", vec![0xff; 9]).await, 400);
    assert_eq!(send(sender.clone(), "application/json", b"{".to_vec()).await, 400);
    assert_eq!(send(sender.clone(), "text/plain", Vec::new()).await, 415);
    let packed = sender.clone().with("content-encoding", "gzip");
    assert_eq!(send(packed.clone(), "application/json", b"no gzip".to_vec()).await, 400);
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..40 {
        bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    assert_eq!(send(packed, "application/json", bomb.finish().unwrap()).await, 413);
    assert_eq!(send(app.anonymous(), "application/json", b"{}".to_vec()).await, 401);
    let reader = app.with_token(Role::Responder, &["write"]).await;
    assert_eq!(send(reader, "application/json", b"{}".to_vec()).await, 403);
}
