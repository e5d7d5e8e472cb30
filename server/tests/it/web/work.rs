//! One's own work: the page, changing several, kept views, and the same over the API.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const WORK: &str = "/api/v1/work";

async fn propose(who: &Client, body: Value) -> String {
    let made = who.post("/api/v1/remediations", body).await.expect(201).json();
    made["number"].as_str().expect("a number").to_owned()
}

async fn step(who: &Client, number: &str, body: Value) {
    who.post(&format!("/api/v1/remediations/{number}/status"), body).await.expect(200);
}

/// Two for Ada to do, one of them late, and one that Ada is to verify.
async fn three(app: &TestApp) -> (Client, Client) {
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let bob = app.browser("bob@example.org", Role::Responder).await;
    let late = json!({"title": "Late gate", "owner": "ada@example.org", "due": "2026-11-01",
        "measure": {"what": "unapproved posts"}});
    propose(&bob, late).await;
    let later = json!({"title": "Some day", "owner": "ada@example.org", "due": "2027-03-01"});
    propose(&bob, later).await;
    let proof = json!({"title": "Restore test", "owner": "bob@example.org",
        "verifier": "ada@example.org", "measure": {"what": "restores", "check_on": "2026-11-20"}});
    let proof = propose(&bob, proof).await;
    for body in [
        json!({"to": "accepted"}),
        json!({"to": "in_progress"}),
        json!({"to": "implemented", "effective_at": "2026-11-02T09:00:00Z"}),
    ] {
        step(&bob, &proof, body).await;
    }
    (ada, bob)
}

fn lanes(list: &Value) -> Vec<(String, String)> {
    let items = list["items"].as_array().expect("items");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    items.iter().map(|item| (text(&item["number"]), text(&item["lane"]))).collect()
}

#[tokio::test]
async fn the_page_shows_what_is_due_what_is_to_verify_and_counts_what_the_filters_leave() {
    let app = TestApp::new().await;
    let (ada, bob) = three(&app).await;
    let page = ada.get("/work").await.expect(200);
    for words in ["Late gate", "21 days overdue", "Some day", "Restore test", "unapproved posts"] {
        assert!(page.text.contains(words), "{words}");
    }
    let narrow = ada.get("/work?due=overdue").await.expect(200);
    assert!(narrow.text.contains("Late gate") && !narrow.text.contains("Some day"));
    let board = ada.get("/work?view=board&group=priority").await.expect(200);
    assert!(board.text.contains("work-board"));
    let mine = bob.get("/work").await.expect(200);
    assert!(mine.text.contains("Restore test") && !mine.text.contains("Late gate"));
    let hers = bob.get("/work?who=ada@example.org").await.expect(200);
    assert!(hers.text.contains("Work of") && hers.text.contains("Late gate"));
    let wrong = ada.get("/work?group=colour&q=kept").await.expect(422);
    assert!(wrong.text.contains("kept"));
    ada.get("/work?who=nobody@example.org").await.expect(422);
    app.anonymous().get("/work").await.expect(303);
}

#[tokio::test]
async fn the_api_says_the_lane_and_what_came_back_is_returned() {
    let app = TestApp::new().await;
    let (ada, bob) = three(&app).await;
    let list = ada.get(WORK).await.expect(200).json();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let expected = [pair("REM-1", "due"), pair("REM-2", "later"), pair("REM-3", "verify")];
    assert_eq!(lanes(&list), expected);
    let failed = json!({"to": "ineffective", "result": "two restores failed"});
    step(&ada, "REM-3", failed).await;
    assert_eq!(lanes(&bob.get(WORK).await.json()), [pair("REM-3", "returned")]);
    let again = json!({"to": "in_progress", "reason": "the log was the wrong one"});
    step(&bob, "REM-3", again).await;
    let list = bob.get(&format!("{WORK}?lane=returned")).await.expect(200).json();
    assert_eq!(lanes(&list), [pair("REM-3", "returned")]);
    assert_eq!(list["items"][0]["returned"], "the log was the wrong one");
}

#[tokio::test]
async fn much_work_shows_the_beginning_of_each_group_and_the_rest_by_pages() {
    let app = TestApp::new().await;
    let (ada, bob) = three(&app).await;
    for n in 0..45 {
        let more = json!({"title": format!("Chore {n:02}."), "owner": "ada@example.org",
            "due": "2027-04-01", "incidents": []});
        propose(&bob, more).await;
    }
    let page = ada.get("/work").await.expect(200).text;
    assert!(page.contains("Chore 06.") && !page.contains("Chore 07."), "eight of 46, one is REM-2");
    assert!(page.contains("href=\"/work?lane=later\">All 46") && page.contains(", 38 more"));
    let all = ada.get("/work?lane=later").await.expect(200).text;
    assert!(all.contains("Chore 38.") && !all.contains("Chore 39.") && all.contains("Page 1 of 2"));
    assert!(all.contains("href=\"/work?lane=later&amp;page=2\""));
    let last = ada.get("/work?lane=later&page=2").await.expect(200).text;
    assert!(
        last.contains("Chore 44.") && !last.contains("Chore 38.") && last.contains("rel=\"prev\"")
    );
    let month = ada.get("/work?group=due").await.expect(200).text;
    assert!(month.contains("href=\"/work?group=due&amp;only=2027-04\">All 45"), "{month}");
    let only = ada.get("/work?group=due&only=2027-04").await.expect(200).text;
    assert!(only.contains("Chore 39.") && !only.contains("Some day"));

    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let path = format!("{WORK}?limit=20&after={next}");
        let page = ada.get(&path).await.expect(200).json();
        seen.extend(lanes(&page).into_iter().map(|(number, _)| number));
        match page["next"].as_str() {
            Some(token) => token.clone_into(&mut next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 48);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 48, "each once");
    ada.get(&format!("{WORK}?after=elsewhere")).await.expect(422);
    let kept = [
        ("name", "April"),
        ("filter.group", "due"),
        ("filter.only", "2027-04"),
        ("filter.page", "2"),
    ];
    let made = ada.form("/work/views", &kept).await.expect(303);
    assert_eq!(made.header("location"), "/work?group=due&only=2027-04");
}

