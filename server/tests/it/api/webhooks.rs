//! Webhooks out and in: signed, tried again, switched off; proven, in time, and counted once.

use app::domain::permission::Role;
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use server::config::Options;
use server::jobs;
use server::store::hex;
use server::webhooks::signature::sign;
use sha2::Sha256;

use crate::support::http::Listener;
use crate::support::{Client, TestApp};

const WEBHOOKS: &str = "/api/v1/webhooks";

async fn inside() -> TestApp {
    TestApp::with(Options {
        webhooks_to_private: true,
        public_url: Some("https://tl.example.org".into()),
        ..Options::default()
    })
    .await
}

async fn add(admin: &Client, url: &str) -> Value {
    let topics = ["incident.declared", "remediation.moved"];
    admin.post(WEBHOOKS, json!({"url": url, "topics": topics})).await.expect(201).json()
}

async fn posted(app: &TestApp) -> usize {
    jobs::deliver(&app.state).await.unwrap().posted
}

#[tokio::test]
async fn news_goes_out_signed_and_once_and_nothing_restricted_does() {
    let app = inside().await;
    let there = Listener::start().await;
    let admin = app.as_role(Role::Admin).await;
    let hook = add(&admin, &there.url).await;
    let secret = hook["secret"].as_str().unwrap().to_owned();
    let list = admin.get(WEBHOOKS).await.expect(200);
    assert!(!list.text.contains(&secret), "the secret is shown once");
    admin.post("/api/v1/incidents", json!({"title": "Wrong advice"})).await.expect(201);
    let hushed = json!({"title": "Quiet leak", "visibility": "restricted"});
    admin.post("/api/v1/incidents", hushed).await.expect(201);
    assert_eq!(posted(&app).await, 1);
    assert_eq!(posted(&app).await, 0);
    let sent = there.sent();
    let (headers, body) = sent.first().unwrap();
    let said = |name: &str| headers[name].to_str().unwrap().to_owned();
    let at: i64 = said("webhook-timestamp").parse().unwrap();
    assert_eq!(at, app.state.clock.now().timestamp());
    assert_eq!(said("webhook-signature"), sign(&secret, &said("webhook-id"), at, body));
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!(told["type"], "incident.declared");
    assert_eq!(told["data"]["incident"], "INC-1");
    assert_eq!(told["data"]["url"], "https://tl.example.org/incidents/INC-1");
    assert!(!body.contains("Wrong advice") && sent.len() == 1);
    let page = admin.get("/admin/webhooks").await.expect(200);
    assert!(page.text.contains(&there.url) && !page.text.contains(&secret));
    let responder = app.as_role(Role::Responder).await;
    responder.get("/admin/webhooks").await.expect(403);
    responder.get(WEBHOOKS).await.expect(403);
}

#[tokio::test]
async fn a_failure_is_tried_again_with_the_same_id_and_in_the_end_it_is_switched_off() {
    let app = inside().await;
    let there = Listener::start().await;
    there.answer(500);
    let admin = app.with_token(Role::Admin, &["admin"]).await;
    let id = add(&admin, &there.url).await["id"].as_str().unwrap().to_owned();
    admin.post("/api/v1/incidents", json!({"title": "One"})).await.expect(201);
    assert_eq!(posted(&app).await, 0);
    assert_eq!(posted(&app).await, 0);
    assert_eq!(there.sent().len(), 1, "it waits before it tries again");
    app.state.clock.advance(Duration::seconds(6));
    posted(&app).await;
    there.answer(204);
    app.state.clock.advance(Duration::minutes(6));
    assert_eq!(posted(&app).await, 1);
    let sent = there.sent();
    let ids: Vec<_> = sent.iter().map(|(headers, _)| headers["webhook-id"].clone()).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]));
    let log = admin.get(&format!("{WEBHOOKS}/{id}/deliveries")).await.expect(200).json();
    assert_eq!(
        (&log["items"][0]["attempts"], &log["items"][0]["answered"]),
        (&json!(3), &json!(204))
    );
    // The clock goes back: what was delivered stays delivered.
    app.state.clock.advance(Duration::hours(-1));
    assert_eq!((posted(&app).await, there.sent().len()), (0, 3));
    there.answer(503);
    for day in 0..7 {
        admin.post("/api/v1/incidents", json!({"title": format!("Day {day}")})).await.expect(201);
        posted(&app).await;
        app.state.clock.advance(Duration::days(1));
    }
    let it = admin.get(&format!("{WEBHOOKS}/{id}")).await.expect(200).json();
    assert_eq!(it["active"], false, "{it}");
    let tries = there.sent().len();
    posted(&app).await;
    assert_eq!(there.sent().len(), tries, "who is switched off is left alone");
    let notices = admin.get("/api/v1/notifications").await.json();
    assert_eq!(notices["items"][0]["kind"], "webhook_off");
    let page = admin.get(&format!("/admin/webhooks/{id}")).await.expect(200);
    assert!(page.text.contains("Every try failed for five days."));
    admin.form(&format!("/admin/webhooks/{id}/on"), &[]).await.expect(303);
    there.answer(410);
    app.state.clock.advance(Duration::days(1));
    posted(&app).await;
    let it = admin.get(&format!("{WEBHOOKS}/{id}")).await.expect(200).json();
    assert_eq!(it["off_because"], "It answered 410: it is gone.");
    admin.delete(&format!("{WEBHOOKS}/{id}")).await.expect(204);
    admin.get(&format!("{WEBHOOKS}/{id}")).await.expect(404);
}

