//! Importing files: once or ten times with the same result, all or nothing, and undone at once.

use app::domain::permission::Role;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp};

const CLAUDE_CODE: &str =
    include_str!("../../../../app/src/domain/import/fixtures/claude-code.jsonl");
const CODEX: &str = include_str!("../../../../app/src/domain/import/fixtures/codex.jsonl");
pub(super) const EVENTS: &str = "/api/v1/incidents/INC-1/events";

pub(super) async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    (app, writer)
}

pub(super) async fn send(client: &Client, adapter: &str, query: &str, text: &str) -> Reply {
    let path = format!("/api/v1/import/{adapter}?incident=INC-1{query}");
    let body = text.as_bytes().to_vec();
    client.send(Method::POST, &path, Some("application/octet-stream"), body).await
}

pub(super) async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.expect(200).json()["items"].as_array().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_transcript_is_one_event_with_its_steps_folded_below() {
    let (_app, writer) = incident().await;
    let looked =
        send(&writer, "claude-code", "&preview=true", CLAUDE_CODE).await.expect(200).json();
    assert_eq!(
        (&looked["steps"], &looked["new"], &looked["runs"]),
        (&json!(6), &json!(6), &json!(1))
    );
    assert_eq!(items(&writer, EVENTS).await.len(), 0, "a preview stores nothing");

    let done = send(&writer, "claude-code", "&name=session.jsonl", CLAUDE_CODE).await.expect(201);
    assert_eq!(done.json()["added"], 6);
    let events = items(&writer, EVENTS).await;
    assert_eq!(events.len(), 1, "one row in a face");
    assert_eq!(events[0]["occurred"]["at"], "2026-03-17T14:30:00Z");
    assert_eq!(events[0]["occurred_end"]["at"], "2026-03-17T14:32:00Z");
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true")).await.len(), 7);

    let seq = events[0]["seq"].as_i64().expect("a number");
    let steps = format!("{EVENTS}/{seq}/steps");
    let first = writer.get(&format!("{steps}?limit=4")).await.expect(200).json();
    let rest = format!("{steps}?limit=4&after={}", first["next"].as_str().expect("a next page"));
    assert_eq!(items(&writer, &rest).await.len(), 2);
    let action = &first["items"][3];
    assert_eq!(action["tool_call_id"], "toolu_01A");
    assert_eq!(action["attributes"]["cwd"], "/srv/shop");
    assert_eq!(action["agent_output"]["approval"]["outcome"], "unknown");

    let again = send(&writer, "claude-code", "", CLAUDE_CODE).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(6)), "twice is once");
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true")).await.len(), 7);
}

#[tokio::test]
async fn a_step_is_put_on_the_timeline_as_a_part_of_its_run() {
    let (_app, writer) = incident().await;
    send(&writer, "codex", "", CODEX).await.expect(201);
    let run = items(&writer, EVENTS).await[0]["seq"].clone();
    let step = items(&writer, &format!("{EVENTS}/{run}/steps")).await[3]["seq"].clone();
    for _ in 0..2 {
        writer.post(&format!("{EVENTS}/{step}/unfold"), json!({})).await.expect(200);
    }
    assert_eq!(items(&writer, EVENTS).await.len(), 2);
    let links = items(&writer, "/api/v1/incidents/INC-1/links").await;
    assert_eq!(links.len(), 1);
    assert_eq!(
        (&links[0]["from"], &links[0]["to"], &links[0]["kind"]),
        (&step, &run, &json!("part_of"))
    );
    let page = writer.get("/incidents/INC-1").await.expect(200).text;
    assert!(page.contains(&format!("/incidents/INC-1/events/{run}/steps")), "the way to the steps");
    writer.get(&format!("/incidents/INC-1/events/{run}/steps")).await.expect(200);
}

#[tokio::test]
async fn nothing_is_stored_of_a_file_with_a_torn_line_unless_it_is_left_out() {
    let (_app, writer) = incident().await;
    let torn = &CLAUDE_CODE[..CLAUDE_CODE.len() - 40];
    let refused = send(&writer, "claude-code", "", torn).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["file"]);
    assert!(refused.text.contains("line 8"), "{}", refused.text);
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true")).await.len(), 0);
    let done = send(&writer, "claude-code", "&leave_out=true", torn).await.expect(201).json();
    assert_eq!((&done["added"], &done["left_out"]), (&json!(5), &json!(1)));
}

#[tokio::test]
async fn the_same_id_with_another_content_is_named_and_nothing_is_stored() {
    let (_app, writer) = incident().await;
    send(&writer, "claude-code", "", CLAUDE_CODE).await.expect(201);
    let forged = CLAUDE_CODE.replace("shop_production\\nshop_staging", "nothing at all");
    let looked = send(&writer, "claude-code", "&preview=true", &forged).await.expect(200).json();
    assert_eq!(looked["changed"], 1);
    assert_eq!(looked["changed_first"][0][0], "toolu_01A");
    let refused = send(&writer, "claude-code", "", &forged).await.expect(409);
    assert!(refused.text.contains("toolu_01A"), "{}", refused.text);
    let kept = send(&writer, "claude-code", "&leave_out=true", &forged).await.expect(200).json();
    assert_eq!(kept["added"], 0);
}