#[tokio::test]
async fn what_serves_a_restricted_incident_is_in_nobody_elses_list() {
    let app = TestApp::new().await;
    let chief = app.browser("chief@example.org", Role::Commander).await;
    let other = app.as_role(Role::Responder).await;
    let secret = json!({"title": "Secret", "visibility": "restricted"});
    let secret = chief.post("/api/v1/incidents", secret).await.expect(201).json();
    let fix = json!({"title": "Hush", "owner": "chief@example.org",
        "incidents": [secret["number"]]});
    propose(&chief, fix).await;
    let path = format!("{WORK}?who=chief@example.org");
    assert_eq!(chief.get(&path).await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(other.get(&path).await.expect(200).json()["items"], json!([]));
    let page = other.get("/work?who=chief@example.org").await.expect(200);
    assert!(!page.text.contains("Hush"));
    let change = json!({"remediations": ["REM-1"], "priority": "high"});
    let refused = other.patch(WORK, change).await.expect(422);
    assert_eq!(refused.wrong_fields(), ["remediations"]);
}

#[tokio::test]
async fn several_are_changed_at_once_or_none() {
    let app = TestApp::new().await;
    let (ada, bob) = three(&app).await;
    let chosen = [("remediations", "REM-1"), ("remediations", "REM-2"), ("due", "2026-12-24")];
    let done = bob.form("/work?who=ada@example.org&view=board", &chosen).await.expect(303);
    assert_eq!(done.header("location"), "/work?who=ada%40example.org&view=board");
    for number in ["REM-1", "REM-2"] {
        let it = ada.get(&format!("/api/v1/remediations/{number}")).await.json();
        assert_eq!((&it["due"], &it["owner"]), (&json!("2026-12-24"), &json!("ada@example.org")));
    }
    // Ada verifies REM-3: the whole change is refused and names it, and nothing has changed.
    let change = json!({"remediations": ["REM-1", "REM-3"], "owner": "ada@example.org",
        "priority": "urgent"});
    let refused = bob.patch(WORK, change).await.expect(422);
    assert!(refused.text.contains("REM-3"), "{}", refused.text);
    assert_eq!(ada.get("/api/v1/remediations/REM-1").await.json()["priority"], "normal");
    let change = json!({"remediations": ["REM-1, REM-2"], "priority": "high"});
    assert_eq!(bob.patch(WORK, change.clone()).await.expect(200).json()["changed"], 2);
    assert_eq!(bob.patch(WORK, change).await.expect(200).json()["changed"], 0);
    let nothing = bob.form("/work", &[("owner", "kept@example.org")]).await.expect(422);
    assert!(nothing.text.contains("Choose one or more."));
    let viewer = app.as_role(Role::Viewer).await;
    viewer.form("/work", &chosen).await.expect(403);
    assert!(!viewer.get("/work").await.expect(200).text.contains("type=\"checkbox\""));
}

#[tokio::test]
async fn a_view_is_kept_found_again_and_removed_by_its_owner_alone() {
    let app = TestApp::new().await;
    let (ada, bob) = three(&app).await;
    let view = [("name", "Late ones"), ("filter.due", "overdue"), ("filter.group", "incident")];
    let made = ada.form("/work/views", &view).await.expect(303);
    assert_eq!(made.header("location"), "/work?due=overdue&group=incident");
    let again = json!({"name": "Late ones", "filter": {"due": "week"}});
    let made = ada.post("/api/v1/work/views", again).await.expect(201).json();
    let list = ada.get("/api/v1/work/views").await.expect(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["filter"], json!({"due": "week"}));
    assert!(ada.get("/work").await.text.contains("Late ones"));
    assert!(!bob.get("/work").await.text.contains("Late ones"));
    let path = format!("/api/v1/work/views/{}", made["id"].as_str().unwrap());
    bob.delete(&path).await.expect(404);
    ada.delete(&path).await.expect(204);
    ada.delete(&path).await.expect(404);
    let unknown = json!({"name": "x", "filter": {"colour": "red"}});
    let wrong = ada.post("/api/v1/work/views", unknown).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["filter.colour"]);
    let blank = ada.form("/work/views", &[("name", ""), ("filter.due", "week")]).await;
    assert!(blank.expect(422).text.contains("It is not kept yet"));
}
