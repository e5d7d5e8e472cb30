//! One thing at a time with one event, as pages and as parts of one; replay and tags.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const PAGE: &str = "/incidents/INC-1";
const EVENTS: &str = "/api/v1/incidents/INC-1/events";

async fn incident() -> (TestApp, Client) {
    let app = TestApp::new().await;
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    for line in [
        "2026-03-17 14:00 !agent_output agent:helper posts the wrong recipe #acl",
        "2026-03-17 14:10 @Bob acts",
    ] {
        writer.post(EVENTS, json!({"line": line})).await.expect(201);
    }
    (app, writer)
}

async fn event(client: &Client, seq: i32) -> serde_json::Value {
    client.get(&format!("{EVENTS}/{seq}")).await.expect(200).json()
}

#[tokio::test]
async fn an_event_is_retimed_supported_and_retracted_on_pages_of_their_own() {
    let (app, writer) = incident().await;
    let at = |part: &str| format!("{PAGE}/events/1/{part}");
    for part in ["acts", "retime", "link", "evidence", "retract"] {
        let page = writer.get(&at(part)).await.expect(200).text;
        assert!(page.contains("<html") && page.contains("E1"), "{part}");
        app.as_role(Role::Viewer).await.get(&at(part)).await.expect(403);
    }
    let times = [("occurred.at", "2026-03-17 14:05"), ("version", "1"), ("reason", "a better log")];
    writer.form(&at("retime"), &times).await.expect(303);
    assert!(event(&writer, 1).await["occurred"]["at"].to_string().contains("T14:05"));
    let late = [("occurred.at", "2026-03-17 14:09"), ("version", "1")];
    let stale = writer.form(&at("retime"), &late).await.expect(422).text;
    assert!(stale.contains("Somebody else saved") && stale.contains("2026-03-17 14:09"), "{stale}");
    assert!(stale.contains("2026-03-17 14:05"), "both are shown");
    writer.form(&at("evidence"), &[]).await.expect(422);
    writer.form(&at("evidence"), &[("quote", "It was so.")]).await.expect(303);
    assert!(writer.get(PAGE).await.text.contains("It was so."));
}

#[tokio::test]
async fn when_it_ended_is_said_in_the_zone_of_the_event_unless_it_says_another() {
    let (_app, writer) = incident().await;
    let (retime, whole) = (format!("{PAGE}/events/2/retime"), format!("{PAGE}/events/2"));
    for form in [&retime, &whole] {
        let page = writer.get(form).await.expect(200).text;
        assert_eq!(page.matches("placeholder=\"As above\"").count(), 2, "{form}: {page}");
    }
    let times = [
        ("occurred.at", "2026-03-17 14:10"),
        ("occurred.zone", "Europe/Berlin"),
        ("occurred_end.at", "2026-03-17 15:00"),
        ("known.at", "now"),
        ("version", "1"),
    ];
    writer.form(&retime, &times).await.expect(303);
    let said = event(&writer, 2).await;
    for (time, at) in [("occurred_end", "2026-03-17T14:00:00Z"), ("known", "2026-11-22T12:00:00Z")]
    {
        assert_eq!((&said[time]["at"], &said[time]["zone"]), (&json!(at), &json!("Europe/Berlin")));
    }
    let fields = [
        ("kind", "human_action"),
        ("text", "acts"),
        ("occurred.at", "2026-03-17T14:10+02:00"),
        ("occurred_end.at", "2026-03-17 15:00"),
        ("known.at", "2026-03-18 09:00"),
        ("known.zone", "UTC"),
        ("version", "2"),
    ];
    writer.form(&whole, &fields).await.expect(303);
    let said = event(&writer, 2).await;
    assert_eq!(said["occurred_end"]["at"], "2026-03-17T13:00:00Z");
    assert_eq!(said["known"]["at"], "2026-03-18T09:00:00Z");
    for form in [&retime, &whole] {
        let page = writer.get(form).await.expect(200).text;
        assert!(page.contains("name=\"known.zone\" value=\"UTC\""), "{form}: {page}");
    }
}

