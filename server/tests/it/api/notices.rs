//! What people are told: who, once, in the program and by e-mail; never what they may not see.

use app::domain::permission::Role;
use chrono::Duration;
use serde_json::{Value, json};
use server::config::Options;
use server::jobs;

use crate::support::smtp::{MailServer, Taken, free_port};
use crate::support::{Client, TestApp};

const REMEDIATIONS: &str = "/api/v1/remediations";
const NOTICES: &str = "/api/v1/notifications";

async fn propose(who: &Client, body: Value) -> String {
    let made = who.post(REMEDIATIONS, body).await.expect(201).json();
    format!("{REMEDIATIONS}/{}", made["number"].as_str().expect("a number"))
}

async fn told(who: &Client) -> Vec<String> {
    let list = who.get(NOTICES).await.expect(200).json();
    let items = list["items"].as_array().expect("items").clone();
    items.iter().map(|it| it["kind"].as_str().expect("a kind").to_owned()).collect()
}

#[tokio::test]
async fn owner_verifier_and_followers_are_told_once_but_not_who_did_it() {
    let app = TestApp::new().await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let bob = app.browser("bob@example.org", Role::Responder).await;
    let eve = app.browser("eve@example.org", Role::Viewer).await;
    let body = json!({"title": "Gate", "owner": "ada@example.org", "verifier": "bob@example.org",
        "measure": {"what": "posts"}});
    let path = propose(&bob, body).await;
    eve.send(axum::http::Method::PUT, &format!("{path}/follow"), None, Vec::new())
        .await
        .expect(204);
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&ada).await, ["assigned"]);
    assert_eq!(told(&bob).await, Vec::<String>::new(), "who named themselves knows it");
    app.state.clock.advance(Duration::minutes(1));
    ada.post(&format!("{path}/status"), json!({"to": "accepted"})).await.expect(200);
    let comment = json!({"kind": "comment", "text": "I begin on Monday."});
    ada.post(&format!("{path}/notes"), comment).await.expect(201);
    jobs::deliver(&app.state).await.unwrap();
    let again = jobs::deliver(&app.state).await.unwrap();
    assert_eq!((again.taken, again.told), (0, 0), "twice is harmless");
    let mut bobs = told(&bob).await;
    bobs.sort_unstable();
    assert_eq!(bobs, ["commented", "moved"]);
    assert_eq!(told(&eve).await.len(), 2);
    assert_eq!(told(&ada).await, ["assigned"]);
    let page = bob.get("/notices").await.expect(200);
    for words in ["2 unread", "REM-1", "Gate", "Now accepted by ada.", "Mark all as read"] {
        assert!(page.text.contains(words), "{words}");
    }
    let marked = bob.post(&format!("{NOTICES}/read"), json!({"all": true})).await.expect(200);
    assert_eq!(marked.json()["read"], 2);
    assert!(bob.get("/notices").await.text.contains("Nothing unread"));
    assert!(bob.get("/notices?show=all").await.text.contains("REM-1"));
    eve.form("/remediations/REM-1/follow", &[("follow", "")]).await.expect(303);
    let step = json!({"to": "in_progress"});
    ada.post(&format!("{path}/status"), step).await.expect(200);
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&eve).await.len(), 2, "who no longer follows is not told");
    let unread = format!("{NOTICES}?unread=true");
    assert_eq!(bob.get(&unread).await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_restricted_incident_is_told_to_nobody_who_may_not_see_it() {
    let app = TestApp::new().await;
    let chief = app.browser("chief@example.org", Role::Commander).await;
    let eve = app.browser("eve@example.org", Role::Responder).await;
    let open = json!({"title": "Quiet leak"});
    let made = chief.post("/api/v1/incidents", open).await.expect(201).json();
    let path = format!("/api/v1/incidents/{}", made["number"].as_str().unwrap());
    eve.form("/incidents/INC-1/follow", &[("follow", "true")]).await.expect(303);
    assert!(eve.get("/incidents/INC-1").await.text.contains("Stop following"));
    chief.post(&format!("{path}/status"), json!({"to": "contained"})).await.expect(200);
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&eve).await, ["incident_status"]);
    // It is restricted: what was told before is gone, and nothing new is told.
    chief.patch(&path, json!({"visibility": "restricted"})).await.expect(200);
    chief.post(&format!("{path}/status"), json!({"to": "resolved"})).await.expect(200);
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&eve).await, Vec::<String>::new());
    let page = eve.get("/notices?show=all").await.expect(200);
    assert!(!page.text.contains("Quiet leak") && !page.text.contains("unread</span>"));
    let follow = format!("{path}/follow");
    eve.send(axum::http::Method::PUT, &follow, None, Vec::new()).await.expect(404);
}

