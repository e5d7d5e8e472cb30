//! The examples: recorded once, as a whole, by the same rules as everything else.

use std::sync::Mutex;

use app::domain::claim::open_questions;
use app::domain::permission::{Role, Viewer};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::RemediationStatus;
use server::demo;
use server::store::{audit, claims, incidents, links, remediations, settings, users};

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

#[tokio::test]
async fn from_what_broke_the_meta_example_leads_back_to_what_the_agent_said() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let (admin, meta) = (viewer(Role::Admin), IncidentRef::Number(8));
    let chain = links::chain(&app.state.db, &admin, &meta, 8).await.unwrap();
    let mut back: Vec<_> = chain.back.iter().map(|step| step.seq).collect();
    back.sort_unstable();
    assert_eq!(back, [1, 2, 3, 5, 7]);

    let claims = claims::list(&app.state.db, &admin, &meta).await.unwrap();
    assert_eq!(open_questions(&claims).len(), 3);
}

#[tokio::test]
async fn a_verified_example_is_ineffective_once_what_it_was_for_came_back() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let (admin, gate) = (viewer(Role::Admin), RemediationRef::Number(6));
    let gate = remediations::get(&app.state.db, &admin, &gate).await.unwrap();
    assert_eq!(gate.title, "Posting needs a named approver, enforced in the gateway");
    assert_eq!(gate.status, RemediationStatus::Ineffective);
    assert_eq!(gate.incidents.len(), 4);
}

#[tokio::test]
async fn every_page_of_the_examples_answers() {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let admin = app.as_role(Role::Admin).await;
    let fixed = ["/", "/incidents", "/search?q=gateway", "/trends", "/remediations", "/agents"];
    let incidents = (1..=19)
        .flat_map(|n| ["", "/history", "/edit"].map(|part| format!("/incidents/INC-{n}{part}")));
    for path in fixed.map(str::to_owned).into_iter().chain(incidents) {
        let reply = admin.get(&path).await;
        assert!(
            reply.status.is_success() || reply.status.is_redirection(),
            "{path}: {}",
            reply.status
        );
    }
}

#[tokio::test]
async fn every_class_of_recurrence_occurs_once_with_its_reason() {
    use app::domain::Vocabulary;
    use app::domain::recurrence::RecurrenceClass;
    use server::store::{PageRequest, findings};
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    let request = PageRequest::default();
    let filter = findings::Filter::default();
    let found =
        findings::page(&app.state.db, &viewer(Role::Admin), filter, &request).await.unwrap();
    for class in RecurrenceClass::ALL {
        let of: Vec<_> = found.items.iter().filter(|finding| finding.class == *class).collect();
        assert_eq!(of.len(), 1, "{class}: {of:?}");
        assert!(of[0].rationale.len() > 40, "{class} says why");
    }
}
