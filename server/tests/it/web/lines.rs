//! The entry line and the page that pastes many, as forms.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const PAGE: &str = "/incidents/INC-1";
const LINE: &str = "/incidents/INC-1/line";
const PASTE: &str = "/incidents/INC-1/paste";
const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    (app, writer)
}

async fn texts(client: &Client) -> Vec<String> {
    let events = client.get(EVENTS).await.expect(200).json();
    let items = events["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_line_is_added_with_its_tags_and_its_link() {
    let (_app, writer) = incident().await;
    let first = [("line", "-10m agent:forum-helper posted the wrong recipe #evidence *")];
    let added = writer.form(LINE, &first).await.expect(303);
    assert_eq!(added.header("location"), "/incidents/INC-1?focus=line");
    let second = [("line", "+2m @\"Engineer C\" follows it <-E1 acted_on")];
    writer.form(LINE, &second).await.expect(303);
    let page = writer.get(PAGE).await.expect(200).text;
    for shown in ["forum-helper", "posted the wrong recipe", "#evidence", "Pinned", "acted on"] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(page.contains("Engineer C") && page.contains("Human action"));
    let events = writer.get(EVENTS).await.expect(200).json();
    assert_eq!(events["items"][0]["tags"], json!(["evidence"]));
    assert_eq!(events["items"][1]["actor"]["kind"], "human");
    let links = writer.get("/api/v1/incidents/INC-1/links").await.expect(200).json();
    assert_eq!(links["items"][0]["rationale"], "follows it", "the line is the stated basis");
}

#[tokio::test]
async fn a_line_that_is_wrong_comes_back_as_it_was_typed_with_its_chips() {
    let (_app, writer) = incident().await;
    let typed = "25:99 a < b & \"nothing\" lost ->E7 #acl";
    let fields = [("line", typed), ("new_evidence.quote", "kept as well")];
    let page = writer.form(LINE, &fields).await.expect(422).text;
    assert!(
        page.contains("value=\"25:99 a &lt; b &amp; &quot;nothing&quot; lost -&gt;E7 #acl\"")
            || page.contains("25:99 a &lt; b &amp;"),
        "the line is kept"
    );
    for shown in [
        "is not a time of day",
        "There is no E7",
        "#acl",
        "kept as well",
        "The line is not added yet",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(texts(&writer).await.is_empty());
}

#[tokio::test]
async fn a_refused_link_stores_nothing_and_says_why() {
    let (_app, writer) = incident().await;
    writer.form(LINE, &[("line", "14:00 !note it was known")]).await.expect(303);
    let wrong = [("line", "14:10 @a acts ->E1 triggered")];
    let page = writer.form(LINE, &wrong).await.expect(422).text;
    assert!(page.contains("The link “triggered E1” is not possible"), "{page}");
    assert_eq!(texts(&writer).await, ["it was known"]);
    writer.form(LINE, &[("line", "14:05 @a posts the recipe")]).await.expect(303);
    let turned = [("line", "14:10 @b follows it ->E2 triggered")];
    let page = writer.form(LINE, &turned).await.expect(422).text;
    assert!(page.contains("turn the link round: &lt;-E2 on the line of E3."), "{page}");
}

#[tokio::test]
async fn evidence_comes_with_the_line() {
    let (_app, writer) = incident().await;
    let fields = [
        ("line", "14:32 @a found the thread"),
        ("new_evidence.quote", "run chmod -R 777"),
        ("new_evidence.url", ""),
    ];
    writer.form(LINE, &fields).await.expect(303);
    let events = writer.get(EVENTS).await.expect(200).json();
    assert_eq!(events["items"][0]["evidence"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn who_may_not_write_has_no_line_and_a_hidden_incident_is_none() {
    let (app, _writer) = incident().await;
    let viewer = app.as_role(Role::Viewer).await;
    assert!(!viewer.get(PAGE).await.expect(200).text.contains("id=\"line\""));
    viewer.form(LINE, &[("line", "x")]).await.expect(403);
    viewer.get(PASTE).await.expect(403);
    let writer = app.as_role(Role::Responder).await;
    writer.form("/incidents/INC-9/line", &[("line", "x")]).await.expect(404);
    writer.get("/incidents/INC-9/paste").await.expect(404);
}

#[tokio::test]
async fn a_chat_is_previewed_mended_and_added_all_together() {
    let (_app, writer) = incident().await;
    let chat = "[14:32] Engineer A: asks how to widen access\n[14:35] Engineer B: answers\n  on two lines\n[26:00] Engineer A: thanks";
    let page = writer.form(PASTE, &[("text", chat), ("day", "2026-03-17")]).await.expect(200).text;
    assert!(page.contains("Add 2 events"), "what is no time goes on with the row above");
    let rows = [
        ("text", chat),
        ("day", "2026-03-17"),
        ("rows", "14:32 @\"Engineer A\" asks how to widen access"),
        ("rows", "26:00 @\"Engineer B\" answers\non two lines"),
        ("act", "add"),
    ];
    let page = writer.form(PASTE, &rows).await.expect(422).text;
    assert!(page.contains("is not a time of day") && page.contains("Nothing is added yet"));
    assert!(page.contains("answers\non two lines"));
    assert!(texts(&writer).await.is_empty(), "all or nothing");
    let mended =
        [rows[0], rows[1], rows[2], ("rows", "+3m @\"Engineer B\" answers\non two lines"), rows[4]];
    writer.form(PASTE, &mended).await.expect(303);
    assert_eq!(texts(&writer).await, ["asks how to widen access", "answers\non two lines"]);
    let events = writer.get(EVENTS).await.expect(200).json();
    assert_eq!(events["items"][1]["occurred"]["at"], "2026-03-17T14:35:00Z");
}

#[tokio::test]
async fn a_row_whose_link_is_refused_keeps_the_others_out_too() {
    let (_app, writer) = incident().await;
    writer.form(LINE, &[("line", "14:00 !note it was known")]).await.expect(303);
    let rows =
        [("rows", "14:01 @a writes"), ("rows", "14:02 @a acts ->E1 triggered"), ("act", "add")];
    let page = writer.form(PASTE, &rows).await.expect(422).text;
    assert!(page.contains("The link “triggered E1” is not possible"));
    assert_eq!(texts(&writer).await.len(), 1);
}

#[tokio::test]
async fn the_columns_of_a_table_can_be_read_otherwise() {
    let (_app, writer) = incident().await;
    let table = "when,who,text,ticket\n2026-03-17 14:32,Engineer A,asks,T-1\n";
    let page = writer.form(PASTE, &[("text", table)]).await.expect(200).text;
    assert!(page.contains("(ticket: T-1)"), "what is not known is kept in words");
    let columns = ["time", "actor", "text", "skip"].map(|column| ("columns", column));
    let fields: Vec<_> = [("text", table)].into_iter().chain(columns).collect();
    let page = writer.form(PASTE, &fields).await.expect(200).text;
    assert!(!page.contains("(ticket: T-1)"));
    writer.form(PASTE, &[("text", " \n ")]).await.expect(422);
}
