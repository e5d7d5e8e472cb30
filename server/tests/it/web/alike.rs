//! What somebody is told while they declare.

use app::domain::permission::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn post(who: &Client, path: &str, body: Value) {
    who.post(&format!("/api/v1/{path}"), body).await.expect(201);
}

/// An open incident with a family and two remediations, and a restricted one with its own.
async fn records(app: &TestApp) {
    let who = app.as_role(Role::Commander).await;
    post(&who, "incidents", json!({"title": "Forum agent gave wrong advice"})).await;
    let secret = json!({"title": "Forum agent told salaries", "visibility": "restricted"});
    post(&who, "incidents", secret).await;
    post(&who, "incidents", json!({"title": "Certificate ran out"})).await;
    let late = json!({"title": "Ask before posting", "due": "2026-10-12", "incidents": ["INC-1"]});
    post(&who, "remediations", late).await;
    post(&who, "remediations", json!({"title": "Hide salaries", "incidents": ["INC-2"]})).await;
    post(&who, "remediations", json!({"title": "Renew in time", "incidents": ["INC-3"]})).await;
    let family = json!({"name": "Agent publishes alone", "incidents": ["INC-1", "INC-2"]});
    post(&who, "recurrence/families", family).await;
    let family = json!({"name": "Agent and salaries", "incidents": ["INC-2"]});
    post(&who, "recurrence/families", family).await;
}

#[tokio::test]
async fn the_form_tells_what_is_like_what_is_typed_and_hides_what_is_restricted() {
    let app = TestApp::new().await;
    records(&app).await;
    let who = app.as_role(Role::Responder).await;
    let title = "title=Agent%20on%20the%20forum%20told%20salaries";
    for path in ["/incidents/new", "/incidents/new/alike"] {
        let page = who.get(&format!("{path}?{title}")).await.expect(200).text;
        for shown in ["INC-1", "REM-1", "41 days overdue", "Agent publishes alone"] {
            assert!(page.contains(shown), "{path}: {shown}");
        }
        for hidden in ["INC-2", "REM-2", "Agent and salaries", "INC-3", "REM-3"] {
            assert!(!page.contains(hidden), "{path}: {hidden}");
        }
    }
    let part = who.get(&format!("/incidents/new/alike?{title}")).await.text;
    assert!(!part.contains("<html"), "only the part: {part}");
    let again = [("title", "Forum agent"), ("severity", "SEV9")];
    let page = who.form("/incidents/new", &again).await.expect(422).text;
    assert!(page.contains("REM-1") && page.contains("Agent publishes alone"));
    let member = app.as_role(Role::Admin).await;
    let page = member.get(&format!("/incidents/new?{title}")).await.expect(200).text;
    assert!(page.contains("INC-2") && page.contains("REM-2"));
    let reader = app.as_role(Role::Viewer).await;
    reader.get("/incidents/new/alike").await.expect(403);
}

#[tokio::test]
async fn the_api_suggests_the_same() {
    let app = TestApp::new().await;
    records(&app).await;
    let who = app.with_token(Role::Viewer, &["read"]).await;
    let path = "/api/v1/recurrence/suggestions";
    let found = who.get(&format!("{path}?title=forum%20advice%20salaries")).await.expect(200);
    assert!(!found.text.contains("INC-2") && !found.text.contains("REM-2"), "{}", found.text);
    let found = found.json();
    assert_eq!(found["incidents"][0]["number"], "INC-1");
    assert_eq!(found["families"][0]["incidents"], json!(["INC-1"]));
    assert_eq!(found["remediations"][0]["number"], "REM-1");
    assert_eq!(found["remediations"][0]["overdue_days"], 41);
    let none = who.get(&format!("{path}?title=%25_%5C")).await.expect(200).json();
    assert_eq!(none["families"], json!([]));
    assert_eq!(none["incidents"].as_array().unwrap().len(), 2, "what is open now");
    let document = who.get("/api/openapi.json").await.expect(200).json();
    assert!(document["paths"][path]["get"].is_object());
}

/// An incident with a factor, a fix for it that is overdue, and one more that is restricted.
async fn alarming(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    let began = json!({"at": "2026-11-01T00:00:00Z", "precision": "day"});
    post(&who, "incidents", json!({"title": "Forum agent gave wrong advice", "started": began}))
        .await;
    let secret = json!({"title": "Payroll agent told salaries", "visibility": "restricted", "started": began});
    post(&who, "incidents", secret).await;
    for (incident, scope, fix, due) in [
        ("INC-1", "forum", "Ask before posting", "2026-10-12"),
        ("INC-2", "payroll", "Hide them", "2026-11-12"),
    ] {
        let factor = json!({"code": "approval_missing", "scope": scope, "role": "enabling"});
        post(&who, &format!("incidents/{incident}/factors"), factor).await;
        let fix = json!({"title": fix, "due": due, "incidents": [incident],
            "factors": [{"code": "approval_missing", "scope": scope}]});
        post(&who, "remediations", fix).await;
    }
    let family = json!({"name": "Agent publishes alone", "incidents": ["INC-1", "INC-2"]});
    post(&who, "recurrence/families", family).await;
    app.state.clock.advance(chrono::Duration::minutes(5));
    who
}

#[tokio::test]
async fn what_looks_alike_tells_its_alarms_while_somebody_declares() {
    let app = TestApp::new().await;
    alarming(&app).await;
    let who = app.as_role(Role::Responder).await;
    let part = "/incidents/new/alike?title=";
    let told = who.get(&format!("{part}Forum%20agent%20wrong%20again")).await.expect(200).text;
    for shown in [
        "If this is like",
        "REM-1, 41 days overdue, targets this factor",
        "same factor: Approval missing at forum",
        "Second time in 90 days",
    ] {
        assert!(told.contains(shown), "{shown}: {told}");
    }
    assert_eq!(told.matches("41 days overdue").count(), 1, "told once");
    for quiet in ["Forum", "Certificate", "Agent%20stopped%20nothing%20wrote%20elsewhere", ""] {
        let told = who.get(&format!("{part}{quiet}")).await.expect(200).text;
        let alarmed = told.contains("class=\"alarm\"");
        assert_eq!(alarmed, quiet == "Forum", "{quiet}: {told}");
    }
}

#[tokio::test]
async fn the_alarms_of_what_is_restricted_are_told_to_its_members_only() {
    let app = TestApp::new().await;
    let member = alarming(&app).await;
    let path = "/api/v1/recurrence/suggestions?title=Payroll%20agent%20told%20salaries";
    let mine = member.get(path).await.expect(200).json();
    assert_eq!(mine["alarms"][0]["what"], "REM-2, 10 days overdue, targets this factor");
    assert_eq!(mine["alarms"][1]["what"], "Third time in 90 days");
    assert_eq!(mine["alarms_if_like"], json!(["INC-2"]));
    let other = app.with_token(Role::Responder, &["read"]).await;
    let theirs = other.get(path).await.expect(200);
    for hidden in ["REM-2", "INC-2", "payroll", "Third"] {
        assert!(!theirs.text.contains(hidden), "{hidden}: {}", theirs.text);
    }
    assert_eq!(theirs.json()["alarms"], json!([]));
}