#[tokio::test]
async fn two_who_edit_one_event_are_shown_both() {
    let (_app, writer) = incident().await;
    let form = |text: &'static str| {
        [
            ("kind", "human_action"),
            ("occurred.at", "2026-03-17 14:10"),
            ("text", text),
            ("version", "1"),
        ]
    };
    let path = format!("{PAGE}/events/2");
    writer.form(&path, &form("first")).await.expect(303);
    let second = writer.form(&path, &form("second")).await.expect(422).text;
    assert!(second.contains("Somebody else saved"), "{second}");
    assert!(second.contains("<td>second</td>") && second.contains("<td>first</td>"), "{second}");
    let page = writer.get(&path).await.expect(200).text;
    assert!(
        page.contains("<del>") && page.contains("<ins>"),
        "the revision is shown as a difference"
    );
}

#[tokio::test]
async fn the_chooser_offers_what_the_rules_allow_and_says_why_not() {
    let (_app, writer) = incident().await;
    let path = format!("{PAGE}/events/1/link");
    let others = writer.get(&path).await.expect(200).text;
    assert!(others.contains("to=E2") && !others.contains("to=E1"));
    let kinds = writer.get(&format!("{path}?to=E2")).await.expect(200).text;
    assert!(kinds.contains("value=\"out.acted_on\""), "{kinds}");
    assert!(!kinds.contains("value=\"in.acted_on\""));
    assert!(kinds.contains("starts from"), "the rule is told");
    let link = [("to", "2"), ("kind", "out.acted_on")];
    writer.form(&path, &link).await.expect(422);
    writer.form(&path, &[link[0], link[1], ("rationale", "Bob says so")]).await.expect(303);
    let links = writer.get("/api/v1/incidents/INC-1/links").await.json();
    assert_eq!((&links["items"][0]["from"], &links["items"][0]["to"]), (&json!(1), &json!(2)));
    writer.get(&format!("{path}?to=E9")).await.expect(404);
}

#[tokio::test]
async fn ones_own_last_changes_are_undone_one_after_the_other() {
    let (app, writer) = incident().await;
    let undo = format!("{PAGE}/undo");
    let part = writer.clone().with("part", "1");
    writer.form(&format!("{PAGE}/events/1/pin"), &[]).await.expect(303);
    writer.patch(&format!("{EVENTS}/2"), json!({"text": "acts wrongly"})).await.expect(200);
    let other = app.as_role(Role::Responder).await;
    let told = other.clone().with("part", "1").form(&undo, &[]).await.expect(202).text;
    assert!(told.contains("nothing of yours to undo"), "{told}");
    assert!(part.form(&undo, &[]).await.expect(202).text.contains("says again"));
    assert_eq!(event(&writer, 2).await["text"], "acts");
    assert!(part.form(&undo, &[]).await.expect(202).text.contains("E1 is not pinned"));
    assert!(part.form(&undo, &[]).await.expect(202).text.contains("E2 is off the timeline"));
    writer.patch(&format!("{EVENTS}/1"), json!({"text": "mine"})).await.expect(200);
    other.patch(&format!("{EVENTS}/1"), json!({"text": "theirs"})).await.expect(200);
    assert!(part.form(&undo, &[]).await.expect(202).text.contains("changed again since"));
    assert_eq!(event(&writer, 1).await["text"], "theirs");
}

#[tokio::test]
async fn the_timeline_is_narrowed_by_tag_and_read_forwards() {
    let (_app, writer) = incident().await;
    let body = json!({"kind": "observation", "text": "learnt late", "occurred": {"at": "2026-03-17T14:20"},
        "known": {"at": "2026-04-01T10:00"}});
    writer.post(EVENTS, body).await.expect(201);
    let tagged = writer.get(&format!("{PAGE}?tag=acl")).await.expect(200).text;
    assert!(tagged.contains("id=\"E1\"") && !tagged.contains("id=\"E2\""));
    let early = writer.get(&format!("{PAGE}?step=0")).await.expect(200).text;
    assert!(early.contains("id=\"E3\"") && !early.contains("id=\"E1\""), "recorded later");
    assert!(early.contains("Step 1 of 2"));
    assert!(!early.contains("href=\"#E1\""), "nor in the picture");
    let whole = writer.get(&format!("{PAGE}?step=1")).await.expect(200).text;
    assert!(whole.contains("id=\"E1\"") && whole.contains("id=\"E3\""));
}

