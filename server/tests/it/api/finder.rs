//! `/incidents/{incident}/notices` and `/authority`, over the API and as pages.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const NOTICES: &str = "/api/v1/incidents/INC-1/notices";
const DISMISSALS: &str = "/api/v1/incidents/INC-1/notices/dismissals";

/// An incident in which an agent posted without the approval it needed, and a person acted on it.
async fn incident(app: &TestApp) -> Client {
    let writer = app.with_token(Role::Responder, &["write"]).await;
    let declared = json!({"title": "Wrong advice", "visibility": "restricted"});
    writer.post("/api/v1/incidents", declared).await.expect(201);
    let events = json!([
        {"kind": "agent_output", "occurred": {"at": "2026-03-17T14:00Z"}, "text": "Posts advice.",
         "actor": {"kind": "ai_agent", "name": "Helper"},
         "agent_output": {"output": "Make it public.",
            "tool_calls": [{"name": "post_reply", "succeeded": true}],
            "approval": {"requirement": "required", "outcome": "not_requested"}}},
        {"kind": "human_action", "occurred": {"at": "2026-03-17T14:20Z"}, "text": "Follows it."},
    ]);
    writer.post("/api/v1/incidents/INC-1/events", events).await.expect(201);
    writer
}

async fn open(client: &Client) -> Vec<(String, String)> {
    let list = client.get(NOTICES).await.expect(200).json();
    let items = list["items"].as_array().unwrap();
    let open = items.iter().filter(|notice| notice["dismissed"] == Value::Null);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    open.map(|notice| (text(&notice["rule"]), text(&notice["key"]))).collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

#[tokio::test]
async fn notices_are_answered_by_mending_the_record_or_dismissed_with_a_reason() {
    let app = TestApp::new().await;
    let writer = incident(&app).await;
    let both = pairs(&[("action_without_cause", "E2"), ("output_unread", "E1")]);
    assert_eq!(open(&writer).await, both);

    let dismiss =
        |reason: &str| json!({"rule": "action_without_cause", "key": "E2", "reason": reason});
    let short = writer.post(DISMISSALS, dismiss("no")).await.expect(422);
    assert_eq!(short.wrong_fields(), ["reason"]);
    let word = writer.post(DISMISSALS, dismiss("It was routine work.")).await.expect(201).json();
    let again = writer.post(DISMISSALS, dismiss("Somebody else's word.")).await.expect(201).json();
    assert_eq!(word, again, "the first reason stands");
    assert_eq!(open(&writer).await, both[1..]);

    let id = word["id"].as_str().unwrap();
    writer.delete(&format!("{DISMISSALS}/{id}")).await.expect(204);
    writer.delete(&format!("{DISMISSALS}/{id}")).await.expect(404);
    assert_eq!(open(&writer).await, both);

    let link = json!({"from": 1, "to": 2, "kind": "acted_on", "basis": "documented", "rationale": "the thread"});
    writer.post("/api/v1/incidents/INC-1/links", link).await.expect(201);
    assert_eq!(open(&writer).await, []);
}

#[tokio::test]
async fn the_page_keeps_a_reason_that_is_too_short_and_shows_one_that_is_not() {
    let app = TestApp::new().await;
    incident(&app).await;
    let browser = app.as_role(Role::Admin).await;
    let page = "/incidents/INC-1/notices";
    let form = |reason| [("rule", "output_unread"), ("key", "E1"), ("reason", reason)];
    let kept = browser.form(page, &form("too few")).await.expect(422);
    assert!(kept.text.contains("value=\"too few\""), "{}", kept.text);
    browser.form(page, &form("Everybody in the channel saw it.")).await.expect(303);
    let shown = browser.get(page).await.expect(200).text;
    assert!(shown.contains("Everybody in the channel saw it."), "{shown}");
    assert!(shown.contains("1 to look at, 1 dismissed."), "{shown}");
}

#[tokio::test]
async fn the_authority_record_flags_what_was_done_without_asking() {
    let app = TestApp::new().await;
    let writer = incident(&app).await;
    let acts = writer.get("/api/v1/incidents/INC-1/authority").await.expect(200).json();
    let act = &acts["items"][0];
    assert_eq!((&act["event"], &act["standing"]), (&json!(1), &json!("unauthorised")));
    assert_eq!(act["tools"], json!([{"name": "post_reply", "succeeded": true}]));
    let page = app.as_role(Role::Admin).await.get("/incidents/INC-1/authority").await.expect(200);
    assert!(page.text.contains("Unauthorised"), "{}", page.text);
}

#[tokio::test]
async fn a_restricted_incident_has_no_notices_for_others_and_a_viewer_dismisses_nothing() {
    let app = TestApp::new().await;
    incident(&app).await;
    let other = app.with_token(Role::Commander, &["write"]).await;
    for path in [NOTICES, "/api/v1/incidents/INC-1/authority"] {
        other.get(path).await.expect(404);
    }
    let word = json!({"rule": "output_unread", "key": "E1", "reason": "Nothing to see here."});
    other.post(DISMISSALS, word.clone()).await.expect(404);
    app.with_token(Role::Viewer, &["write"]).await.post(DISMISSALS, word).await.expect(403);
}
