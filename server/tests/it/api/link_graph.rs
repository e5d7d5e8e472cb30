//! The rules of links hold however long the record is: what is read to decide is as much as decides.

use app::domain::incident::{DeclareIncident, RawIncident};
use app::domain::permission::Role;
use serde_json::{Value, json};
use server::store::{self, incidents};

use crate::support::{Client, Reply, TestApp};

const EVENTS: &str = "/api/v1/incidents/INC-1/events";
const LINKS: &str = "/api/v1/incidents/INC-1/links";

/// An incident with this many observations of one day, the first ones linked into one long chain.
async fn chain(events: usize, links: usize) -> (TestApp, Client) {
    let app = TestApp::new().await;
    let raw = RawIncident { title: "A long chain".into(), ..RawIncident::default() };
    let command = DeclareIncident::parse(&raw).unwrap();
    store::write(&app.state.db, app.by(), async |tx| incidents::declare(&tx, &command).await)
        .await
        .unwrap();
    let writer = app.with_token(Role::Responder, &["write"]).await;
    let one = |i: usize| json!({"kind": "observation", "text": format!("no. {i}"), "occurred": {"at": "2026-03-17"}});
    for part in (0..events).collect::<Vec<_>>().chunks(100) {
        let some: Vec<Value> = part.iter().map(|i| one(*i)).collect();
        writer.post(EVENTS, json!(some)).await.expect(201);
    }
    for from in 1..=links {
        draw(&writer, from, from + 1, "triggered").await.expect(201);
    }
    (app, writer)
}

async fn draw(writer: &Client, from: usize, to: usize, kind: &str) -> Reply {
    writer.post(LINKS, json!({"from": from, "to": to, "kind": kind})).await
}

async fn refused(writer: &Client, from: usize, to: usize, kind: &str) -> Value {
    draw(writer, from, to, kind).await.expect(409).json()
}

#[tokio::test]
async fn a_cycle_is_found_from_either_end_and_from_the_middle_of_a_long_chain() {
    // More than is looked at one way before the other is tried, on both sides of the middle.
    let (_app, writer) = chain(230, 220).await;
    let short = refused(&writer, 3, 1, "contributed_to").await;
    assert_eq!(short["path"], json!([1, 2, 3, 1]));
    let late = refused(&writer, 221, 219, "contributed_to").await;
    assert_eq!(late["path"], json!([219, 220, 221, 219]));
    let middle = refused(&writer, 115, 112, "contributed_to").await;
    assert_eq!(middle["path"], json!([112, 113, 114, 115, 112]));
    let whole = refused(&writer, 221, 1, "contributed_to").await;
    assert_eq!(whole["path"].as_array().unwrap().len(), 222);
    // What closes nothing is drawn, wherever it is.
    for (from, to) in [(1, 221), (112, 115), (222, 110), (110, 223), (223, 224)] {
        draw(&writer, from, to, "contributed_to").await.expect(201);
    }
    let around = refused(&writer, 224, 222, "triggered").await;
    let path: Vec<u64> =
        around["path"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    assert_eq!(path, [222, 110, 223, 224, 222]);
    let chain = writer.get(&format!("{EVENTS}/110/chain")).await.expect(200).json();
    assert_eq!(chain["back"].as_array().unwrap().len(), 110);
    assert_eq!(chain["forward"].as_array().unwrap().len(), 113);
}

#[tokio::test]
async fn a_changed_link_does_not_stand_in_its_own_way_and_structure_counts() {
    let (_app, writer) = chain(8, 2).await;
    let all = writer.get(LINKS).await.expect(200).json();
    let second = format!("{LINKS}/{}", all["items"][1]["id"].as_str().unwrap());
    // Turned round it closes nothing, since it is not there twice.
    writer.patch(&second, json!({"from": 3, "to": 2})).await.expect(200);
    draw(&writer, 3, 1, "triggered").await.expect(201);
    let cycle = refused(&writer, 1, 3, "contributed_to").await;
    assert_eq!(cycle["path"], json!([3, 1, 3]));
    // Two records of one occurrence are one event to the graph, on either side of the new link.
    draw(&writer, 3, 4, "same_as").await.expect(201);
    assert_eq!(refused(&writer, 1, 4, "triggered").await["type"], "/api/problems/causal-cycle");
    draw(&writer, 2, 5, "same_as").await.expect(201);
    assert_eq!(refused(&writer, 5, 4, "triggered").await["type"], "/api/problems/causal-cycle");
    // A part does not cause its whole, nor does another record of the part, nor the whole's whole.
    draw(&writer, 6, 7, "part_of").await.expect(201);
    draw(&writer, 7, 8, "part_of").await.expect(201);
    for whole in [7, 8] {
        let into = draw(&writer, 6, whole, "triggered").await.expect(422).json();
        assert_eq!(into["type"], "/api/problems/cause-into-whole", "E6 to E{whole}");
    }
    draw(&writer, 7, 6, "triggered").await.expect(201);
    assert_eq!(refused(&writer, 6, 7, "triggered").await["type"], "/api/problems/causal-cycle");
}
