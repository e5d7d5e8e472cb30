//! Merging and splitting incidents, and where old addresses lead.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn post(who: &Client, path: &str, body: Value) -> Value {
    who.post(&format!("/api/v1/{path}"), body).await.expect(201).json()
}

async fn get(who: &Client, path: &str) -> Value {
    who.get(&format!("/api/v1/{path}")).await.expect(200).json()
}

fn at(hour: u32) -> Value {
    json!({"at": format!("2026-11-20T{hour:02}:00:00Z"), "precision": "minute"})
}

async fn event(who: &Client, incident: &str, hour: u32, text: &str) {
    let body = json!({"kind": "human_action", "occurred": at(hour), "text": text,
        "actor": {"kind": "human", "name": "Engineer B"}});
    post(who, &format!("incidents/{incident}/events"), body).await;
}

/// INC-1 with four events and everything that hangs on them, and INC-2 with one.
async fn records(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    post(&who, "incidents", json!({"title": "Search is slow", "tags": ["search"]})).await;
    post(&who, "incidents", json!({"title": "Checkout is slow"})).await;
    for (hour, text) in [(1, "Deployed"), (2, "Load rises after E1"), (3, "Restarted"), (4, "Told")]
    {
        event(&who, "INC-1", hour, text).await;
    }
    event(&who, "INC-2", 5, "Noticed").await;
    for (from, to) in [(1, 2), (2, 3)] {
        let link = json!({"from": from, "to": to, "kind": "triggered", "basis": "inferred",
            "confidence": "reported", "rationale": format!("see E{from}")});
        post(&who, "incidents/INC-1/links", link).await;
    }
    let claim = json!({"question": "Why?", "statement": "The index was rebuilt", "source": "log", "status": "asserted", "made_by": "Engineer B", "event": 2});
    post(&who, "incidents/INC-1/claims", claim).await;
    let quote = json!({"kind": "quote", "title": "Log", "quote": "slow query", "events": [2, 3]});
    post(&who, "incidents/INC-1/evidence", quote).await;
    for incident in ["INC-1", "INC-2"] {
        let factor = json!({"code": "capacity_dependency", "scope": "search", "role": "enabling",
            "events": [1]});
        post(&who, &format!("incidents/{incident}/factors"), factor).await;
        let state = if incident == "INC-1" { "failed" } else { "absent" };
        let control = json!({"control": "monitoring_alert", "state": state});
        post(&who, &format!("incidents/{incident}/controls"), control).await;
    }
    let fix = json!({"title": "More replicas", "incidents": ["INC-1"]});
    post(&who, "remediations", fix).await;
    who
}

const WHY: &str = "One slow database behind both";

async fn merge(who: &Client, from: &str, into: &str) -> crate::support::Reply {
    let body = json!({"into": into, "reason": WHY});
    who.post(&format!("/api/v1/incidents/{from}/merge"), body).await
}

