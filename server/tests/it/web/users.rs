//! Accounts, as an administrator changes them by forms.

use app::domain::permission::Role;
use app::paths;

use crate::support::TestApp;

#[tokio::test]
async fn a_change_that_is_not_taken_is_told_on_the_page_that_keeps_it() {
    let app = TestApp::new().await;
    let admin = app.browser("ada@example.org", Role::Admin).await;
    let bob = paths::user(app.user("bob@example.org", Role::Responder).await);
    let blank = [("name", ""), ("role", "viewer"), ("active", "true"), ("version", "1")];
    let page = admin.form(&bob, &blank).await.expect(422).text;
    assert!(page.contains("The account is not changed yet"), "{page}");
    assert!(page.contains("<option value=\"viewer\" selected"), "as it was chosen: {page}");
    let right = [("name", "Robert"), ("role", "viewer"), ("active", "true"), ("version", "1")];
    assert_eq!(admin.form(&bob, &right).await.expect(303).header("location"), paths::USERS);
    let late = [("name", "Bobby"), ("role", "responder"), ("active", "true"), ("version", "1")];
    let page = admin.form(&bob, &late).await.expect(422).text;
    assert!(page.contains("Somebody else changed this meanwhile"), "{page}");
    assert!(page.contains("value=\"Robert\"") && !page.contains("Bobby"), "{page}");
}

#[tokio::test]
async fn the_only_administrator_stays_one() {
    let app = TestApp::new().await;
    let admin = app.browser("ada@example.org", Role::Admin).await;
    let users = admin.get("/api/v1/users").await.expect(200).json();
    let id: uuid::Uuid = users["items"][0]["id"].as_str().expect("an id").parse().expect("a UUID");
    let fields = [("name", "Ada"), ("role", "viewer"), ("active", "true")];
    let page = admin.form(&paths::user(id), &fields).await.expect(422).text;
    assert!(page.contains("This is the only administrator."), "{page}");
}
