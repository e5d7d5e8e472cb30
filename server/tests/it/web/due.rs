//! When remediations are due: proposed with a reason, reminded of once, and handed over.

use app::domain::permission::Role;
use chrono::Duration;
use serde_json::json;
use server::jobs;

use crate::support::{Client, TestApp};

async fn told(who: &Client) -> Vec<String> {
    let list = who.get("/api/v1/notifications").await.expect(200).json();
    let items = list["items"].as_array().expect("items").clone();
    items.iter().map(|it| it["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// A commander with an incident of SEV1.
async fn incident(app: &TestApp) -> Client {
    let chief = app.browser("chief@example.org", Role::Commander).await;
    let body = json!({"title": "Wrong advice", "severity": "SEV1",
        "severity_rationale": "everybody could read it"});
    chief.post("/api/v1/incidents", body).await.expect(201);
    let part = [("role", "commander"), ("name", "chief@example.org")];
    chief.form("/incidents/INC-1/people", &part).await.expect(303);
    chief
}

#[tokio::test]
async fn a_day_is_proposed_with_its_reason_and_the_rules_are_an_administrators() {
    let app = TestApp::new().await;
    let chief = incident(&app).await;
    let form = chief.get("/remediations/new?incident=INC-1").await.expect(200).text;
    // 2026-11-22 is a Sunday; fifteen business days end on Friday, 11 December.
    assert!(form.contains("2026-12-11") && form.contains("15 business days for SEV1."), "{form}");
    let ask = "/api/v1/due-policy/suggestion?incident=INC-1&type=repair";
    assert_eq!(chief.get(ask).await.expect(200).json()["due"], "2026-12-11");
    let admin = app.as_role(Role::Admin).await;
    let page = admin.get("/admin/due").await.expect(200);
    assert!(page.text.contains("SEV1 = 15"));
    let wrong = [("rules", "SEV1 = soon"), ("remind_before", "3"), ("escalate_after", "5")];
    let wrong = admin.form("/admin/due", &wrong).await.expect(422);
    assert!(wrong.text.contains("Line 1:") && wrong.text.contains("SEV1 = soon"));
    let right =
        [("rules", "SEV1 = 10\nSEV1 repair = 2"), ("remind_before", "1"), ("escalate_after", "2")];
    admin.form("/admin/due", &right).await.expect(303);
    let found = chief.get(ask).await.json();
    assert_eq!(found["due"], "2026-11-24");
    assert_eq!(found["reason"], "2 business days for SEV1 and the type repair.");
    let rules = chief.get("/api/v1/due-policy").await.expect(200).json();
    assert_eq!(
        rules["rules"][1],
        json!({"severity": "SEV1", "type": "repair", "business_days": 2})
    );
    let put = axum::http::Method::PUT;
    chief.json(put.clone(), "/api/v1/due-policy", rules.clone()).await.expect(403);
    admin.json(put, "/api/v1/due-policy", rules).await.expect(200);
    chief.get("/admin/due").await.expect(403);
}

#[tokio::test]
async fn who_owns_it_is_reminded_once_and_who_commands_hears_of_it_when_nothing_moves() {
    let app = TestApp::new().await;
    let chief = incident(&app).await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let fix = json!({"title": "Gate", "owner": "ada@example.org", "incidents": ["INC-1"],
        "due": "2026-11-27"});
    ada.post("/api/v1/remediations", fix).await.expect(201);
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 0);
    app.state.clock.advance(Duration::days(2));
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 1);
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 0);
    // The clock goes back and comes again: it was told.
    app.state.clock.advance(Duration::days(-2));
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 0);
    app.state.clock.advance(Duration::days(3));
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 0);
    app.state.clock.advance(Duration::days(4));
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 1, "overdue");
    app.state.clock.advance(Duration::days(8));
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 1, "overdue for long");
    jobs::deliver(&app.state).await.unwrap();
    // Back to when their sessions were alive; what was told stays told.
    app.state.clock.advance(Duration::days(-15));
    assert_eq!(told(&ada).await, ["overdue", "due_soon"]);
    let chiefs = told(&chief).await;
    assert!(chiefs.contains(&"escalated".to_owned()), "{chiefs:?}");
    app.state.clock.advance(Duration::days(15));
    let ada = app.as_role(Role::Responder).await;
    ada.patch("/api/v1/remediations/REM-1", json!({"due": "2026-12-08"})).await.expect(200);
    assert_eq!(jobs::remind(&app.state).await.unwrap(), 1, "another day is another reminder");
}

#[tokio::test]
async fn whom_the_rules_name_hears_of_an_escalation_unless_it_is_hidden_from_them() {
    let app = TestApp::new().await;
    let chief = incident(&app).await;
    let head = app.browser("head@example.org", Role::Viewer).await;
    let admin = app.as_role(Role::Admin).await;
    let rules = [
        ("rules", "SEV1 = 10"),
        ("remind_before", "1"),
        ("escalate_after", "2"),
        ("escalate_to", "head@example.org, nobody@example.org"),
    ];
    admin.form("/admin/due", &rules).await.expect(303);
    chief
        .post("/api/v1/incidents", json!({"title": "Hush", "visibility": "restricted"}))
        .await
        .expect(201);
    for (title, incident) in [("Gate", "INC-1"), ("Secret", "INC-2")] {
        let fix = json!({"title": title, "owner": "chief@example.org", "incidents": [incident],
            "due": "2026-11-23"});
        chief.post("/api/v1/remediations", fix).await.expect(201);
    }
    app.state.clock.advance(Duration::days(8));
    while jobs::remind(&app.state).await.unwrap() > 0 {}
    jobs::deliver(&app.state).await.unwrap();
    app.state.clock.advance(Duration::days(-8));
    let list = head.get("/api/v1/notifications").await.expect(200).json();
    assert_eq!(told(&head).await, ["escalated"], "{list}");
    assert!(list.to_string().contains("REM-1") && !list.to_string().contains("REM-2"), "{list}");
}

#[tokio::test]
async fn the_work_of_an_owner_who_left_is_shown_told_and_handed_over() {
    let app = TestApp::new().await;
    let chief = incident(&app).await;
    let admin = app.as_role(Role::Admin).await;
    let ada = app.user("ada@example.org", Role::Responder).await;
    for title in ["Gate", "Fence"] {
        let fix = json!({"title": title, "owner": "ada@example.org", "incidents": ["INC-1"]});
        chief.post("/api/v1/remediations", fix).await.expect(201);
    }
    assert!(!chief.get("/work").await.expect(200).text.contains("Owner left"));
    let left = json!({"active": false});
    admin.patch(&format!("/api/v1/users/{ada}"), left).await.expect(200);
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&chief).await.iter().filter(|kind| *kind == "owner_left").count(), 2);
    let page = chief.get("/work").await.expect(200);
    assert!(page.text.contains("Owner left") && page.text.contains("ada: 2"), "{}", page.text);
    let gone = chief.get("/api/v1/work/owners-gone").await.expect(200).json();
    assert_eq!(
        gone["items"][0],
        json!({"owner": "ada@example.org", "name": "ada", "remediations": 2})
    );
    let hers = "/work?who=ada%40example.org";
    let page = chief.get(hers).await.expect(200);
    assert!(page.text.contains("This owner has left.") && page.text.contains("Fence"));
    let all =
        [("remediations", "REM-1"), ("remediations", "REM-2"), ("owner", "chief@example.org")];
    chief.form(hers, &all).await.expect(303);
    assert!(!chief.get("/work").await.expect(200).text.contains("Owner left"));
    assert_eq!(chief.get("/api/v1/work/owners-gone").await.json()["items"], json!([]));
}