#[tokio::test]
async fn wishes_are_kept_and_who_wants_nothing_is_told_nothing() {
    let app = TestApp::new().await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let bob = app.browser("bob@example.org", Role::Responder).await;
    let path = format!("{NOTICES}/preferences");
    assert_eq!(ada.get(&path).await.json(), json!({"in_app": true, "email": "now"}));
    let put = |body: Value| {
        let (ada, path) = (ada.clone(), path.clone());
        async move { ada.json(axum::http::Method::PUT, &path, body).await }
    };
    let wrong = put(json!({"in_app": false, "email": "hourly"})).await.expect(422);
    assert_eq!(wrong.wrong_fields(), ["email"]);
    put(json!({"in_app": false, "email": "never"})).await.expect(200);
    propose(&bob, json!({"title": "Gate", "owner": "ada@example.org"})).await;
    jobs::deliver(&app.state).await.unwrap();
    assert_eq!(told(&ada).await, Vec::<String>::new());
    ada.form("/account/notices", &[("shown", "true"), ("mail", "daily")]).await.expect(303);
    assert_eq!(ada.get(&path).await.json(), json!({"in_app": true, "email": "daily"}));
    assert!(ada.get("/account").await.text.contains("This installation sends no e-mail."));
}

async fn with_mail(port: u16) -> TestApp {
    TestApp::with(Options {
        smtp_url: Some(format!("smtp://127.0.0.1:{port}")),
        mail_from: Some("Throughline <tl@example.org>".into()),
        public_url: Some("https://tl.example.org".into()),
        ..Options::default()
    })
    .await
}

async fn mailed(app: &TestApp) -> usize {
    jobs::deliver(&app.state).await.unwrap().mailed
}

fn count(taken: &Taken) -> usize {
    taken.lock().unwrap().len()
}

#[tokio::test]
async fn a_day_without_the_mail_server_loses_nothing_and_sends_nothing_twice() {
    let port = free_port().await;
    let app = with_mail(port).await;
    let taken = Taken::default();
    app.user("ada@example.org", Role::Responder).await;
    let bob = app.with_token(Role::Responder, &["write"]).await;
    for hour in 0..24 {
        let title = format!("Gate {hour}");
        propose(&bob, json!({"title": title, "owner": "ada@example.org"})).await;
        assert_eq!(mailed(&app).await, 0);
        app.state.clock.advance(Duration::hours(1));
    }
    let server = MailServer::start(port, taken.clone(), None).await;
    assert_eq!(mailed(&app).await, 1, "the one that waited");
    app.state.clock.advance(Duration::minutes(9));
    assert_eq!(mailed(&app).await, 0, "not yet ten minutes after the one before");
    app.state.clock.advance(Duration::minutes(90));
    mailed(&app).await;
    let texts = taken.lock().unwrap().join("\n====\n");
    assert_eq!(count(&taken), 2, "the rest came in one: {texts}");
    for hour in 0..24 {
        let link = format!("https://tl.example.org/remediations/REM-{}\n", hour + 1);
        assert_eq!(texts.matches(&link).count(), 1, "{link} in {texts}");
    }
    assert!(texts.contains("Subject: 23 notices from Throughline"), "{texts}");
    assert_eq!(mailed(&app).await, 0);
    // The clock goes back: nothing is sent again.
    app.state.clock.advance(Duration::days(-3));
    assert_eq!(mailed(&app).await, 0);
    app.state.clock.advance(Duration::days(9));
    assert_eq!((mailed(&app).await, count(&taken)), (0, 2));
    drop(server);
}

