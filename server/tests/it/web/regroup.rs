//! The forms that merge and split incidents, in a browser without script.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

const WHY: &str = "One slow database behind both";

/// Two incidents that do not say the same of a control; the first has two events.
async fn two(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    for (title, state) in [("Search is slow", "failed"), ("Checkout is slow", "absent")] {
        let made = who.post("/api/v1/incidents", json!({"title": title})).await.expect(201).json();
        let number = made["number"].as_str().expect("a number").to_owned();
        let control = json!({"control": "monitoring_alert", "state": state});
        let path = format!("/api/v1/incidents/{number}/controls");
        who.post(&path, control).await.expect(201);
    }
    for (hour, text) in [(1, "Deployed\nby the pipeline"), (2, "**Load** rises")] {
        let at = format!("2026-11-20T{hour:02}:00:00Z");
        let event = json!({"kind": "human_action", "text": text,
            "occurred": {"at": at, "precision": "minute"}});
        who.post("/api/v1/incidents/INC-1/events", event).await.expect(201);
    }
    who
}

/// Asserts that these stand in a page in this order.
#[track_caller]
fn in_order(page: &str, parts: &[&str]) {
    let mut rest = page;
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part} in its place: {page}"));
        rest = &rest[at..];
    }
}

#[tokio::test]
async fn what_would_happen_is_shown_where_the_browser_goes_before_the_button_that_does_it() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let ask = "formaction=\"/incidents/INC-1/merge#preview\"";
    let form = who.get("/incidents/INC-1/merge").await.expect(200).text;
    assert!(form.contains(ask) && !form.contains("id=\"preview\""), "{form}");
    let fields = [("into", "INC-2"), ("reason", WHY), ("act", "preview")];
    let page = who.form("/incidents/INC-1/merge", &fields).await.expect(200).text;
    let told = "2 events would move to INC-2";
    in_order(&page, &[ask, "id=\"preview\"", told, "value=\"merge\"", "Merge INC-1 into INC-2"]);

    let ask = "formaction=\"/incidents/INC-1/split#preview\"";
    let fields = [("events", "E2"), ("title", "Load"), ("reason", WHY), ("act", "preview")];
    let page = who.form("/incidents/INC-1/split", &fields).await.expect(200).text;
    let told = "1 event would move to a new incident";
    in_order(&page, &[ask, "id=\"preview\"", told, "value=\"split\""]);
    let wrong = [("events", "E2"), ("reason", "short"), ("act", "preview")];
    let page = who.form("/incidents/INC-1/split", &wrong).await.expect(422).text;
    assert!(!page.contains("id=\"preview\"") && page.contains("Nothing was moved"));
}

#[tokio::test]
async fn controls_of_which_the_two_differ_have_names_on_the_page_and_codes_in_the_api() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let fields = [("into", "INC-2"), ("reason", WHY), ("act", "preview")];
    let page = who.form("/incidents/INC-1/merge", &fields).await.expect(200).text;
    assert!(page.contains("Monitoring alert: failed here, absent there."), "{page}");
    assert!(!page.contains("monitoring_alert"), "{page}");
    let path = "/api/v1/incidents/INC-1/merge?preview=true";
    let told = who.post(path, json!({"into": "INC-2", "reason": WHY})).await.expect(200).json();
    let note = told["notes"][0].as_str().expect("a note");
    assert!(note.starts_with("monitoring_alert: failed here"), "{note}");
}

#[tokio::test]
async fn events_are_chosen_by_their_number_their_time_and_their_first_words() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let page = who.get("/incidents/INC-1/split").await.expect(200).text;
    let first = "E1 · 20 Nov 2026, 01:00 UTC";
    in_order(&page, &["choice-line", first, ">Deployed<", "E2 · ", ">Load rises<"]);
    assert!(!page.contains("choices-dense"), "in one column: {page}");
}