#[tokio::test]
async fn an_import_is_undone_at_once_and_can_be_done_again() {
    let (app, writer) = incident().await;
    let id = send(&writer, "claude-code", "", CLAUDE_CODE).await.expect(201).json()["id"].clone();
    let path = format!("/api/v1/incidents/INC-1/imports/{}", id.as_str().expect("an id"));
    app.as_role(Role::Responder).await.delete(&path).await.expect(403);
    for _ in 0..2 {
        writer.delete(&path).await.expect(204);
    }
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true")).await.len(), 0);
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true&retracted=true")).await.len(), 7);
    let found = writer.get("/api/v1/search?q=staging").await.expect(200).text;
    assert!(!found.contains("toolu") && !found.contains("INC-1/E"), "{found}");
    let again = send(&writer, "claude-code", "", CLAUDE_CODE).await.expect(201).json();
    assert_eq!(again["added"], 6);
    let listed = items(&writer, "/api/v1/incidents/INC-1/imports").await;
    assert_eq!(listed.len(), 2);
    assert!(listed[1]["undone_at"].is_string());
}

#[tokio::test]
async fn who_may_import_and_into_what() {
    let (app, writer) = incident().await;
    let viewer = app.as_role(Role::Viewer).await;
    send(&viewer, "claude-code", "", CLAUDE_CODE).await.expect(403);
    send(&writer, "word-perfect", "", CLAUDE_CODE).await.expect(404);
    let nowhere = "/api/v1/import/codex?incident=INC-9";
    writer.send(Method::POST, nowhere, None, Vec::new()).await.expect(404);
    writer.send(Method::POST, "/api/v1/import/codex", None, Vec::new()).await.expect(422);
    send(&writer, "claude-code", "", "").await.expect(422);
    send(&writer, "claude-code", "", "\u{0}\n{").await.expect(422);
    app.with_token(Role::Responder, &["write"]).await.get("/healthz").await.expect(200);
    let importer = app.with_token(Role::Responder, &["import"]).await;
    send(&importer, "claude-code", "", CLAUDE_CODE).await.expect(201);
}

#[tokio::test]
async fn a_file_is_uploaded_looked_at_and_imported_by_forms_alone() {
    let (_app, writer) = incident().await;
    writer.get("/incidents/INC-1/import").await.expect(200);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"adapter\"\r\n\r\nclaude-code\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.jsonl\"\r\n\r\n{CLAUDE_CODE}\r\n--x--\r\n"
    );
    let kind = Some("multipart/form-data; boundary=x");
    let page = writer.send(Method::POST, "/incidents/INC-1/import", kind, body.into_bytes()).await;
    let page = page.expect(200).text;
    assert!(page.contains("Import 6 steps"), "{page}");
    let upload =
        page.split("name=\"upload\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let upload = upload.expect("the file is kept");
    let fields = [("adapter", "claude-code"), ("upload", upload), ("name", "s.jsonl")];
    writer.form("/incidents/INC-1/import/now", &fields).await.expect(303);
    let gone = writer.form("/incidents/INC-1/import/now", &fields).await.expect(422).text;
    assert!(gone.contains("no longer here"));
    let listed = items(&writer, "/api/v1/incidents/INC-1/imports").await;
    let undo =
        format!("/incidents/INC-1/imports/{}/undo", listed[0]["id"].as_str().expect("an id"));
    writer.form(&undo, &[]).await.expect(303);
    assert_eq!(items(&writer, EVENTS).await.len(), 0);
}

const OTLP: &str = include_str!("../../../../app/src/domain/import/fixtures/otlp.jsonl");

async fn approval(client: &Client) -> Value {
    let all = items(client, &format!("{EVENTS}?steps=true&limit=200")).await;
    let call = |event: &&Value| {
        event["source"] == json!({"adapter": "claude-code", "external_id": "toolu_01A"})
    };
    all.iter().find(call).expect("the call")["agent_output"]["approval"].clone()
}

#[tokio::test]
async fn what_was_said_and_what_was_decided_are_joined_by_the_tool_call() {
    for order in [
        [("claude-code", CLAUDE_CODE), ("otlp", OTLP)],
        [("otlp", OTLP), ("claude-code", CLAUDE_CODE)],
    ] {
        let (_app, writer) = incident().await;
        let mut log = Value::Null;
        for (adapter, text) in order {
            let done = send(&writer, adapter, "", text).await.expect(201).json();
            if adapter == "otlp" {
                log = done["id"].clone();
            }
        }
        let joined = approval(&writer).await;
        assert_eq!(
            (&joined["outcome"], &joined["requirement"]),
            (&json!("granted"), &json!("required"))
        );
        assert_eq!(joined["approver"], "User of the session");
        let undo = format!("/api/v1/incidents/INC-1/imports/{}", log.as_str().expect("an id"));
        writer.delete(&undo).await.expect(204);
        assert_eq!(approval(&writer).await["outcome"], "unknown", "nobody says so any more");
    }
}

