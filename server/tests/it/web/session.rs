//! Signing in and out, and the first administrator.

use app::domain::permission::Role;
use server::auth::secret;
use server::store::users;

use crate::support::TestApp;

async fn first_run(app: &TestApp) -> String {
    let token = secret::generate();
    users::set_setup_token(&app.state.db, &secret::hash(&token), app.state.clock.now())
        .await
        .unwrap();
    token
}

const FORM: [(&str, &str); 3] =
    [("email", "ada@example.org"), ("name", "Ada"), ("password", "correct horse battery")];

#[tokio::test]
async fn the_first_run_link_makes_one_administrator_and_then_is_gone() {
    let app = TestApp::new().await;
    let path = format!("/setup/{}", first_run(&app).await);
    app.anonymous().get(&path).await.expect(200);
    let made = app.anonymous().form(&path, &FORM).await.expect(303);
    assert!(made.header("set-cookie").contains("HttpOnly"), "{:?}", made.headers);
    app.anonymous().get(&path).await.expect(404);
    app.anonymous().form(&path, &FORM).await.expect(404);
}

#[tokio::test]
async fn a_wrong_first_run_link_is_nothing() {
    let app = TestApp::new().await;
    first_run(&app).await;
    let page = app.anonymous().get("/setup/guessed").await.expect(404).text;
    assert!(page.contains("This link does not work") && page.contains("/sign-in"), "{page}");
}

#[tokio::test]
async fn signing_in_gives_a_session_that_signing_out_ends() {
    let app = TestApp::new().await;
    let path = format!("/setup/{}", first_run(&app).await);
    app.anonymous().form(&path, &FORM).await.expect(303);
    let fields =
        [("email", "ADA@example.org"), ("password", "correct horse battery"), ("next", "/account")];
    let reply = app.anonymous().form("/sign-in", &fields).await.expect(303);
    assert_eq!(reply.header("location"), "/account");
    let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
    let browser = app.anonymous().with("cookie", cookie);
    assert!(browser.get("/account").await.expect(200).text.contains("Ada"));
    browser.form("/sign-out", &[]).await.expect(303);
    browser.get("/account").await.expect(303);
}

#[tokio::test]
async fn a_wrong_password_keeps_the_address_and_says_nothing_about_the_account() {
    let app = TestApp::new().await;
    app.user("ada@example.org", Role::Viewer).await;
    let known = [("email", "ada@example.org"), ("password", "wrong wrong wrong")];
    let unknown = [("email", "bob@example.org"), ("password", "wrong wrong wrong")];
    let known = app.anonymous().form("/sign-in", &known).await.expect(422);
    let unknown = app.anonymous().form("/sign-in", &unknown).await.expect(422);
    assert!(known.text.contains("ada@example.org"));
    assert!(known.text.contains("The e-mail address or the password is wrong."));
    assert!(unknown.text.contains("The e-mail address or the password is wrong."));
}

#[tokio::test]
async fn too_many_wrong_passwords_make_one_wait() {
    let app = TestApp::new().await;
    let fields = [("email", "ada@example.org"), ("password", "wrong wrong wrong")];
    let mut last = 0;
    for _ in 0..12 {
        last = app.anonymous().form("/sign-in", &fields).await.status.as_u16();
    }
    assert_eq!(last, 429);
    let waiting = app.anonymous().form("/sign-in", &fields).await.expect(429);
    assert!(!waiting.header("retry-after").is_empty());
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let app = TestApp::new().await;
    let path = format!("/setup/{}", first_run(&app).await);
    app.anonymous().form(&path, &FORM).await.expect(303);
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
    {
        let fields =
            [("email", "ada@example.org"), ("password", "correct horse battery"), ("next", next)];
        let reply = app.anonymous().form("/sign-in", &fields).await.expect(303);
        assert_eq!(reply.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Admin).await.with("sec-fetch-site", "cross-site");
    browser.form("/sign-out", &[]).await.expect(403);
}

#[tokio::test]
async fn every_page_carries_a_strict_policy_with_a_fresh_nonce() {
    let app = TestApp::new().await;
    let first = app.anonymous().get("/sign-in").await.expect(200);
    let second = app.anonymous().get("/sign-in").await.expect(200);
    let policy = first.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_ne!(policy, second.header("content-security-policy"));
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert!(!first.text.contains(" style="), "no inline styles");
    assert!(!first.text.contains(" onclick="), "no inline handlers");
}
