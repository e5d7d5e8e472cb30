//! The map of guardrails says over what it counts.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn the_lead_says_over_which_incidents_the_map_counts() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    let helper = json!({"name": "Helper that answers in the forum"});
    let key = who.post("/api/v1/agents", helper).await.expect(201).json()["key"].clone();
    let key = key.as_str().expect("a key");
    for (query, counted) in [
        (String::new(), "in all incidents on record, but for drills"),
        (
            format!("?control=approval_gate&agent={key}"),
            "on record with the control Approval gate and the agent Helper that answers in the forum, but for",
        ),
        (
            "?factor=approval_missing&agent=-".to_owned(),
            "on record with the factor Approval missing and no agent, but for",
        ),
    ] {
        let page = who.get(&format!("/guardrails{query}")).await.expect(200).text;
        assert!(page.contains(counted), "{counted}: {page}");
    }
}
