//! A record that moves from one database into another.

use app::domain::permission::{Role, Viewer};
use server::demo;
use server::store::{self, Db, audit, copy::copy, search, testing};

use crate::support::TestApp;

async fn rows(db: &Db) -> Vec<(&'static str, Vec<String>)> {
    testing::contents(db).await.unwrap()
}

async fn next_number(app: &TestApp, db: &Db) -> i64 {
    store::write(db, app.by(), async |tx| tx.next_number("incident").await).await.unwrap()
}

fn admin() -> Viewer {
    Viewer {
        user_id: uuid::Uuid::nil(),
        name: "Somebody".into(),
        email: "somebody@example.org".into(),
        role: Role::Admin,
        scopes: None,
    }
}

#[tokio::test]
async fn a_record_is_the_same_in_another_database_and_goes_on_there() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let before = rows(&app.state.db).await;

    let sqlite = testing::on_sqlite().await.unwrap();
    copy(&app.state.db, &sqlite, app.by(), |_, _| {}).await.unwrap();
    let back = testing::database().await.unwrap();
    let copied = copy(&sqlite, &back, app.by(), |_, _| {}).await.unwrap();

    let after = rows(&back).await;
    for ((table, before), (_, after)) in before.iter().zip(&after) {
        // Each copy is an entry of the audit log.
        let kept: Vec<_> = after.iter().filter(|row| !row.contains("database.copy")).collect();
        assert_eq!(before.iter().collect::<Vec<_>>(), kept, "{table}");
    }
    assert_eq!(copied.tables, before.len());
    let all: usize = before.iter().map(|(_, rows)| rows.len()).sum();
    assert_eq!(copied.rows, all as u64 + 1);
    assert_eq!(audit::verify(&back).await.unwrap().broken_at, None);

    let found = search::find(&back, &admin(), "permission", None, 5).await.unwrap();
    let known = search::find(&app.state.db, &admin(), "permission", None, 5).await.unwrap();
    assert!(!found.is_empty(), "the words are indexed anew");
    assert_eq!(found, known);
    assert_eq!(next_number(&app, &back).await, next_number(&app, &app.state.db).await);
}

#[tokio::test]
async fn a_database_that_has_a_record_takes_no_other_one() {
    let app = TestApp::new().await;
    app.user("admin@example.org", Role::Admin).await;
    let before = rows(&app.state.db).await;
    let other = testing::on_sqlite().await.unwrap();
    let refused = copy(&other, &app.state.db, app.by(), |_, _| {}).await.unwrap_err();
    assert!(refused.to_string().contains("nothing was changed"), "{refused}");
    assert_eq!(rows(&app.state.db).await, before);
}

#[tokio::test]
async fn a_schema_of_another_version_is_not_copied_from() {
    let app = TestApp::new().await;
    let older = testing::on_sqlite().await.unwrap();
    let step =
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    testing::execute(&older, step).await.unwrap();
    let refused = copy(&older, &app.state.db, app.by(), |_, _| {}).await.unwrap_err();
    assert!(refused.to_string().contains("throughline migrate"), "{refused}");
}
