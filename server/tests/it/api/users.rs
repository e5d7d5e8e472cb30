//! `/api/v1/users`

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn an_account_is_added_changed_and_switched_off() {
    let app = TestApp::new().await;
    let admin = app.with_token(Role::Admin, &["admin"]).await;
    let body = json!({"email": "grace@example.org", "role": "viewer", "password": "correct horse battery"});
    let made = admin.post("/api/v1/users", body).await.expect(201);
    let path = made.header("location").to_owned();
    let tag = made.header("etag").to_owned();
    let changed = admin.clone().with("if-match", tag.clone());
    let user = changed.patch(&path, json!({"role": "commander"})).await.expect(200).json();
    assert_eq!(user["role"], "commander");
    assert_eq!(user["name"], "grace");
    let stale = changed.patch(&path, json!({"active": false})).await.expect(412).json();
    assert_eq!(stale["current"]["role"], "commander");
    let off = admin.patch(&path, json!({"active": false})).await.expect(200).json();
    assert_eq!(off["active"], false);
}

#[tokio::test]
async fn a_role_that_does_not_exist_and_a_short_password_are_both_named() {
    let app = TestApp::new().await;
    let admin = app.with_token(Role::Admin, &["admin"]).await;
    let body = json!({"email": "grace@example.org", "role": "king", "password": "short"});
    let reply = admin.post("/api/v1/users", body).await.expect(422);
    assert_eq!(reply.wrong_fields(), ["role", "password"]);
}

#[tokio::test]
async fn without_the_admin_scope_or_role_users_are_closed() {
    let app = TestApp::new().await;
    app.with_token(Role::Admin, &["write"]).await.get("/api/v1/users").await.expect(403);
    app.with_token(Role::Commander, &["admin"]).await.get("/api/v1/users").await.expect(403);
}

#[tokio::test]
async fn an_account_that_is_switched_off_is_out_at_once() {
    let app = TestApp::new().await;
    let admin = app.with_token(Role::Admin, &["admin"]).await;
    let bob = app.browser("bob@example.org", Role::Responder).await;
    bob.get("/account").await.expect(200);
    let users = admin.get("/api/v1/users").await.json();
    let id = users["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|u| u["email"] == "bob@example.org")
        .unwrap()["id"]
        .clone();
    admin
        .patch(&format!("/api/v1/users/{}", id.as_str().unwrap()), json!({"active": false}))
        .await
        .expect(200);
    bob.get("/account").await.expect(303);
}
