//! A timeline that is too long for one view: parts of it, and the way to each event.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::TestApp;

const EVENTS: usize = 650;

/// An incident with many events, a minute each, and one link over the whole of it.
async fn long(app: &TestApp) {
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "A long one"})).await.expect(201);
    let event = |n: usize| {
        json!({"kind": "human_action", "text": format!("Step {n}."), "tags": if n.is_multiple_of(100) { vec!["round"] } else { vec![] },
            "occurred": {"at": format!("2026-03-17T{:02}:{:02}:00Z", n / 60, n % 60), "precision": "minute"}})
    };
    let events = Value::Array((1..=EVENTS).map(event).collect());
    writer.post("/api/v1/incidents/INC-1/events", events).await.expect(201);
    let link = json!({"from": 3, "to": 640, "kind": "contributed_to", "rationale": "It was so."});
    writer.post("/api/v1/incidents/INC-1/links", link).await.expect(201);
}

fn has(page: &str, seq: usize) -> bool {
    page.contains(&format!("id=\"E{seq}\""))
}

#[tokio::test]
async fn a_long_timeline_comes_in_parts_with_its_newest_rows_at_the_end() {
    let app = TestApp::new().await;
    long(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let page = reader.get("/incidents/INC-1").await.text;
    assert!(page.contains("650 events, 1 link"), "all are counted");
    assert!(has(&page, 1) && has(&page, 200) && !has(&page, 201));
    assert!(!has(&page, 630) && has(&page, 631) && has(&page, 650));
    assert!(page.contains("Show 200 of 430 later events"), "{page}");
    assert!(page.contains("/incidents/INC-1?rows=2#timeline-list"));
    let next = reader.get("/incidents/INC-1?rows=2").await.text;
    assert!(!has(&next, 200) && has(&next, 201) && has(&next, 400) && has(&next, 650));
    assert!(next.contains("Show 200 of 200 earlier events"));
    let last = reader.get("/incidents/INC-1?rows=4").await.text;
    assert!(has(&last, 601) && has(&last, 650) && !last.contains("later events"));
}

#[tokio::test]
async fn an_address_of_an_event_shows_the_part_that_has_it() {
    let app = TestApp::new().await;
    long(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let page = reader.get("/incidents/INC-1?at=E311").await.text;
    assert!(has(&page, 311) && !has(&page, 1));
    let first = reader.get("/incidents/INC-1").await.text;
    assert!(first.contains("href=\"#E640\""), "what is on the page is a step away");
    let middle = reader.get("/incidents/INC-1?rows=2").await.text;
    assert!(middle.contains("href=\"/incidents/INC-1?at=E3#E3\""), "and what is not, a page");
    let tagged = reader.get("/incidents/INC-1?tag=round").await.text;
    assert!(tagged.contains("6 events") && has(&tagged, 100) && has(&tagged, 600));
    let chain = reader.get("/incidents/INC-1?chain=E3").await.text;
    assert!(chain.contains("Step 640."), "the chain tells what is on no row");
}

#[tokio::test]
async fn rows_come_alone_for_who_has_the_rest() {
    let app = TestApp::new().await;
    long(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let later =
        reader.get("/incidents/INC-1/timeline/rows?rows=2&side=later").await.expect(200).text;
    assert!(has(&later, 201) && has(&later, 400) && !has(&later, 401) && !has(&later, 650));
    assert!(!later.contains("timeline-day"), "the day goes on");
    assert!(later.contains("data-more=\"later\"") && !later.contains("data-more=\"earlier\""));
    let earlier = reader.get("/incidents/INC-1/timeline/rows?rows=2&side=earlier").await.text;
    assert!(earlier.contains("data-more=\"earlier\"") && !earlier.contains("data-more=\"later\""));
    reader.get("/incidents/INC-9/timeline/rows").await.expect(404);
}

#[tokio::test]
async fn a_new_row_is_drawn_from_what_touches_it() {
    let app = TestApp::new().await;
    long(&app).await;
    let writer = app.as_role(Role::Responder).await;
    let row = writer.get("/incidents/INC-1/events/640/row").await.text;
    assert!(row.contains("E3") && !row.contains("id=\"E3\""), "{row}");
    let bare = writer.get("/incidents/INC-1/events/5/row").await.text;
    assert!(!bare.contains("E640"), "{bare}");
    let linking = writer.get("/incidents/INC-1/links/new").await.text;
    assert!(linking.contains("Its number, e.g. E42"), "nobody chooses from 650 events");
    let page = writer.get("/incidents/INC-1").await.text;
    assert!(page.len() < 2_000_000, "{}", page.len());
}
