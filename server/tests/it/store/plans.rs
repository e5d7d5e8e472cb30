//! What somebody waits for is found by an index: my work, what looks alike, the map.

use app::domain::guardrail::GuardFilter;
use app::domain::permission::{Role, Viewer};
use server::demo;
use server::store::guardrails::Depth;
use server::store::plans::Watched;
use server::store::{alike, counts, guardrails, remediations};

use crate::support::TestApp;

/// Tables that stay small however much is recorded: catalogues, agents, families.
const SMALL: &[&str] = &[
    "agents",
    "controls",
    "factors",
    "families",
    "family_incidents",
    "severities",
    "users",
    "actors",
];

fn viewer() -> Viewer {
    Viewer {
        user_id: uuid::Uuid::from_u128(7),
        name: "Engineer B".into(),
        email: "b@example.org".into(),
        role: Role::Responder,
        scopes: None,
    }
}

/// The examples. Nothing is analysed: of a table that it knows to be short, SQLite reads the whole.
async fn record() -> TestApp {
    let app = TestApp::new().await;
    demo::load(&app.state, |_| {}).await.unwrap();
    app
}

/// The tables that are read from end to end, but for the small ones.
async fn scans(watched: &Watched<'_>) -> Vec<(String, String)> {
    assert!(watched.count() > 0, "something was asked");
    let mut scans = watched.scans().await.unwrap();
    scans.retain(|(table, _)| !SMALL.contains(&table.as_str()));
    scans
}

#[tokio::test]
async fn ones_work_is_found_by_owner_verifier_and_approver() {
    let app = record().await;
    let watched = Watched::new(&app.state.db);
    let today = app.state.clock.now().date_naive();
    let owner = remediations_owner(&app).await;
    let (heads, _) = remediations::work(&watched, &viewer(), owner, today, true).await.unwrap();
    let ids: Vec<_> = heads.iter().map(|head| head.id).collect();
    assert!(!ids.is_empty());
    remediations::work_items(&watched, &viewer(), &ids).await.unwrap();
    let scans = scans(&watched).await;
    assert!(scans.is_empty(), "{scans:#?}");
}

async fn remediations_owner(app: &TestApp) -> uuid::Uuid {
    let found = server::store::users::credentials(&app.state.db, "platform-lead@example.org").await;
    found.unwrap().expect("a person of the examples").user.id
}

#[tokio::test]
async fn what_looks_alike_is_found_by_its_words_and_its_links() {
    let app = record().await;
    let watched = Watched::new(&app.state.db);
    let title = "Documentation agent published a price list";
    let found = alike::find(&watched, &viewer(), title, app.state.clock.now()).await.unwrap();
    assert!(!found.incidents.is_empty() && !found.remediations.is_empty(), "{found:?}");
    assert!(!found.alarms.is_empty());
    let scans = scans(&watched).await;
    assert!(scans.is_empty(), "{scans:#?}");
}

#[tokio::test]
async fn the_map_is_found_by_the_controls_that_let_something_pass() {
    let app = record().await;
    let watched = Watched::new(&app.state.db);
    let all = GuardFilter::default();
    let found = guardrails::map(&watched, &viewer(), &all, Depth::Page).await.unwrap();
    assert!(!found.rows.is_empty() && found.told);
    let mut scans = scans(&watched).await;
    // Every incident may be in it: that is read, but from an index that holds all that is asked.
    scans.retain(|(_, step)| !step.contains("USING COVERING INDEX"));
    // What a subquery has found; and whether there are many aims, of which only so many are looked at.
    scans.retain(|(table, step)| table != "acts" && !step.contains("LIMIT"));
    assert!(scans.is_empty(), "{scans:#?}");
}

#[tokio::test]
async fn one_control_is_found_by_its_incidents_and_its_aims() {
    let app = record().await;
    let watched = Watched::new(&app.state.db);
    let filter = GuardFilter { control: "approval_gate".into(), ..GuardFilter::default() };
    let found = guardrails::map(&watched, &viewer(), &filter, Depth::Page).await.unwrap();
    assert!(!found.rows.is_empty() && found.told);
    let mut scans = scans(&watched).await;
    scans.retain(|(table, _)| table != "acts");
    assert!(scans.is_empty(), "{scans:#?}");
}

#[tokio::test]
async fn what_every_page_counts_is_found_by_whose_it_is_and_by_its_state() {
    let app = record().await;
    let watched = Watched::new(&app.state.db);
    let (viewer, today) = (viewer(), app.state.clock.now().date_naive());
    counts::of(&watched, &viewer, today, 100).await.unwrap();
    let mut scans = scans(&watched).await;
    // What was found is counted.
    scans.retain(|(table, _)| table != "found");
    assert!(scans.is_empty(), "{scans:#?}");
}
