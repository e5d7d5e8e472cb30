//! One's own account, and the users.

use app::domain::permission::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_new_token_is_shown_once_and_works() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    let fields = [("name", "laptop"), ("scopes", "read"), ("scopes", "write")];
    let page = browser.form("/account/tokens", &fields).await.expect(200).text;
    let start = page.find("tl_").expect("the secret is on the page");
    let secret: String = page[start..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        .collect();
    assert!(!browser.get("/account").await.text.contains(&secret));
    let program = app.anonymous().with("authorization", format!("Bearer {secret}"));
    program.get("/api/v1/tokens").await.expect(200);
}

#[tokio::test]
async fn reloading_the_page_that_shows_a_new_secret_makes_no_second_one() {
    let app = TestApp::new().await;
    let browser = app.browser("ada@example.org", Role::Responder).await;
    let page = browser.get("/account").await.expect(200).text;
    for (path, fields) in [
        ("/account/tokens", &[("name", "laptop"), ("scopes", "read")][..]),
        ("/account/feeds", &[][..]),
    ] {
        let start = page.find(&format!("{path}?was=")).expect("the form's address");
        let address: String = page[start..].chars().take_while(|c| *c != '"').collect();
        let shown = browser.form(&address, fields).await.expect(200).text;
        let secret = shown.find("class=\"secret\"").expect("it is shown");
        assert!(secret < shown.find("id=\"tokens\"").expect("the list"), "above all else");
        browser.form(&address, fields).await.expect(303);
        assert_eq!(browser.get(path).await.expect(303).header("location"), "/account");
        // The form that is drawn with the secret makes another one.
        let start = shown.find(&format!("{path}?was=")).expect("the form's address");
        let next: String = shown[start..].chars().take_while(|c| *c != '"').collect();
        browser.form(&next, fields).await.expect(200);
    }
    let tokens = browser.get("/api/v1/tokens").await.expect(200).json();
    assert_eq!(tokens["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_token_without_scopes_keeps_its_name_in_the_form() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    let page = browser.form("/account/tokens", &[("name", "my laptop")]).await.expect(422).text;
    assert!(page.contains("my laptop"), "{page}");
}

#[tokio::test]
async fn only_administrators_see_users_and_the_audit_log() {
    let app = TestApp::new().await;
    for role in [Role::Viewer, Role::Responder, Role::Commander] {
        let browser = app.as_role(role).await;
        browser.get("/admin/users").await.expect(403);
        browser.get("/admin/audit").await.expect(403);
    }
    let admin = app.as_role(Role::Admin).await;
    admin.get("/admin/users").await.expect(200);
    admin.get("/admin/audit").await.expect(200);
}

#[tokio::test]
async fn adding_a_user_twice_says_so_at_the_field_and_keeps_the_words() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::Admin).await;
    let fields = [
        ("email", "grace@example.org"),
        ("name", "Grace"),
        ("role", "commander"),
        ("password", "correct horse battery"),
    ];
    admin.form("/admin/users", &fields).await.expect(303);
    let page = admin.form("/admin/users", &fields).await.expect(422).text;
    assert!(page.contains("An account has this address already."), "{page}");
    assert!(!page.contains("correct horse battery"), "a password is never drawn again");
}

#[tokio::test]
async fn the_audit_log_names_who_did_what() {
    let app = TestApp::new().await;
    let admin = app.browser("ada@example.org", Role::Admin).await;
    admin.form("/account/tokens", &[("name", "x"), ("scopes", "read")]).await.expect(200);
    let page = admin.get("/admin/audit?by=ada@example.org").await.expect(200).text;
    assert!(page.contains("token."), "{page}");
}

#[tokio::test]
async fn the_chain_is_looked_at_when_somebody_asks_and_the_page_says_what_was_found() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::Admin).await;
    let page = admin.get("/admin/audit").await.expect(200).text;
    assert!(page.contains("Nobody has looked yet"));
    admin.form("/admin/audit/verify", &[]).await.expect(303);
    let page = admin.get("/admin/audit").await.expect(200).text;
    assert!(page.contains("The chain was whole") && page.contains("audit.verify"));
    let spoil = "UPDATE audit SET action = 'nothing' WHERE seq = 1";
    server::store::testing::execute(&app.state.db, spoil).await.unwrap();
    assert!(admin.get("/admin/audit").await.text.contains("The chain was whole"), "not looked yet");
    admin.form("/admin/audit/verify", &[]).await.expect(303);
    assert!(admin.get("/admin/audit").await.text.contains("The chain is broken at 1"));
    app.as_role(Role::Commander).await.form("/admin/audit/verify", &[]).await.expect(403);
}
