//! Importing files: once or ten times with the same result, all or nothing, and undone at once.

use app::domain::permission::Role;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp};

const CLAUDE_CODE: &str =
    include_str!("../../../../app/src/domain/import/fixtures/claude-code.jsonl");
const CODEX: &str = include_str!("../../../../app/src/domain/import/fixtures/codex.jsonl");
const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    (app, writer)
}

async fn send(client: &Client, adapter: &str, query: &str, text: &str) -> Reply {
    let path = format!("/api/v1/import/{adapter}?incident=INC-1{query}");
    let body = text.as_bytes().to_vec();
    client.send(Method::POST, &path, Some("application/octet-stream"), body).await
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
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

const TABLE: &str = "ref;when;who;what\r\n\
    a-1;2026-03-17 14:32;agent:forum-helper;\"Posts the wrong recipe\r\nin two lines\"\r\n\
    a-2;2026-03-17 14:40;Engineer C;Follows the advice\r\n";

#[tokio::test]
async fn a_table_is_imported_with_its_columns_once_or_ten_times() {
    let (_app, writer) = incident().await;
    let looked = send(&writer, "csv", "&preview=true", TABLE).await.expect(200).json();
    assert_eq!((&looked["steps"], &looked["alone"]), (&json!(2), &json!(2)), "{looked}");
    let held: Vec<&str> = looked["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .filter_map(|c| c["holds"].as_str())
        .collect();
    assert_eq!(held, ["keep", "time", "actor", "text"]);
    let query = "&column=id:ref&zone=Europe/Berlin";
    assert_eq!(send(&writer, "csv", query, TABLE).await.expect(201).json()["added"], 2);
    let again = send(&writer, "csv", query, TABLE).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2)));
    let events = items(&writer, EVENTS).await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["occurred"]["at"], "2026-03-17T13:32:00Z");
    assert_eq!(events[0]["text"], "Posts the wrong recipe\nin two lines");
    assert_eq!(events[0]["actor"]["kind"], "ai_agent");
    let other = TABLE.replace("Follows", "Ignores");
    let refused = send(&writer, "csv", query, &other).await.expect(409);
    assert!(refused.text.contains("a-2 (E2)"), "{}", refused.text);
    send(&writer, "csv", "&column=sneeze:ref", TABLE).await.expect(422);
    send(&writer, "csv", "&zone=Mars", TABLE).await.expect(422);
}

#[tokio::test]
async fn rows_are_linked_and_what_is_not_possible_is_named_with_nothing_stored() {
    let (_app, writer) = incident().await;
    let table = |link: &str| {
        format!(
            "id,time,who,kind,text,evidence,link\n\
             p-1,2026-03-17,agent:helper,agent_output,Posts,https://example.org/p1,{link}\n\
             p-2,2026-03-17,Engineer C,action,Follows,,<-p-1 acted_on\n"
        )
    };
    for (link, words) in [
        ("<-p-2 triggered", "line 3"),
        ("<-p-9", "line 2: There is no event and no row “p-9”"),
        ("<-E77", "line 2"),
        ("<-p-2 sneezed", "line 2"),
    ] {
        let path = "/api/v1/import/csv?incident=INC-1&column=link:link";
        let body = table(link).into_bytes();
        let refused = writer.send(Method::POST, path, None, body).await;
        assert!([409, 422].contains(&refused.status.as_u16()), "{link}: {}", refused.text);
        assert!(refused.text.contains(words), "{link}: {}", refused.text);
        assert_eq!(items(&writer, EVENTS).await.len(), 0, "{link}: nothing is half-stored");
        assert_eq!(items(&writer, "/api/v1/incidents/INC-1/evidence").await.len(), 0);
    }
    send(&writer, "csv", "", &table("")).await.expect(201);
    let links = items(&writer, "/api/v1/incidents/INC-1/links").await;
    assert_eq!((&links[0]["from"], &links[0]["kind"]), (&json!(1), &json!("acted_on")));
    let evidence = items(&writer, "/api/v1/incidents/INC-1/evidence").await;
    assert_eq!(evidence[0]["url"], "https://example.org/p1");
}

#[tokio::test]
async fn objects_one_a_line_and_bytes_that_are_no_text() {
    let (_app, writer) = incident().await;
    let text = "{\"ts\":\"2026-03-17T14:32:00Z\",\"user\":\"Engineer A\",\"msg\":\"asks\"}\n";
    assert_eq!(send(&writer, "jsonl", "", text).await.expect(201).json()["added"], 1);
    let mut bytes = b"time,text\n2026-03-17,fine\n2026-03-17,b".to_vec();
    bytes.extend([0xff, b'\n']);
    let path = "/api/v1/import/csv?incident=INC-1";
    let refused = writer.send(Method::POST, path, None, bytes).await.expect(422);
    assert!(refused.text.contains("line 3: This is not UTF-8 from byte 13 on"), "{}", refused.text);
    assert_eq!(items(&writer, EVENTS).await.len(), 1);
}