#[tokio::test]
async fn nothing_goes_inside_unless_the_operator_allows_it() {
    let app = TestApp::new().await;
    let there = Listener::start().await;
    let admin = app.as_role(Role::Admin).await;
    let plain = json!({"url": there.url, "topics": ["incident.declared"]});
    assert_eq!(admin.post(WEBHOOKS, plain).await.expect(422).wrong_fields(), ["url"]);
    let fields = [("url", "https://127.0.0.1:9/x"), ("topics", "incident.declared")];
    admin.form("/admin/webhooks", &fields).await.expect(200);
    admin.post("/api/v1/incidents", json!({"title": "One"})).await.expect(201);
    assert_eq!(posted(&app).await, 0);
    let id = admin.get(WEBHOOKS).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let log = admin.get(&format!("{WEBHOOKS}/{id}/deliveries")).await.json();
    let error = log["items"][0]["error"].as_str().unwrap().to_owned();
    assert!(error.contains("no public address"), "{error}");
    let wrong = admin.form("/admin/webhooks", &[("url", "ftp://x")]).await.expect(422);
    assert!(wrong.text.contains("No webhook was added") && wrong.text.contains("ftp://x"));
}

fn signed(key: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    hex(&mac.finalize().into_bytes())
}

async fn linked(who: &Client, steps: &[&str]) {
    let made = json!({"title": "Gate"});
    let made = who.post("/api/v1/remediations", made).await.expect(201).json();
    let path = format!("/api/v1/remediations/{}", made["number"].as_str().unwrap());
    let link = json!({"kind": "link", "url": "https://github.com/org/repo/pull/12/files"});
    who.post(&format!("{path}/notes"), link).await.expect(201);
    for to in steps {
        who.post(&format!("{path}/status"), json!({"to": to})).await.expect(200);
    }
}

fn merged(at: &str) -> String {
    json!({"action": "closed", "pull_request": {"merged": true, "merged_at": at,
        "html_url": "https://github.com/org/repo/pull/12"}})
    .to_string()
}

struct GitHub<'a> {
    app: &'a TestApp,
    path: String,
    secret: String,
}

impl GitHub<'_> {
    async fn send(&self, id: &str, key: &str, body: &str) -> crate::support::Reply {
        let who = self
            .app
            .anonymous()
            .with("x-github-event", "pull_request")
            .with("x-github-delivery", id)
            .with("x-hub-signature-256", format!("sha256={}", signed(key, body)));
        let body = body.as_bytes().to_vec();
        who.send(axum::http::Method::POST, &self.path, Some("application/json"), body).await
    }
}

async fn github<'a>(app: &'a TestApp, admin: &Client) -> GitHub<'a> {
    let hook = json!({"provider": "github", "name": "org"});
    let made = admin.post("/api/v1/hooks", hook).await.expect(201).json();
    let path = format!("/hooks/github/{}", made["id"].as_str().unwrap());
    assert!(made["url"].as_str().unwrap().ends_with(&path));
    GitHub { app, path, secret: made["secret"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_merge_moves_what_is_linked_to_implemented_once_and_never_further() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::Admin).await;
    let hub = github(&app, &admin).await;
    linked(&admin, &["accepted", "in_progress"]).await;
    linked(&admin, &[]).await;
    let body = merged("2026-11-22T11:00:00Z");
    let first = hub.send("d-1", &hub.secret, &body).await.expect(200).json();
    assert_eq!(first, json!({"outcome": "moved", "remediations": ["REM-1"]}));
    for n in 0..9 {
        // The same by its id, and the same text under another one.
        let id = if n % 2 == 0 { "d-1".to_owned() } else { format!("d-{n}") };
        let again = hub.send(&id, &hub.secret, &body).await.expect(200).json();
        assert_eq!(again["outcome"], "seen_before");
    }
    let it = admin.get("/api/v1/remediations/REM-1").await.json();
    assert_eq!(it["status"], "implemented");
    assert_eq!(it["effective_at"], "2026-11-22T11:00:00Z");
    let proposed = admin.get("/api/v1/remediations/REM-2").await.json();
    assert_eq!(proposed["status"], "proposed", "nobody has accepted it");
    let history = admin.get("/api/v1/remediations/REM-1/status").await.json();
    let last = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["note"], "By webhook: GitHub tells that org/repo#12 was merged.");
    assert_eq!(history["items"].as_array().unwrap().len(), 4);
    let audit = admin.get("/api/v1/audit?action=remediation.step").await.json();
    assert_eq!(audit["items"][0]["via"], "webhook", "{audit}");
    // Another message about the same does not verify it.
    let later = merged("2026-11-22T11:30:00Z");
    let none = hub.send("d-99", &hub.secret, &later).await.expect(200).json();
    assert_eq!(none["outcome"], "nothing_linked");
    assert_eq!(admin.get("/api/v1/remediations/REM-1").await.json()["status"], "implemented");
}

