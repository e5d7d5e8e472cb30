//! `/api/v1/tokens`

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_token_is_made_listed_without_its_secret_and_revoked() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Responder, &["write"]).await;
    let made = program.post("/api/v1/tokens", json!({"name": "ci", "scopes": ["read"]})).await;
    let made = made.expect(201).json();
    let secret = made["token"].as_str().unwrap().to_owned();
    assert!(!program.get("/api/v1/tokens").await.expect(200).text.contains(&secret));
    let ci = app.anonymous().with("authorization", format!("Bearer {secret}"));
    ci.get("/api/v1/tokens").await.expect(200);
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    program.delete(&path).await.expect(204);
    ci.get("/api/v1/tokens").await.expect(401);
}

#[tokio::test]
async fn a_token_cannot_make_a_stronger_one() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["read"]).await;
    let body = json!({"name": "more", "scopes": ["admin"]});
    let reply = program.post("/api/v1/tokens", body).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["scopes"]);
}

#[tokio::test]
async fn another_users_token_is_not_found() {
    let app = TestApp::new().await;
    let ada = app.with_token(Role::Admin, &["write"]).await;
    let bob = app.with_token(Role::Admin, &["write"]).await;
    let id = ada.get("/api/v1/tokens").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    bob.delete(&format!("/api/v1/tokens/{id}")).await.expect(404);
}
