//! `/api/v1/incidents` and what belongs to one.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn declared(client: &Client, body: Value) -> Value {
    client.post("/api/v1/incidents", body).await.expect(201).json()
}

fn numbers(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_title_is_enough_and_numbers_have_no_gaps() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    let reply =
        client.post("/api/v1/incidents", json!({"title": "Agent posted wrong advice"})).await;
    let reply = reply.expect(201);
    assert_eq!(reply.header("location"), "/api/v1/incidents/INC-1");
    assert_eq!(reply.header("etag"), "\"1\"");
    let incident = reply.json();
    assert_eq!(incident["number"], "INC-1");
    assert_eq!(incident["status"], "open");
    assert_eq!(incident["severity"], Value::Null);
    assert_eq!(incident["started"], Value::Null, "blank stays blank");
    assert_eq!(incident["declared"], Value::Null, "blank stays blank");
    assert_eq!(incident["durations"]["resolve"], json!({"state": "pending"}));
    client.post("/api/v1/incidents", json!({"title": ""})).await.expect(422);
    assert_eq!(declared(&client, json!({"title": "Second"})).await["number"], "INC-2");
}

#[tokio::test]
async fn everything_that_is_said_comes_back_and_is_found_by_number_and_id() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    let body = json!({
        "title": "Agent posted wrong ACL advice", "summary": "See **E5**.", "kind": "near_miss",
        "severity": "SEV1", "severity_rationale": "sensitive data was open",
        "potential_severity": "SEV0", "potential_rationale": "it could have left the house",
        "agent_involvement": "output_acted_on", "data_exposure": "contained",
        "started": {"at": "2026-03-17", "zone": "Europe/Berlin"},
        "detected": {"at": "2026-03-17T14:32:00Z", "precision": "minute"},
        "resolved": {"at": "2026-03-17T16:32:00Z"},
        "commander": "Engineer B", "services": ["Internal forum", "internal-forum"], "tags": ["acl"],
        "custom_fields": {"Cost": "12"}, "external_ids": ["pagerduty:PT4KHLK"],
    });
    let made = declared(&client, body).await;
    let by_number = client.get("/api/v1/incidents/INC-1").await.expect(200).json();
    let by_id = client.get(&format!("/api/v1/incidents/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(by_number, by_id.expect(200).json());
    assert_eq!(by_number, made);
    assert_eq!(made["severity_rationale"], "sensitive data was open");
    assert_eq!(made["started"]["precision"], "day");
    assert_eq!(made["started"]["zone"], "Europe/Berlin");
    assert_eq!(made["commander"], "Engineer B");
    assert_eq!(made["services"], json!(["Internal forum"]), "one service, however it is typed");
    assert_eq!(made["external_ids"], json!(["pagerduty:PT4KHLK"]));
    assert_eq!(made["durations"]["resolve"]["state"], "recorded");
    assert_eq!(made["durations"]["exposure"]["state"], "pending");
    let taken = json!({"title": "x", "external_ids": ["pagerduty:PT4KHLK"]});
    let reply = client.post("/api/v1/incidents", taken).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["external_ids"]);
}

#[tokio::test]
async fn what_is_wrong_is_named_field_by_field_and_nothing_is_written() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    let body = json!({
        "title": "a\u{0}b", "kind": "accident", "severity": "SEV7", "started": {"at": "9999-01-01"},
    });
    let reply = client.post("/api/v1/incidents", body).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["title", "kind", "started.at"]);
    let reply = client.post("/api/v1/incidents", json!({"title": "x", "severity": "SEV7"})).await;
    assert_eq!(reply.expect(422).wrong_fields(), ["severity"]);
    let reply = client.post("/api/v1/incidents", json!({"title": "x", "titel": "y"})).await;
    assert_eq!(reply.expect(422).wrong_fields(), ["titel"]);
    let long = "x".repeat(201);
    client.post("/api/v1/incidents", json!({"title": long})).await.expect(422);
    let list = client.get("/api/v1/incidents").await.expect(200).json();
    assert_eq!(list["items"], json!([]));
    assert_eq!(declared(&client, json!({"title": "first"})).await["number"], "INC-1");
}