#[tokio::test]
async fn protobuf_that_is_torn_is_named_by_its_message() {
    let (_app, writer) = incident().await;
    let path = "/api/v1/import/otlp?incident=INC-1";
    for body in [vec![0, 0, 0, 9, 10, 200], vec![0x0a, 0x7f, 1], vec![0xff; 64]] {
        let refused = writer.send(Method::POST, path, None, body).await.expect(422);
        assert!(refused.text.contains("message 1"), "{}", refused.text);
    }
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true")).await.len(), 0);
}

fn trace(spans: &[(&str, &str, u64, &str)]) -> String {
    let spans: Vec<Value> = spans
        .iter()
        .map(|(id, parent, start, name)| {
            json!({"traceId": "0a".repeat(16), "spanId": id, "parentSpanId": parent, "name": name,
                "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 1).to_string()})
        })
        .collect();
    json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).to_string()
}

/// What each kind of file says wrong, with the words that name the place.
#[tokio::test]
async fn what_contradicts_itself_is_named_by_its_place_and_nothing_is_half_stored() {
    const AT: u64 = 1_773_757_800_000_000_000;
    let twice = |text: &str, from: &str, to: &str| format!("{text}\n{}", text.replace(from, to));
    let said = |uuid: &str, parent: &str, words: &str| {
        json!({"type": "user", "uuid": uuid, "parentUuid": parent, "sessionId": "s",
            "timestamp": "2026-03-17T14:30:00Z", "message": {"content": words}})
        .to_string()
    };
    let one = trace(&[("aa", "", AT, "one")]);
    let row = "{\"uuid\":\"post-1\",\"time\":\"2026-03-17\",\"text\":\"one\"}";
    let table = "uuid,time,text\np-1,2026-03-17,one\np-1,2026-03-17,two\n".to_owned();
    let cases = [
        ("otlp", twice(&one, "\"one\"", "\"two\""), 409, "/aa (twice in the file)"),
        (
            "otlp",
            trace(&[("aa", "bb", AT, "a"), ("bb", "aa", AT, "b")]),
            422,
            "span aa: Its parents lead in a circle",
        ),
        (
            "claude-code",
            twice(&said("u-1", "", "one"), "one", "two"),
            409,
            "u-1 (twice in the file)",
        ),
        (
            "claude-code",
            format!("{}\n{}", said("u-1", "u-2", "a"), said("u-2", "u-1", "b")),
            422,
            "line 1: Its parents",
        ),
        (
            "codex",
            CODEX.replacen("Done: the script is gone.", "Done.", 1) + "{\"type\":",
            422,
            "line ",
        ),
        ("jsonl", twice(row, "one", "two"), 409, "post-1 (twice in the file)"),
    ];
    for (adapter, text, status, words) in cases {
        let (_app, writer) = incident().await;
        let refused = send(&writer, adapter, "", &text).await.expect(status);
        assert!(refused.text.contains(words), "{adapter}: {}", refused.text);
        let stored = items(&writer, &format!("{EVENTS}?steps=true&retracted=true")).await;
        assert_eq!(stored.len(), 0, "{adapter}: nothing is half-stored");
        assert_eq!(items(&writer, "/api/v1/incidents/INC-1/imports").await.len(), 0);
    }
    let (_app, writer) = incident().await;
    let refused = send(&writer, "csv", "&column=id:uuid", &table).await.expect(409);
    assert!(refused.text.contains("p-1 (twice in the file)"), "{}", refused.text);
}

#[tokio::test]
async fn clocks_that_differ_and_parents_that_are_missing_are_told_and_stored() {
    const AT: u64 = 1_773_757_800_000_000_000;
    let (_app, writer) = incident().await;
    let text =
        trace(&[("aa", "", AT, "a"), ("bb", "aa", AT - 500_000_000, "b"), ("cc", "ff", AT, "c")]);
    let looked = send(&writer, "otlp", "&preview=true", &text).await.expect(200).json();
    let told = looked["problems"].to_string();
    assert!(told.contains("500 ms before its parent, span aa"), "{told}");
    assert!(told.contains("Its parent, span ff, is not in this file"), "{told}");
    assert_eq!((&looked["doubtful"], &looked["left_out"]), (&json!(2), &json!(0)));
    assert_eq!(send(&writer, "otlp", "", &text).await.expect(201).json()["added"], 3);
}
