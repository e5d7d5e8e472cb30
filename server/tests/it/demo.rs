//! The examples: recorded once, as a whole, by the same rules as everything else.

use std::sync::Mutex;

use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use server::demo;
use server::store::{audit, incidents, settings, users};

use crate::support::TestApp;

fn viewer(role: Role) -> Viewer {
    Viewer {
        user_id: uuid::Uuid::nil(),
        name: "Somebody".into(),
        email: "somebody@example.org".into(),
        role,
        scopes: None,
    }
}

#[tokio::test]
async fn the_examples_are_loaded_once_and_a_second_time_changes_nothing() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let entries = audit::verify(&app.state.db).await.unwrap();
    assert_eq!(entries.broken_at, None);

    let told = Mutex::new(Vec::new());
    demo::load(&app.state, |line| told.lock().unwrap().push(line.to_owned())).await.unwrap();
    demo::load_if_empty(&app.state, |_| panic!("there are incidents")).await.unwrap();
    assert_eq!(audit::verify(&app.state.db).await.unwrap().entries, entries.entries);
    assert_eq!(*told.lock().unwrap(), ["The examples are there already; nothing was changed."]);
}

#[tokio::test]
async fn nobody_can_sign_in_as_the_people_of_the_examples() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    assert!(!users::any(&app.state.db).await.unwrap());
    let known = users::credentials(&app.state.db, "security-lead@example.org").await.unwrap();
    assert_eq!(known.unwrap().password_hash, None);
}

#[tokio::test]
async fn the_restricted_example_is_hidden_from_who_is_not_on_it() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let restricted = IncidentRef::Number(15);
    let find = async |role| {
        incidents::find(&app.state.db, &viewer(role), &restricted).await.unwrap().is_some()
    };
    assert!(find(Role::Admin).await);
    assert!(!find(Role::Commander).await);
    assert!(settings::find(&app.state.db, "examples").await.unwrap().is_some());
}