#[tokio::test]
async fn mail_goes_by_tls_to_a_server_whose_authority_is_named_and_to_no_other() {
    let (port, taken) = (free_port().await, Taken::default());
    let (_server, authority) = MailServer::start_tls(port, taken.clone()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority).unwrap();
    let app = async |smtp_ca_file| {
        let app = TestApp::with(Options {
            smtp_url: Some(format!("smtps://localhost:{port}")),
            smtp_ca_file,
            mail_from: Some("Throughline <tl@example.org>".into()),
            public_url: Some("https://tl.example.org".into()),
            ..Options::default()
        })
        .await;
        app.user("ada@example.org", Role::Responder).await;
        let bob = app.with_token(Role::Responder, &["write"]).await;
        propose(&bob, json!({"title": "Gate", "owner": "ada@example.org"})).await;
        app
    };
    let stranger = app(None).await;
    assert_eq!((mailed(&stranger).await, count(&taken)), (0, 0), "nobody vouches for it");
    let known = app(Some(file)).await;
    assert_eq!((mailed(&known).await, count(&taken)), (1, 1));
}

#[tokio::test]
async fn who_wants_one_mail_a_day_gets_it_at_the_hour_that_is_set() {
    let port = free_port().await;
    let app = TestApp::with(Options {
        smtp_url: Some(format!("smtp://127.0.0.1:{port}")),
        mail_from: Some("Throughline <tl@example.org>".into()),
        public_url: Some("https://tl.example.org".into()),
        mail_daily_at: Some("06:30".into()),
        ..Options::default()
    })
    .await;
    let taken = Taken::default();
    let _server = MailServer::start(port, taken.clone(), None).await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    ada.form("/account/notices", &[("shown", "true"), ("mail", "daily")]).await.expect(303);
    let bob = app.with_token(Role::Responder, &["write"]).await;
    for title in ["Gate", "Fence"] {
        propose(&bob, json!({"title": title, "owner": "ada@example.org"})).await;
    }
    assert_eq!(mailed(&app).await, 0);
    let now = app.state.clock.now();
    let day = now.date_naive().and_hms_opt(6, 30, 0).unwrap().and_utc();
    let next = if now < day { day } else { day + Duration::days(1) };
    app.state.clock.advance(next - now - Duration::minutes(1));
    assert_eq!(mailed(&app).await, 0, "a minute before");
    app.state.clock.advance(Duration::minutes(2));
    assert_eq!((mailed(&app).await, count(&taken)), (1, 1), "both in one");
    let text = taken.lock().unwrap().join("\n");
    assert!(text.contains("/REM-1\n") && text.contains("/REM-2\n"), "{text}");
}

#[tokio::test]
async fn an_address_that_is_not_there_is_given_up_and_a_busy_server_is_asked_again() {
    let port = free_port().await;
    let app = with_mail(port).await;
    let taken = Taken::default();
    app.user("ada@example.org", Role::Responder).await;
    let bob = app.with_token(Role::Responder, &["write"]).await;
    propose(&bob, json!({"title": "One", "owner": "ada@example.org"})).await;
    let busy = MailServer::start(port, taken.clone(), Some("451 later")).await;
    assert_eq!(mailed(&app).await, 0);
    drop(busy);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let gone = MailServer::start(port, taken.clone(), Some("550 no such mailbox")).await;
    assert_eq!(mailed(&app).await, 0, "it waits a minute first");
    app.state.clock.advance(Duration::minutes(2));
    assert_eq!(mailed(&app).await, 0);
    drop(gone);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let _fine = MailServer::start(port, taken.clone(), None).await;
    app.state.clock.advance(Duration::days(2));
    assert_eq!((mailed(&app).await, count(&taken)), (0, 0), "it was given up");
    propose(&bob, json!({"title": "Two", "owner": "ada@example.org"})).await;
    assert_eq!(mailed(&app).await, 1);
    let text = taken.lock().unwrap().join("\n");
    assert!(text.contains("Subject: REM-2 Two: given to you"), "{text}");
}

#[tokio::test]
async fn what_is_restricted_has_no_title_in_an_email_and_nobody_else_gets_one() {
    let port = free_port().await;
    let app = with_mail(port).await;
    let taken = Taken::default();
    let _server = MailServer::start(port, taken.clone(), None).await;
    let chief = app.browser("chief@example.org", Role::Commander).await;
    app.user("ada@example.org", Role::Responder).await;
    let secret = json!({"title": "Quiet leak", "visibility": "restricted"});
    let secret = chief.post("/api/v1/incidents", secret).await.expect(201).json();
    let fix = json!({"title": "Hush fix", "owner": "ada@example.org",
        "incidents": [secret["number"]]});
    propose(&chief, fix).await;
    assert_eq!(mailed(&app).await, 1);
    let text = taken.lock().unwrap().join("\n");
    assert!(text.contains("REM-1") && !text.contains("Hush") && !text.contains("Quiet"), "{text}");
}