#[tokio::test]
async fn merging_moves_everything_and_old_addresses_lead_on() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    let path = "/api/v1/incidents/INC-1/merge?preview=true";
    let seen = who.post(path, json!({"into": "INC-2", "reason": WHY})).await.expect(200).json();
    assert_eq!(seen["events"][1], json!({"from": "INC-1/E2", "to": "INC-2/E3"}));
    assert!(seen["notes"][0].as_str().unwrap().contains("monitoring_alert"), "{seen}");
    assert_eq!(get(&who, "incidents/INC-2/events").await["items"].as_array().unwrap().len(), 1);

    let done = merge(&who, "INC-1", "INC-2").await.expect(200).json();
    assert_eq!(done["events"], seen["events"], "as it was said before");
    let events = get(&who, "incidents/INC-2/events").await["items"].as_array().unwrap().clone();
    assert_eq!(events.len(), 5);
    let third = get(&who, "incidents/INC-2/events/3").await;
    assert_eq!(third["text"], "Load rises after E2", "named by its new number");
    let revisions = get(&who, "incidents/INC-2/events/3/revisions").await;
    assert_eq!(revisions["items"][0]["before"]["text"], "Load rises after E1");
    let links = get(&who, "incidents/INC-2/links").await;
    assert_eq!(links["items"].as_array().unwrap().len(), 2);
    assert!(links.to_string().contains("see E2"), "{links}");
    assert_eq!(get(&who, "incidents/INC-2/claims").await["items"].as_array().unwrap().len(), 1);
    let evidence = get(&who, "incidents/INC-2/evidence").await;
    assert_eq!(evidence["items"][0]["events"], json!([3, 4]));
    let factors = get(&who, "incidents/INC-2/factors").await;
    assert_eq!(factors["items"].as_array().unwrap().len(), 1, "the same factor stands once");
    assert_eq!(factors["items"][0]["events"], json!([1, 2]));
    let controls = get(&who, "incidents/INC-2/controls").await;
    assert_eq!(controls["items"][0]["state"], "absent", "what is said there stands");
    let fix = get(&who, "remediations/REM-1").await;
    assert_eq!(fix["incidents"].as_array().unwrap().len(), 1);
    assert!(fix.to_string().contains("INC-2"), "{fix}");
    assert!(get(&who, "incidents/INC-2").await["tags"].to_string().contains("search"));

    let list = get(&who, "incidents").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    let led = who.get("/api/v1/incidents/INC-1/events/2").await.expect(308);
    assert_eq!(led.header("location"), "/api/v1/incidents/INC-2/events/3");
    let led = who.get("/incidents/INC-1").await.expect(308);
    assert_eq!(led.header("location"), "/incidents/INC-1/merged");
    let page = who.get("/incidents/INC-1/merged").await.expect(200).text;
    for shown in ["INC-1 was merged into INC-2", "id=\"E2\"", "/incidents/INC-2?at=E3#E3", WHY] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let page = who.get("/incidents/INC-2").await.expect(200).text;
    assert!(page.contains("Holds what was recorded as"));
    let moves = get(&who, "incidents/INC-2/moves").await;
    assert_eq!(moves["items"][0]["kind"], "merge");
    let named = json!({"title": "Cache", "incidents": ["INC-1"]});
    let named = post(&who, "remediations", named).await;
    assert!(named["incidents"].to_string().contains("INC-2"), "{named}");
    let found = get(&who, "search?q=search+slow").await;
    assert!(found.to_string().contains("INC-1"), "{found}");
    let twice = merge(&who, "INC-2", "INC-1").await.expect(422);
    assert!(twice.text.contains("merged into itself"), "{}", twice.text);
}

#[tokio::test]
async fn what_is_restricted_does_not_become_visible_by_merging() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    let secret = json!({"title": "Salaries", "visibility": "restricted"});
    post(&who, "incidents", secret).await;
    let refused = merge(&who, "INC-3", "INC-2").await.expect(422);
    assert!(refused.text.contains("INC-3 is restricted and INC-2 is open"), "{}", refused.text);
    let other = app.as_role(Role::Commander).await;
    let hidden = merge(&other, "INC-1", "INC-3").await.expect(422);
    assert!(hidden.text.contains("There is no INC-3"), "{}", hidden.text);
    // The other way round fewer see it, and nobody else learns where it went.
    merge(&who, "INC-1", "INC-3").await.expect(200);
    who.get("/incidents/INC-1/merged").await.expect(200);
    for path in ["/incidents/INC-1", "/incidents/INC-1/merged", "/api/v1/incidents/INC-1/events/1"]
    {
        other.get(path).await.expect(404);
    }
    let found = get(&other, "search?q=deployed").await;
    assert_eq!(found["items"], json!([]), "{found}");
}

#[tokio::test]
async fn merging_is_for_commanders_and_refused_with_words() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    merge(&app.as_role(Role::Responder).await, "INC-1", "INC-2").await.expect(403);
    merge(&who, "INC-9", "INC-2").await.expect(404);
    let short = json!({"into": "INC-2", "reason": "same"});
    let short = who.post("/api/v1/incidents/INC-1/merge", short).await.expect(422);
    assert_eq!(short.wrong_fields(), ["reason"]);
    post(&who, "incidents", json!({"title": "Drill", "kind": "drill"})).await;
    let drill = merge(&who, "INC-1", "INC-3").await.expect(422);
    assert!(drill.text.contains("INC-3 is a drill"), "{}", drill.text);
    post(&who, "incidents", json!({"title": "Between"})).await;
    for (from, to) in [("INC-1", "INC-4"), ("INC-4", "INC-2")] {
        let relation = json!({"kind": "recurrence_of", "to": to, "rationale": "again"});
        post(&who, &format!("incidents/{from}/relations"), relation).await;
    }
    let circle = merge(&who, "INC-1", "INC-2").await.expect(409);
    assert!(circle.text.contains("INC-4"), "{}", circle.text);
    let form = [("into", "INC-2"), ("reason", "same"), ("act", "preview")];
    let page = who.form("/incidents/INC-1/merge", &form).await.expect(422).text;
    assert!(page.contains("value=\"INC-2\"") && page.contains("Nothing was merged"));
    let form = [("into", "INC-2"), ("reason", WHY), ("act", "merge")];
    who.form("/incidents/INC-1/merge", &form).await.expect(422);
}