#[tokio::test]
async fn the_same_key_declares_once() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await.with("idempotency-key", "k-1");
    let first = declared(&client, json!({"title": "Once"})).await;
    let second = declared(&client, json!({"title": "Once"})).await;
    assert_eq!(first["id"], second["id"]);
    client.post("/api/v1/incidents", json!({"title": "Other"})).await.expect(422);
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_declare() {
    let app = TestApp::new().await;
    let responder = app.with_token(Role::Responder, &["write"]).await;
    declared(&responder, json!({"title": "Visible to all"})).await;
    let viewer = app.with_token(Role::Viewer, &["write"]).await;
    viewer.get("/api/v1/incidents/INC-1").await.expect(200);
    viewer.post("/api/v1/incidents", json!({"title": "No"})).await.expect(403);
    viewer.patch("/api/v1/incidents/INC-1", json!({"title": "No"})).await.expect(403);
    let reader = app.with_token(Role::Admin, &["read"]).await;
    reader.post("/api/v1/incidents", json!({"title": "No"})).await.expect(403);
    app.anonymous().get("/api/v1/incidents").await.expect(401);
    for path in ["INC-2", "INC-0", "nonsense", "01234567-0123-7123-8123-0123456789ab"] {
        viewer.get(&format!("/api/v1/incidents/{path}")).await.expect(404);
    }
}

#[tokio::test]
async fn a_merge_patch_changes_what_it_names_and_a_stale_one_shows_what_is_there() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    let body = json!({"title": "Before", "summary": "kept", "tags": ["a"], "severity": "SEV2", "commander": "Ada"});
    declared(&client, body).await;
    let path = "/api/v1/incidents/INC-1";
    let first = client.clone().with("if-match", "\"1\"");
    let changed =
        first.patch(path, json!({"title": "After", "tags": ["b", "c"], "commander": null}));
    let changed = changed.await.expect(200);
    assert_eq!(changed.header("etag"), "\"2\"");
    let changed = changed.json();
    assert_eq!(changed["title"], "After");
    assert_eq!(changed["summary"], "kept");
    assert_eq!(changed["tags"], json!(["b", "c"]));
    assert_eq!(changed["commander"], Value::Null);
    assert_eq!(changed["people"][0]["name"], "Ada", "the history keeps who it was");
    let stale = first.patch(path, json!({"title": "Lost?"})).await.expect(412).json();
    assert_eq!(stale["current"]["title"], "After");
    let reply = client.patch(path, json!({"severity": "SEV0"})).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["severity"]);
    let reply = client.patch(path, json!({"severity": null})).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["severity"]);
    let reply = client.patch(path, json!({"visibility": "restricted"})).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["visibility"], "restricting is a commander's");
}

#[tokio::test]
async fn the_status_goes_step_by_step_and_back_with_a_reason() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Commander, &["write"]).await;
    declared(&client, json!({"title": "Steps"})).await;
    let path = "/api/v1/incidents/INC-1/status";
    let skipped = client.post(path, json!({"to": "closed"})).await.expect(422).json();
    assert!(skipped["type"].as_str().unwrap().ends_with("status-skipped"), "{skipped}");
    let now = client.post(path, json!({"to": "contained"})).await.expect(200).json();
    assert_eq!((&now["status"], &now["version"]), (&json!("contained"), &json!(2)));
    assert_eq!(now["contained"], Value::Null, "no milestone follows from a status");
    client.post(path, json!({"to": "open", "reason": "short"})).await.expect(422);
    client.post(path, json!({"to": "open", "reason": "it came back at night"})).await.expect(200);
    let stale = client.clone().with("if-match", "\"1\"");
    stale.post(path, json!({"to": "contained"})).await.expect(412);
    let steps = client.get(path).await.expect(200).json();
    assert_eq!(steps["items"].as_array().unwrap().len(), 2);
    assert_eq!(steps["items"][1]["reason"], "it came back at night");
    let responder = app.with_token(Role::Responder, &["write"]).await;
    responder.post(path, json!({"to": "contained"})).await.expect(403);
}

#[tokio::test]
async fn severities_are_a_history_with_rationales() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Commander, &["write"]).await;
    declared(&client, json!({"title": "Bad", "severity": "SEV2"})).await;
    let path = "/api/v1/incidents/INC-1/severity";
    let reply = client.post(path, json!({"to": "SEV1", "rationale": "bad"})).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["rationale"]);
    let change = json!({"to": "SEV1", "rationale": "customer data was open"});
    let now = client.post(path, change).await.expect(200).json();
    assert_eq!(now["severity"], "SEV1");
    assert_eq!(now["severity_rationale"], "customer data was open");
    let potential =
        json!({"dimension": "potential", "to": "sev0", "rationale": "one click from outside"});
    assert_eq!(client.post(path, potential).await.expect(200).json()["potential_severity"], "SEV0");
    let unset = json!({"to": "unset", "rationale": "we know too little yet"});
    assert_eq!(client.post(path, unset).await.expect(200).json()["severity"], Value::Null);
    client.post(path, json!({"to": "SEV9", "rationale": "off the scale here"})).await.expect(422);
    let history = client.get(path).await.expect(200).json();
    let to: Vec<_> = history["items"].as_array().unwrap().iter().map(|c| c["to"].clone()).collect();
    assert_eq!(to, [json!("SEV2"), json!("SEV1"), json!("SEV0"), Value::Null]);
}