#[tokio::test]
async fn what_is_forged_late_or_broken_changes_nothing() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::Admin).await;
    let hub = github(&app, &admin).await;
    linked(&admin, &["accepted"]).await;
    let body = merged("2026-11-22T11:00:00Z");
    hub.send("d-1", "some other secret", &body).await.expect(401);
    let unsigned = app.anonymous().with("x-github-event", "pull_request");
    unsigned.post(&hub.path, json!({"action": "closed"})).await.expect(401);
    let elsewhere = GitHub {
        path: format!("/hooks/github/{}", uuid::Uuid::now_v7()),
        secret: hub.secret.clone(),
        app: &app,
    };
    elsewhere.send("d-1", &hub.secret, &body).await.expect(401);
    let as_linear = GitHub { path: hub.path.replace("github", "linear"), ..elsewhere };
    as_linear.send("d-1", &hub.secret, &body).await.expect(401);
    hub.send("d-2", &hub.secret, &merged("2026-11-18T11:00:00Z")).await.expect(422);
    hub.send("d-3", &hub.secret, &merged("2026-11-22T13:00:00Z")).await.expect(422);
    hub.send("d-4", &hub.secret, "{\"action\":").await.expect(400);
    let ping = hub.send("d-5", &hub.secret, "{\"zen\": \"Calm\"}").await.expect(200).json();
    assert_eq!(ping["outcome"], "ignored");
    assert_eq!(admin.get("/api/v1/remediations/REM-1").await.json()["status"], "accepted");
    let list = admin.get("/api/v1/hooks").await.expect(200);
    assert!(!list.text.contains(&hub.secret), "a secret is not read back");
    let id = list.json()["items"][0]["id"].as_str().unwrap().to_owned();
    admin.delete(&format!("/api/v1/hooks/{id}")).await.expect(204);
    hub.send("d-6", &hub.secret, &body).await.expect(401);
}

#[tokio::test]
async fn the_others_prove_themselves_in_their_own_ways() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::Admin).await;
    let now = app.state.clock.now().timestamp_millis();
    let gitlab = json!({"object_kind": "merge_request", "object_attributes": {"action": "merge",
        "url": "https://gitlab.com/o/r/-/merge_requests/2", "updated_at": "2026-11-22 11:00:00 UTC"}});
    let jira = json!({"webhookEvent": "jira:issue_updated", "timestamp": now, "issue": {
        "key": "OPS-3", "self": "https://org.atlassian.net/rest/api/2/issue/9",
        "fields": {"status": {"statusCategory": {"key": "done"}}}}});
    let linear = json!({"type": "Issue", "action": "update", "webhookTimestamp": now,
        "url": "https://linear.app/t/issue/ENG-4/x", "data": {"state": {"type": "completed"}}});
    let tracked = [
        ("gitlab", "x-gitlab-token", "https://gitlab.com/o/r/-/merge_requests/2", gitlab),
        ("jira", "x-hub-signature", "https://org.atlassian.net/browse/OPS-3?focus=1", jira),
        ("linear", "linear-signature", "https://linear.app/t/issue/ENG-4", linear),
    ];
    for (provider, header, tracker, body) in tracked {
        let fix = json!({"title": provider, "tracker": tracker});
        let fix = admin.post("/api/v1/remediations", fix).await.expect(201).json();
        let path = format!("/api/v1/remediations/{}", fix["number"].as_str().unwrap());
        admin.post(&format!("{path}/status"), json!({"to": "accepted"})).await.expect(200);
        let secret = "given by the provider";
        let hook = json!({"provider": provider, "name": provider, "secret": secret});
        let hook = admin.post("/api/v1/hooks", hook).await.expect(201).json();
        let body = body.to_string();
        let proof = match provider {
            "gitlab" => secret.to_owned(),
            "jira" => format!("sha256={}", signed(secret, &body)),
            _ => signed(secret, &body),
        };
        let at = format!("/hooks/{provider}/{}", hook["id"].as_str().unwrap());
        let forged = app.anonymous().with(header, "given by somebody else");
        let post = axum::http::Method::POST;
        let kind = Some("application/json");
        forged.send(post.clone(), &at, kind, body.clone().into_bytes()).await.expect(401);
        let told = app.anonymous().with(header, proof);
        let told = told.send(post, &at, kind, body.into_bytes()).await.expect(200).json();
        assert_eq!(told["outcome"], "moved", "{provider}: {told}");
        assert_eq!(admin.get(&path).await.json()["status"], "implemented", "{provider}");
    }
}
