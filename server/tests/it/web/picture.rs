//! Looking at a part of the picture: windows of time, actors, kinds, words, lanes.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::TestApp;

const PAGE: &str = "/incidents/INC-1";

/// Four hundred events of three actors, one a minute.
async fn busy(app: &TestApp) {
    let writer = app.as_role(Role::Responder).await;
    writer.post("/api/v1/incidents", json!({"title": "A busy one"})).await.expect(201);
    let event = |n: usize| {
        let actor = match n % 3 {
            0 => json!({"kind": "ai_agent", "name": "helper"}),
            1 => json!({"kind": "human", "name": "Engineer B"}),
            _ => json!({"kind": "system", "name": "gateway"}),
        };
        json!({"kind": if n.is_multiple_of(3) { "agent_action" } else { "human_action" }, "actor": actor,
            "text": format!("Step {n}."),
            "occurred": {"at": format!("2026-03-17T{:02}:{:02}:00Z", n / 60, n % 60), "precision": "minute"}})
    };
    let events = Value::Array((0..400).map(event).collect());
    writer.post("/api/v1/incidents/INC-1/events", events).await.expect(201);
}

/// How many marks the widest drawing has.
fn marks(html: &str) -> usize {
    let wide = html.split("class=\"drawing drawing-wide\"").nth(1).unwrap_or_default();
    wide.split("</svg>").next().unwrap_or_default().matches("<a ").count()
}

#[tokio::test]
async fn many_events_stay_few_marks_that_open_into_them() {
    let app = TestApp::new().await;
    busy(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let page = reader.get(PAGE).await.expect(200).text;
    assert!(marks(&page) <= 70, "{}", marks(&page));
    let link =
        page.split("data-zoom=\"part\"").next().and_then(|before| before.rsplit("href=\"").next());
    let link = link.and_then(|link| link.split('"').next()).expect("a mark that opens");
    let link = link.replace("&amp;", "&");
    assert!(link.contains("since=") && link.contains("until="), "{link}");
    let inside = reader.get(link.split('#').next().expect("a path")).await.expect(200).text;
    assert!(inside.contains(" of 400 events"), "a part of it is drawn");
    assert!(inside.contains("400 events, 0 links"), "the list has them all");
}

#[tokio::test]
async fn a_window_is_drawn_anew_and_paper_has_the_whole() {
    let app = TestApp::new().await;
    busy(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let window = "since=2026-03-17T01:00:00Z&until=2026-03-17T01:10:00Z";
    let page = reader.get(&format!("{PAGE}?{window}")).await.expect(200).text;
    assert!(page.contains("10 of 400 events"), "{page}");
    assert_eq!(marks(&page), 10);
    assert!(page.contains("picture-paper") && page.contains("picture-body no-print"));
    for name in ["in", "out", "earlier", "later", "all", "plain"] {
        assert!(page.contains(&format!("data-zoom=\"{name}\"")), "{name}");
    }
    let whole = reader.get(PAGE).await.expect(200).text;
    assert!(!whole.contains("picture-paper") && !whole.contains("data-zoom=\"out\""));
    let alone = reader.get(&format!("{PAGE}/picture?{window}")).await.expect(200).text;
    assert!(!alone.contains("<html") && alone.contains("10 of 400 events"));
    let none = reader.get(&format!("{PAGE}?since=2027-01-01T00:00:00Z")).await.expect(200).text;
    assert!(none.contains("Nothing that is recorded fits."), "and the way back is there");
    assert!(none.contains("data-zoom=\"plain\""));
    reader.get(&format!("{PAGE}?since=x&until=y")).await.expect(200);
    reader.get("/incidents/INC-9/picture").await.expect(404);
}

#[tokio::test]
async fn actors_kinds_and_words_narrow_it_and_lanes_are_arranged() {
    let app = TestApp::new().await;
    busy(&app).await;
    let reader = app.as_role(Role::Viewer).await;
    let get =
        async |query: &str| reader.get(&format!("{PAGE}/picture?{query}")).await.expect(200).text;
    assert!(get("who=helper").await.contains("134 of 400 events"));
    assert!(get("does=agent_action").await.contains("134 of 400 events"));
    assert!(get("words=step%20399").await.contains("1 of 400 events"));
    let lanes = |html: &str| -> Vec<usize> {
        // Paper has the whole, behind what the screen shows.
        let screen = html.split("picture-paper").next().unwrap_or_default();
        let wide = screen.split("drawing-wide").nth(1).unwrap_or_default();
        let at = |name: &str| wide.find(&format!(">{name}</text>")).unwrap_or(usize::MAX);
        ["helper", "Engineer B", "gateway"].map(at).to_vec()
    };
    let usual = lanes(&get("").await);
    assert!(usual[0] < usual[1] && usual[1] < usual[2], "{usual:?}");
    let turned = lanes(&get("lanes=gateway%7CEngineer%20B").await);
    assert!(turned[2] < turned[1] && turned[1] < turned[0], "{turned:?}");
    let together = get("together=helper%7Cgateway").await;
    let lanes = lanes(&together);
    assert!(lanes[0] == usize::MAX && lanes[2] == usize::MAX && lanes[1] < usize::MAX, "{lanes:?}");
    assert!(together.contains(">Others</text>") && together.contains("Give a lane of its own"));
}