#[tokio::test]
async fn parts_are_handed_over_and_the_history_is_kept() {
    let app = TestApp::new().await;
    app.user("ada@example.org", Role::Responder).await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    declared(&client, json!({"title": "People"})).await;
    let path = "/api/v1/incidents/INC-1/people";
    let now = client.post(path, json!({"role": "commander", "name": "ADA@example.org"})).await;
    assert_eq!(now.expect(200).json()["commander"], "ada");
    client.post(path, json!({"role": "commander", "name": "Engineer B"})).await.expect(200);
    client
        .post(path, json!({"role": "other", "title": "Legal", "name": "Counsel"}))
        .await
        .expect(200);
    let people = client.get(path).await.expect(200).json();
    let people = people["items"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    assert!(people[0]["user_id"].is_string() && people[0]["until"].is_string());
    assert_eq!(people[1]["until"], Value::Null);
    let before = client.get("/api/v1/incidents/INC-1").await.header("etag").to_owned();
    client.post(path, json!({"role": "commander", "name": "Engineer B"})).await.expect(200);
    let after = client.get("/api/v1/incidents/INC-1").await.header("etag").to_owned();
    assert_eq!(before, after, "handing over to the same changes nothing");
    client.post(path, json!({"role": "king", "name": "x"})).await.expect(422);
}

#[tokio::test]
async fn a_restricted_incident_is_nowhere_for_those_who_are_not_on_it() {
    let app = TestApp::new().await;
    let inside = app.with_token(Role::Commander, &["write"]).await;
    let outside = app.with_token(Role::Commander, &["write"]).await;
    declared(&inside, json!({"title": "Open to all", "tags": ["shared"]})).await;
    let secret = declared(
        &inside,
        json!({"title": "Hidden zebra", "visibility": "restricted", "tags": ["shared"], "severity": "SEV0"}),
    )
    .await;
    let id = secret["id"].as_str().unwrap();
    inside.get("/api/v1/incidents/INC-2").await.expect(200);
    let lists =
        ["", "?q=zebra", "?q=INC-2", "?severity=SEV0", "?tag=shared", "?visibility=restricted"];
    for query in lists {
        let list = outside.get(&format!("/api/v1/incidents{query}")).await.expect(200);
        assert!(!list.text.contains("zebra") && !list.text.contains("INC-2"), "{query}");
    }
    for reference in ["INC-2", id] {
        let path = format!("/api/v1/incidents/{reference}");
        let missing = outside.get("/api/v1/incidents/INC-99").await.expect(404).json();
        let hidden = outside.get(&path).await.expect(404).json();
        assert_eq!(hidden["detail"], missing["detail"]);
        for part in ["status", "severity", "people", "members", "exposures"] {
            outside.get(&format!("{path}/{part}")).await.expect(404);
        }
        outside.patch(&path, json!({"title": "x"})).await.expect(404);
        outside.post(&format!("{path}/status"), json!({"to": "contained"})).await.expect(404);
        let change = json!({"to": "SEV1", "rationale": "trying to find out"});
        outside.post(&format!("{path}/severity"), change).await.expect(404);
        outside.post(&format!("{path}/exposures"), json!({"data_class": "x"})).await.expect(404);
        outside
            .post(&format!("{path}/people"), json!({"role": "scribe", "name": "x"}))
            .await
            .expect(404);
        outside
            .post(&format!("{path}/members"), json!({"user": "x@example.org"}))
            .await
            .expect(404);
    }
    let taken = json!({"title": "x", "external_ids": ["a:1"]});
    outside.post("/api/v1/incidents", taken).await.expect(201);
    app.with_token(Role::Admin, &["admin"]).await.get("/api/v1/incidents/INC-2").await.expect(200);
}

#[tokio::test]
async fn a_member_sees_a_restricted_incident_until_taken_off() {
    let app = TestApp::new().await;
    let inside = app.with_token(Role::Commander, &["write"]).await;
    declared(&inside, json!({"title": "Hidden", "visibility": "restricted"})).await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let page = "/incidents/INC-1";
    ada.get(page).await.expect(404);
    let members = "/api/v1/incidents/INC-1/members";
    let part = json!({"role": "commander", "name": "ada@example.org"});
    inside.post("/api/v1/incidents/INC-1/people", part.clone()).await.expect(422);
    let added = inside.post(members, json!({"user": "ada@example.org"})).await.expect(201).json();
    inside.post(members, json!({"user": "ada@example.org"})).await.expect(201);
    assert_eq!(inside.get(members).await.json()["items"].as_array().unwrap().len(), 2);
    ada.get(page).await.expect(200);
    inside.post("/api/v1/incidents/INC-1/people", part).await.expect(200);
    ada.post(members, json!({"user": "ada@example.org"})).await.expect(403);
    let path = format!("{members}/{}", added["id"].as_str().unwrap());
    inside.delete(&path).await.expect(204);
    inside.delete(&path).await.expect(404);
    ada.get(page).await.expect(404);
    inside.post(members, json!({"user": "nobody@example.org"})).await.expect(422);
}

#[tokio::test]
async fn restricting_keeps_those_who_work_on_it() {
    let app = TestApp::new().await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let bob = app.browser("bob@example.org", Role::Responder).await;
    let commander = app.with_token(Role::Commander, &["write"]).await;
    declared(&commander, json!({"title": "Turns out", "commander": "ada@example.org"})).await;
    bob.get("/incidents/INC-1").await.expect(200);
    let patch = json!({"visibility": "restricted"});
    commander.patch("/api/v1/incidents/INC-1", patch).await.expect(200);
    ada.get("/incidents/INC-1").await.expect(200);
    bob.get("/incidents/INC-1").await.expect(404);
}

#[tokio::test]
async fn the_exposure_ledger_counts_apart() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    declared(&client, json!({"title": "Leak", "data_exposure": "confirmed"})).await;
    let path = "/api/v1/incidents/INC-1/exposures";
    let body = json!({
        "data_class": "user data", "population_count": 1200, "unauthorised_audience": "staff",
        "window_start": {"at": "2026-03-17T10:00:00Z"}, "window_end": {"at": "2026-03-17T12:00:00Z"},
        "access_possible": "yes",
    });
    let row = client.post(path, body).await.expect(201);
    let at = row.header("location").to_owned();
    let durations = client.get("/api/v1/incidents/INC-1").await.json()["durations"].clone();
    assert_eq!(durations["exposure"]["ms"], 7_200_000);
    assert_eq!(durations["resolve"]["state"], "pending");
    let changed =
        client.patch(&at, json!({"population": "EU customers", "population_count": null}));
    let changed = changed.await.expect(200).json();
    assert_eq!((&changed["population"], &changed["version"]), (&json!("EU customers"), &json!(2)));
    assert_eq!(changed["population_count"], Value::Null);
    client.clone().with("if-match", "\"1\"").patch(&at, json!({"notes": "x"})).await.expect(412);
    let reply = client.patch(&at, json!({"window_end": {"at": "2026-03-17T09:00:00Z"}})).await;
    assert_eq!(reply.expect(422).wrong_fields(), ["window_end.at"]);
    let other = app.with_token(Role::Responder, &["write"]).await;
    other.delete(&at).await.expect(403);
    client.delete(&at).await.expect(204);
    client.get(&at).await.expect(404);
    assert_eq!(client.get(path).await.json()["items"], json!([]));
}