#[tokio::test]
async fn splitting_moves_events_and_names_the_links_that_are_cut() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    let form = [
        ("events", "E3"),
        ("events", "E4"),
        ("title", "Restart broke the cache"),
        ("reason", WHY),
        ("act", "preview"),
    ];
    let page = who.form("/incidents/INC-1/split", &form).await.expect(200).text;
    assert!(page.contains("2 events would move to a new incident"), "{page}");
    assert!(page.contains("1 of the links lead from one part to the other"));
    let mut form = form;
    form[4].1 = "split";
    let done = who.form("/incidents/INC-1/split", &form).await.expect(303);
    assert_eq!(done.header("location"), "/incidents/INC-3");
    let kept = get(&who, "incidents/INC-1/events").await;
    assert_eq!(kept["items"].as_array().unwrap().len(), 2);
    let moved = get(&who, "incidents/INC-3/events").await;
    assert_eq!(moved["items"].as_array().unwrap().len(), 2);
    assert_eq!(moved["items"][0]["text"], "Restarted");
    assert_eq!(get(&who, "incidents/INC-1/links").await["items"].as_array().unwrap().len(), 1);
    let relation = get(&who, "incidents/INC-3/relations").await["items"][0].clone();
    assert_eq!(relation["kind"], "child_of");
    let why = relation["rationale"].as_str().unwrap();
    assert!(why.contains("INC-1/E2") && why.contains("INC-3/E1"), "{why}");
    for incident in ["INC-1", "INC-3"] {
        let evidence = get(&who, &format!("incidents/{incident}/evidence")).await;
        assert_eq!(evidence["items"].as_array().unwrap().len(), 1, "{incident}: {evidence}");
    }
    let led = who.get("/incidents/INC-1/events/3").await.expect(308);
    assert_eq!(led.header("location"), "/incidents/INC-3/events/1");
    let page = who.get("/incidents/INC-1").await.expect(200).text;
    assert!(page.contains("id=\"E3\"") && page.contains("Gave events to"));

    // Back again: the numbers are new once more, and both old ones lead there.
    let back = json!({"events": [1], "into": "INC-1", "reason": "They were one after all"});
    who.post("/api/v1/incidents/INC-3/split", back).await.expect(200);
    let led = who.get("/api/v1/incidents/INC-1/events/3").await.expect(308);
    assert_eq!(led.header("location"), "/api/v1/incidents/INC-1/events/5");
    let led = who.get("/api/v1/incidents/INC-3/events/1").await.expect(308);
    assert_eq!(led.header("location"), "/api/v1/incidents/INC-1/events/5");
}

#[tokio::test]
async fn a_splitting_that_would_leave_nothing_or_name_nothing_is_refused() {
    let app = TestApp::new().await;
    let who = records(&app).await;
    let path = "/api/v1/incidents/INC-2/split";
    let all = json!({"events": [1], "title": "All of it", "reason": WHY});
    assert!(who.post(path, all).await.expect(422).text.contains("Merge the whole"));
    let none = json!({"events": [9], "title": "Nothing", "reason": WHY});
    assert_eq!(who.post(path, none).await.expect(422).wrong_fields(), ["events"]);
    assert_eq!(get(&who, "incidents").await["items"].as_array().unwrap().len(), 2);
    let body = json!({"events": [1], "title": "Mine", "reason": WHY});
    app.as_role(Role::Responder).await.post(path, body).await.expect(403);
}
