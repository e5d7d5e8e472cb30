//! What is true of every address of the API.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn without_a_token_the_answer_is_a_problem_document() {
    let app = TestApp::new().await;
    let reply = app.anonymous().get("/api/v1/tokens").await.expect(401);
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(reply.header("www-authenticate"), "Bearer");
    let problem = reply.json();
    assert_eq!(problem["status"], 401);
    assert_eq!(problem["request_id"], reply.header("x-request-id"));
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_method_are_problems_too() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await;
    let missing = program.get("/api/v1/nothing").await.expect(404);
    assert_eq!(missing.header("content-type"), "application/problem+json");
    let wrong = program.delete("/api/v1/users").await.expect(405);
    assert_eq!(wrong.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn bodies_that_are_not_json_are_told_apart() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await;
    program.form("/api/v1/tokens", &[("name", "x")]).await.expect(415);
    let torn = program
        .send(axum::http::Method::POST, "/api/v1/tokens", Some("application/json"), b"{\"na".into())
        .await;
    torn.expect(400);
    let unknown =
        program.post("/api/v1/tokens", json!({"name": "x", "scpoes": []})).await.expect(422);
    assert_eq!(unknown.wrong_fields(), ["scpoes"]);
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await;
    let body = format!("{{\"name\": \"{}\"}}", "x".repeat(20 * 1024 * 1024));
    let reply = program
        .send(
            axum::http::Method::POST,
            "/api/v1/users",
            Some("application/json"),
            body.into_bytes(),
        )
        .await;
    reply.expect(413);
}

#[tokio::test]
async fn the_description_is_openapi_3_1_and_names_the_problem() {
    let app = TestApp::new().await;
    let document = app.anonymous().get("/api/openapi.json").await.expect(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["components"]["schemas"]["Problem"].is_object());
    assert!(document["paths"]["/api/v1/users"]["post"].is_object());
}

#[tokio::test]
async fn the_same_key_gives_the_first_answer_and_another_body_is_refused() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await.with("idempotency-key", "k-1");
    let body = json!({"email": "grace@example.org", "password": "correct horse battery"});
    let first = program.post("/api/v1/users", body.clone()).await.expect(201).json();
    let again = program.post("/api/v1/users", body).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first["id"], again.json()["id"]);
    let other = json!({"email": "bob@example.org", "password": "correct horse battery"});
    program.post("/api/v1/users", other).await.expect(422);
}

#[tokio::test]
async fn a_failed_request_can_be_mended_under_the_same_key() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await.with("idempotency-key", "k-2");
    let bad = json!({"email": "not an address", "password": "correct horse battery"});
    program.post("/api/v1/users", bad).await.expect(422);
    let good = json!({"email": "grace@example.org", "password": "correct horse battery"});
    program.post("/api/v1/users", good).await.expect(201);
}

#[tokio::test]
async fn health_and_metrics_answer_without_an_account() {
    let app = TestApp::new().await;
    app.anonymous().get("/healthz").await.expect(200);
    app.anonymous().get("/readyz").await.expect(200);
    let metrics = app.anonymous().get("/metrics").await.expect(200).text;
    assert!(metrics.contains("throughline_http_requests"), "{metrics}");
}

#[tokio::test]
async fn what_was_written_before_the_server_stopped_is_not_written_again() {
    let app = TestApp::new().await;
    let program = app.with_token(Role::Admin, &["admin"]).await.with("idempotency-key", "k-3");
    let body = json!({"title": "Once"});
    let made = program.post("/api/v1/incidents", body.clone()).await.expect(201);
    assert_eq!(made.header("location"), "/api/v1/incidents/INC-1");
    // The server stops between the write and keeping its answer, and comes back a minute later.
    let lose = "UPDATE idempotency_keys SET answer = NULL, begun_at = begun_at - 60000";
    server::store::testing::execute(&app.state.db, lose).await.unwrap();
    let lost = program.post("/api/v1/incidents", body.clone()).await.expect(409).json();
    assert!(lost["detail"].as_str().unwrap().contains("incident.declare INC-1"), "{lost}");
    let undone = "UPDATE idempotency_keys SET written = NULL";
    server::store::testing::execute(&app.state.db, undone).await.unwrap();
    let taken = program.post("/api/v1/incidents", body).await.expect(201);
    assert_eq!(taken.header("location"), "/api/v1/incidents/INC-2");
}