#[tokio::test]
async fn wrong_rows_of_a_pasted_table_are_mended_in_the_preview() {
    let (_app, writer) = incident().await;
    let table = "when,who,what\r\n2026-03-17 14:32,A,one\r\n17/03/2026,B,two\r\n2026-03-17 14:40,C,three\r\n";
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"adapter\"\r\n\r\ncsv\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{table}\r\n--x--\r\n"
    );
    let kind = Some("multipart/form-data; boundary=x");
    let page = writer.send(Method::POST, "/incidents/INC-1/import", kind, body.into_bytes()).await;
    let page = page.expect(200).text;
    assert!(page.contains("17/03/2026,B,two") && page.contains("value=\"time:when\""), "{page}");
    let upload =
        page.split("name=\"upload\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let upload = upload.expect("the text is kept");
    let send = |act: &'static str, row: &'static str| {
        let fields = [
            ("adapter", "csv"),
            ("upload", upload),
            ("name", "pasted text"),
            ("zone", "UTC"),
            ("column", "time:when"),
            ("column", "actor:who"),
            ("column", "text:what"),
            ("mend_at", "3"),
            ("mend", row),
            ("act", act),
        ];
        let writer = &writer;
        async move { writer.form("/incidents/INC-1/import/now", &fields).await }
    };
    let still = send("import", "soon,B,two").await.expect(422).text;
    assert!(still.contains("soon,B,two"), "what was typed is kept: {still}");
    let looked = send("look", "2026-03-17 14:36,B,two").await.expect(200).text;
    assert!(looked.contains("Import 3 steps"), "{looked}");
    send("import", "2026-03-17 14:36,B,two").await.expect(303);
    assert_eq!(items(&writer, EVENTS).await.len(), 3);
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

fn many(count: usize) -> String {
    let rows =
        (0..count).map(|n| format!("2026-03-17 14:{:02},Engineer A,word{n} of many\n", n % 60));
    format!("when,who,what\n{}", rows.collect::<String>())
}

#[tokio::test]
async fn a_large_file_is_seen_all_at_once_and_lets_others_write() {
    let (app, writer) = incident().await;
    let (table, other) = (many(2_500), app.as_role(Role::Responder).await);
    let import = send(&writer, "csv", "&name=many.csv", &table);
    let beside = async {
        for n in 0..20 {
            let event = json!({"kind": "observation", "text": format!("beside {n}"), "occurred": {"at": "2026-03-17"}});
            other.post(EVENTS, event).await.expect(201);
            let seen = items(&other, "/api/v1/incidents/INC-1/imports").await.len();
            let found = items(&other, &format!("{EVENTS}?limit=200")).await;
            let imported =
                found.iter().filter(|event| event["text"].to_string().contains("many")).count();
            assert_eq!(imported > 0, seen > 0 || imported > 0, "nothing is seen before all of it");
        }
    };
    let (done, ()) = tokio::join!(import, beside);
    assert_eq!(done.expect(201).json()["added"], 2_500);
    let events = items(&writer, &format!("{EVENTS}?limit=200")).await;
    assert_eq!(events.len(), 21, "twenty beside, and one below which all is folded");
    let found = writer.get("/api/v1/search?q=word2345").await.expect(200).text;
    assert!(found.contains("word2345"), "{found}");
    let again = send(&writer, "csv", "&name=many.csv", &table).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2_500)));
}

#[tokio::test]
async fn a_large_file_that_broke_off_leaves_nothing_behind() {
    let (app, writer) = incident().await;
    let table = many(2_500);
    send(&writer, "csv", "&name=many.csv", &table).await.expect(201);
    // As the server would have left it in the middle.
    for sql in [
        "UPDATE events SET retracted_at = 1, retracted_reason = 'This import is under way' WHERE import_id IS NOT NULL",
        "UPDATE imports SET state = 'storing'",
        "DELETE FROM search_docs WHERE kind = 'event'",
    ] {
        server::store::testing::execute(&app.state.db, sql).await.unwrap();
    }
    let refused =
        send(&writer, "csv", "&name=many.csv", "when,what\n2026-03-17,other\n").await.expect(409);
    assert!(refused.text.contains("is under way"), "{}", refused.text);
    assert_eq!(server::import::recover(&app.state).await.unwrap(), 1);
    assert_eq!(items(&writer, &format!("{EVENTS}?steps=true&retracted=true")).await.len(), 0);
    assert_eq!(items(&writer, "/api/v1/incidents/INC-1/imports").await.len(), 0);
    assert_eq!(send(&writer, "csv", "", &table).await.expect(201).json()["added"], 2_500);
    let stopped = "UPDATE imports SET state = 'indexing'";
    server::store::testing::execute(&app.state.db, stopped).await.unwrap();
    server::store::testing::execute(&app.state.db, "DELETE FROM search_docs WHERE kind = 'event'")
        .await
        .unwrap();
    assert_eq!(server::import::recover(&app.state).await.unwrap(), 1);
    let found = writer.get("/api/v1/search?q=word2345").await.expect(200).text;
    assert!(found.contains("word2345"), "gone on with where it was left: {found}");
}