#[tokio::test]
async fn the_slider_and_the_field_beside_it_stand_at_one_moment() {
    let (_app, writer) = incident().await;
    let body = json!({"kind": "observation", "text": "learnt first", "occurred": {"at": "2026-03-17T14:20"},
        "known": {"at": "2026-04-01T10:00"}});
    writer.post(EVENTS, body).await.expect(201);
    let looked = async |query: &str| writer.get(&format!("{PAGE}?{query}")).await.expect(200).text;
    let tag = |page: &str, id: &str| {
        let rest = page.split(&format!("id=\"{id}\"")).nth(1).unwrap_or_default();
        rest.split('>').next().unwrap_or_default().to_owned()
    };
    let typed = looked("known_by=2026-05-01").await;
    let slider = tag(&typed, "replay");
    assert!(slider.contains(" value=\"0\""), "{slider}");
    let words = "Step 1 of 2: known by 1 May 2026, 00:00 UTC";
    assert!(slider.contains(&format!("aria-valuetext=\"{words}\"")), "{slider}");
    assert!(typed.contains("Known by, in UTC") && !typed.contains("id=\"E1\""));
    let moved = looked("step=0").await;
    assert!(tag(&moved, "filter-known_by").contains("value=\"2026-04-01T10:00:00Z\""), "{moved}");
    let part = writer.get(&format!("{PAGE}/timeline?step=0")).await.expect(200).text;
    let stands = tag(&part, "replay-at");
    assert!(stands.contains("data-known-by=\"2026-04-01T10:00:00Z\""), "{stands}");
    let before = tag(&looked("known_by=2026-01-01").await, "replay");
    assert!(before.contains("Before the first of 2 steps: known by 1 Jan 2026"), "{before}");
    let all = tag(&looked("").await, "replay");
    assert!(all.contains(" value=\"1\"") && all.contains("All 2 steps"), "{all}");
}

#[tokio::test]
async fn the_sheet_of_shortcuts_says_once_what_it_is() {
    let (_app, writer) = incident().await;
    let sheet = writer.clone().with("part", "1").get("/shortcuts").await.expect(200).text;
    assert_eq!(sheet.matches("Keyboard shortcuts").count(), 1, "{sheet}");
    for told in ["As a board", "<kbd>Ctrl</kbd> <kbd>Enter</kbd>", "<kbd>←</kbd> <kbd>→</kbd>"]
    {
        assert!(sheet.contains(told), "{told}: {sheet}");
    }
    let page = writer.get(PAGE).await.expect(200).text;
    assert!(!page.contains(">Keyboard shortcuts</h2>"), "its dialog has no heading of its own");
}

#[tokio::test]
async fn a_remediation_is_proposed_from_an_event_and_keeps_where_it_came_from() {
    let (app, writer) = incident().await;
    let path = format!("{PAGE}/events/1/remediation");
    let acts = writer.get(&format!("{PAGE}/events/1/acts")).await.expect(200).text;
    assert!(acts.contains(&path) && acts.contains("<kbd>r</kbd>"), "{acts}");
    let page = writer.get(&path).await.expect(200).text;
    for filled in ["value=\"INC-1/E1\"", "value=\"INC-1\"", "href=\"/incidents/INC-1?at=E1#E1\""] {
        assert!(page.contains(filled), "{filled}: {page}");
    }
    let part = writer.clone().with("part", "1");
    let shown = part.get(&path).await.expect(200).text;
    assert!(!shown.contains("<html"), "in place it comes without the frame");
    let wrong = [("event", "INC-1/E1"), ("incidents", "INC-1")];
    let again = part.form("/remediations", &wrong).await.expect(422).text;
    assert!(again.contains("value=\"INC-1/E1\""), "what was filled in is kept: {again}");
    let form = [("event", "INC-1/E1"), ("incidents", "INC-1"), ("title", "Ask before posting")];
    part.form("/remediations", &form).await.expect(202);
    let made = writer.get("/api/v1/remediations/REM-1").await.expect(200).json();
    assert!(made["incidents"].to_string().contains("INC-1"), "{made}");
    let page = writer.get("/remediations/REM-1").await.expect(200).text;
    assert!(page.contains("/incidents/INC-1?at=E1#E1"), "its page leads back: {page}");
    app.as_role(Role::Viewer).await.get(&path).await.expect(403);
    writer.get(&format!("{PAGE}/events/9/remediation")).await.expect(404);
}
