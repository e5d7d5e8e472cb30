//! The catalogues and the severity scale, kept by administrators in a browser and over the API.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_factor_is_added_rewritten_and_retired_by_a_form() {
    let app = TestApp::new().await;
    let keeper = app.as_role(Role::Admin).await;
    let reader = app.as_role(Role::Commander).await;
    assert!(keeper.get("/factors").await.expect(200).text.contains("/factors/new"));
    assert!(!reader.get("/factors").await.expect(200).text.contains("/factors/new"));
    reader.get("/factors/new").await.expect(403);
    reader.get("/factors/over_reliance").await.expect(403);
    keeper.get("/factors/new").await.expect(200);
    let wrong = [("code", "night_shift"), ("name", "Night shift"), ("definition", "")];
    let wrong = keeper.form("/factors", &wrong).await.expect(422).text;
    assert!(wrong.contains("Night shift") && wrong.contains("Choose a"), "{wrong}");
    let right = [
        ("code", "night_shift"),
        ("name", "Night shift"),
        ("group", "people"),
        ("definition", "It happened at night, with fewer people."),
    ];
    keeper.form("/factors", &right).await.expect(303);
    let again = keeper.form("/factors", &right).await.expect(422).text;
    assert!(again.contains("has this code already"));
    let mut edit = right.to_vec();
    edit.extend([("version", "1"), ("retired", "true")]);
    keeper.form("/factors/night_shift", &edit).await.expect(303);
    assert!(keeper.get("/factors").await.text.contains("Retired"));
    edit[1].1 = "Late shift";
    let stale = keeper.form("/factors/night_shift", &edit).await.expect(422).text;
    for shown in ["Somebody else saved", "<td>Late shift</td>", "<td>Night shift</td>"] {
        assert!(stale.contains(shown), "{shown}");
    }
    keeper.get("/factors/no_such").await.expect(404);
}

#[tokio::test]
async fn a_control_is_added_and_retired_by_a_form() {
    let app = TestApp::new().await;
    let keeper = app.as_role(Role::Admin).await;
    keeper.get("/controls/new").await.expect(200);
    let mut fields = vec![
        ("code", "two_keys"),
        ("name", "Two keys"),
        ("strength", "stronger"),
        ("definition", "Two people act together."),
    ];
    keeper.form("/controls", &fields).await.expect(303);
    assert!(keeper.get("/controls/two_keys").await.expect(200).text.contains("Two people"));
    fields.extend([("version", "1"), ("retired", "true")]);
    keeper.form("/controls/two_keys", &fields).await.expect(303);
    fields[0].1 = "other_code";
    keeper.form("/controls/two_keys", &fields).await.expect(422);
}

#[tokio::test]
async fn the_severity_scale_is_described_in_the_words_of_the_house() {
    let app = TestApp::new().await;
    let keeper = app.as_role(Role::Admin).await;
    let reader = app.as_role(Role::Responder).await;
    assert!(reader.get("/severities").await.expect(200).text.contains("Significant"));
    reader.form("/severities/SEV1", &[("word", "x")]).await.expect(403);
    let fields = [
        ("severity", "SEV1"),
        ("word", "Very bad"),
        ("guide", "Customers write to us."),
        ("version", "1"),
    ];
    keeper.form("/severities/SEV1", &fields).await.expect(303);
    let form = reader.get("/incidents/new").await.expect(200).text;
    assert!(form.contains("Very bad") && form.contains("Customers write to us."));
    keeper.form("/severities/SEV1", &fields).await.expect(422);
    keeper.get("/severities/SEV7").await.expect(404);
    keeper.get("/severities/bad").await.expect(404);
    let next = [("severity", "SEV5"), ("word", "Curious"), ("guide", "Nobody noticed.")];
    keeper.form("/severities", &next).await.expect(303);
    let taken = keeper.form("/severities", &next).await.expect(422).text;
    assert!(taken.contains("on the scale already"));
}

#[tokio::test]
async fn the_severity_scale_is_kept_over_the_api() {
    let app = TestApp::new().await;
    let keeper = app.with_token(Role::Admin, &["admin"]).await;
    let path = "/api/v1/severities/SEV2";
    let read = keeper.get(path).await.expect(200);
    assert_eq!(read.header("etag"), "\"1\"");
    let changed = keeper.patch(path, json!({"guide": "Some users wait."})).await.expect(200).json();
    assert_eq!(
        (&changed["guide"], &changed["word"]),
        (&json!("Some users wait."), &json!("Significant"))
    );
    let held = keeper.clone().with("if-match", "\"1\"");
    held.patch(path, json!({"word": "Mine"})).await.expect(412);
    let wrong = keeper.patch(path, json!({"word": "Major"})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["word"]);
    keeper.patch(path, json!({"severity": "SEV3"})).await.expect(422);
    let add = json!({"severity": "SEV6", "word": "Odd", "guide": "It teaches."});
    let made = keeper.post("/api/v1/severities", add).await.expect(201);
    assert_eq!(made.header("location"), "/api/v1/severities/SEV6");
    for rank in [0, 1, 2, 3, 4] {
        let path = format!("/api/v1/severities/SEV{rank}");
        keeper.patch(&path, json!({"retired": true})).await.expect(200);
    }
    let last = keeper.patch("/api/v1/severities/SEV6", json!({"retired": true})).await.expect(422);
    assert_eq!(last.wrong_fields(), ["retired"]);
    let writer = app.with_token(Role::Commander, &["write"]).await;
    writer.patch(path, json!({"guide": "x"})).await.expect(403);
    let refused = json!({"title": "x", "severity": "SEV2"});
    writer.post("/api/v1/incidents", refused).await.expect(422);
}
