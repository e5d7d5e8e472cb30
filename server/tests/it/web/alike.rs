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