#[tokio::test]
async fn the_list_is_newest_first_filtered_and_cut_into_pages() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Commander, &["write"]).await;
    for (title, started, severity, service) in [
        ("Old forum outage", "2025-01", "SEV3", "forum"),
        ("Middle 100% full", "2026-02-01", "SEV1", "forum"),
        ("New_mail agent", "2026-03-01", "", "mail"),
    ] {
        let body = json!({
            "title": title, "started": {"at": started}, "severity": severity, "services": [service],
            "agent_involvement": if service == "mail" { "agent_acted" } else { "none" },
        });
        declared(&client, body).await;
    }
    client.post("/api/v1/incidents/INC-1/status", json!({"to": "contained"})).await.expect(200);
    let of = async |query: &str| {
        numbers(&client.get(&format!("/api/v1/incidents{query}")).await.expect(200).json())
    };
    assert_eq!(of("").await, ["INC-3", "INC-2", "INC-1"]);
    assert_eq!(of("?q=forum").await, ["INC-1"]);
    assert_eq!(of("?q=100%25").await, ["INC-2"]);
    assert_eq!(of("?q=new_m").await, ["INC-3"]);
    assert_eq!(of("?q=inc-2").await, ["INC-2"]);
    assert_eq!(of("?severity=SEV1,SEV3").await, ["INC-2", "INC-1"]);
    assert_eq!(of("?severity=unset").await, ["INC-3"]);
    assert_eq!(of("?service=Forum&status=open").await, ["INC-2"]);
    assert_eq!(of("?status=active").await.len(), 3);
    assert_eq!(of("?involvement=any").await, ["INC-3"]);
    assert_eq!(of("?agent=nobody").await, Vec::<String>::new());
    let first = client.get("/api/v1/incidents?limit=2").await.json();
    assert_eq!(numbers(&first), ["INC-3", "INC-2"]);
    let next = first["next"].as_str().unwrap();
    let second = client.get(&format!("/api/v1/incidents?limit=2&after={next}")).await.json();
    assert_eq!((numbers(&second), &second["next"]), (vec!["INC-1".to_owned()], &Value::Null));
    client.get("/api/v1/incidents?after=nonsense").await.expect(422);
    client.get("/api/v1/incidents?status=done").await.expect(422);
}
