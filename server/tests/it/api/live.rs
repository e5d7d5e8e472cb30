//! What others do comes as it happens, to those who may see it and to nobody else.

use std::time::{Duration, Instant};

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const STREAM: &str = "/api/v1/incidents/INC-1/stream";
const PAGE: &str = "/incidents/INC-1/live";
const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident(more: serde_json::Value) -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Commander).await;
    let mut body = json!({"title": "Wrong advice"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    writer.post("/api/v1/incidents", body).await.expect(201);
    (app, writer)
}

async fn say(writer: &Client, line: &str) {
    writer.post(EVENTS, json!({"line": line})).await.expect(201);
}

#[tokio::test]
async fn many_readers_are_told_at_once_what_another_did() {
    let (app, writer) = incident(json!({})).await;
    let reader = app.as_role(Role::Viewer).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(reader.follow(STREAM).await);
    }
    let before = Instant::now();
    say(&writer, "2026-03-17 14:32 !observation @someone saw it").await;
    for stream in &mut streams {
        let told = stream.json().await;
        assert_eq!(told["action"], "event.add");
        assert_eq!(told["events"], json!([1]));
        assert!(told["by_name"].as_str().is_some_and(|name| !name.is_empty()));
    }
    assert!(before.elapsed() < Duration::from_secs(10), "{:?}", before.elapsed());
    say(&writer, "2026-03-17 14:35 @someone else acted <-E1 acted_on").await;
    let told = [streams[0].json().await, streams[0].json().await];
    assert!(
        told.iter().any(|note| note["action"] == "link.add" && note["events"] == json!([2, 1])
            || note["events"] == json!([1, 2])),
        "{told:?}"
    );
}

#[tokio::test]
async fn who_was_away_gets_what_came_meanwhile_or_reads_anew() {
    let (app, writer) = incident(json!({})).await;
    let reader = app.as_role(Role::Viewer).await;
    let mut stream = reader.follow(STREAM).await;
    say(&writer, "2026-03-17 14:32 @someone saw it").await;
    let last = stream.json().await["id"].to_string();
    drop(stream);
    say(&writer, "2026-03-17 14:33 @someone said so").await;
    let mut back = reader.clone().with("last-event-id", last.clone()).follow(STREAM).await;
    assert_eq!(back.json().await["events"], json!([2]));
    let mut page = reader.follow(&format!("{PAGE}?after={last}")).await;
    let rows = page.next().await.unwrap();
    assert!(rows.contains("event: row") && rows.contains("id=\"E2\""), "{rows}");
    let mut lost = reader.follow(&format!("{STREAM}?after=999999")).await;
    assert!(lost.next().await.unwrap().contains("event: reload"));
}

#[tokio::test]
async fn a_restricted_incident_is_told_to_its_members_while_they_are() {
    let (app, writer) = incident(json!({"visibility": "restricted"})).await;
    let member = app.browser("member@example.org", Role::Responder).await;
    member.get(STREAM).await.expect(404);
    member.get(PAGE).await.expect(404);
    member.get("/incidents/INC-1/timeline").await.expect(404);
    let members = "/api/v1/incidents/INC-1/members";
    let added = writer.post(members, json!({"user": "member@example.org"})).await.json();
    let mut stream = member.follow(STREAM).await;
    say(&writer, "2026-03-17 14:32 @someone saw it").await;
    assert_eq!(stream.json().await["action"], "event.add");
    let id = added["id"].as_str().or(added["user"]["id"].as_str()).unwrap().to_owned();
    writer.delete(&format!("{members}/{id}")).await.expect(204);
    say(&writer, "2026-03-17 14:33 @someone told a secret").await;
    let last = stream.next().await.unwrap();
    assert!(last.contains("event: reload"), "{last}");
    assert_eq!(stream.next().await, None, "nothing more is told");
    member.get("/incidents/INC-1/events/1/row").await.expect(404);
}

#[tokio::test]
async fn a_stream_ends_with_the_session_and_with_the_server() {
    let (app, writer) = incident(json!({})).await;
    let reader = app.as_role(Role::Viewer).await;
    let mut stream = reader.follow(PAGE).await;
    reader.form("/sign-out", &[]).await.expect(303);
    assert!(stream.next().await.unwrap().contains("signed out"));
    assert_eq!(stream.next().await, None);
    let mut stream = writer.follow(PAGE).await;
    app.state.live.close();
    assert_eq!(stream.next().await, None);
    drop(stream);
    assert_eq!(app.state.live.readers(), 0);
    writer.get(PAGE).await.expect(503);
}

#[tokio::test]
async fn a_page_gets_rows_that_say_who_changed_them_and_parts_without_its_frame() {
    let (app, writer) = incident(json!({})).await;
    say(&writer, "2026-03-17 14:32 @someone saw it").await;
    let reader = app.as_role(Role::Viewer).await;
    let mut stream = reader.follow(PAGE).await;
    let mut own = writer.follow(PAGE).await;
    writer.form("/incidents/INC-1/events/1/pin", &[("pinned", "true")]).await.expect(303);
    let row = stream.next().await.unwrap();
    for shown in ["<li", "id=\"E1\"", "Changed by", "data-day=\"17 Mar 2026\"", "Pinned"] {
        assert!(row.contains(shown), "{shown}: {row}");
    }
    assert!(!row.contains(">Edit"), "a viewer is offered nothing");
    assert!(own.next().await.unwrap().contains(">Edit"));
    writer.form("/incidents/INC-1/events/1/retract", &[("reason", "wrong")]).await.expect(303);
    assert!(stream.next().await.unwrap().contains("data-gone"));
    let part = writer.clone().with("part", "1");
    let form = part.get("/incidents/INC-1/events/1").await.expect(200).text;
    assert!(form.contains("<form") && !form.contains("<html"));
    let done = part.form("/incidents/INC-1/events/1/restore", &[]).await.expect(202).text;
    assert!(done.contains("E1 is back on the timeline."), "{done}");
    let row = writer.get("/incidents/INC-1/events/1/row").await.expect(200).text;
    assert!(row.contains("id=\"E1\"") && !row.contains("data-gone"));
    let parts = reader.get("/incidents/INC-1/timeline").await.expect(200).text;
    for part in ["timeline-list", "timeline-count", "picture-now"] {
        assert!(parts.contains(part), "{part}");
    }
    app.anonymous().with("part", "1").get("/incidents/INC-1/events/1").await.expect(401);
}
