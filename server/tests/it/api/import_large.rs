//! Importing a large file: seen all at once, and gone when it broke off.

use app::domain::permission::Role;
use serde_json::json;

use super::imports::{EVENTS, incident, items, send};
use crate::support::Client;

/// Waits until the last import is found by the search: that is done after the answer.
async fn findable(client: &Client) {
    for _ in 0..400 {
        if items(client, "/api/v1/incidents/INC-1/imports").await[0]["findable"] == json!(true) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the import is never found by the search");
}

fn many(count: usize) -> String {
    let rows =
        (0..count).map(|n| format!("2026-03-17 14:{:02},Engineer A,word{n} of many\n", n % 60));
    format!("when,who,what\n{}", rows.collect::<String>())
}

#[tokio::test]
async fn a_large_file_is_seen_all_at_once_and_lets_others_write() {
    let (app, writer) = incident().await;
    let (table, other) = (many(2_500), app.as_role(Role::Responder).await);
    let import = send(&writer, "csv", "&name=many.csv", &table);
    let beside = async {
        for n in 0..20 {
            let event = json!({"kind": "observation", "text": format!("beside {n}"), "occurred": {"at": "2026-03-17"}});
            other.post(EVENTS, event).await.expect(201);
            let seen = items(&other, "/api/v1/incidents/INC-1/imports").await.len();
            let found = items(&other, &format!("{EVENTS}?limit=200")).await;
            let imported =
                found.iter().filter(|event| event["text"].to_string().contains("many")).count();
            assert_eq!(imported > 0, seen > 0 || imported > 0, "nothing is seen before all of it");
        }
    };
    let (done, ()) = tokio::join!(import, beside);
    assert_eq!(done.expect(201).json()["added"], 2_500);
    let events = items(&writer, &format!("{EVENTS}?limit=200")).await;
    assert_eq!(events.len(), 21, "twenty beside, and one below which all is folded");
    findable(&writer).await;
    let found = writer.get("/api/v1/search?q=word2345").await.expect(200).text;
    assert!(found.contains("word2345"), "{found}");
    let again = send(&writer, "csv", "&name=many.csv", &table).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2_500)));
}

#[tokio::test]
async fn a_large_file_that_broke_off_leaves_nothing_behind() {
    let (app, writer) = incident().await;
    let table = many(2_500);
    send(&writer, "csv", "&name=many.csv", &table).await.expect(201);
    findable(&writer).await;
    // As the server would have left it in the middle.
    for sql in [
        "UPDATE events SET retracted_at = 1, retracted_reason = 'This import is under way' WHERE import_id IS NOT NULL",
        "UPDATE imports SET state = 'storing'",
        "DELETE FROM search_docs WHERE kind = 'event'",
    ] {
        server::store::testing::execute(&app.state.db, sql).await.unwrap();
    }
    let refused =
        send(&writer, "csv", "&name=many.csv", "when,what\n2026-03-17,other\n").await.expect(409);
    assert!(refused.text.contains("is under way"), "{}", refused.text);
    let all = format!("{EVENTS}?steps=true&retracted=true");
    assert_eq!(items(&writer, &all).await.len(), 0, "nobody retracted them");
    writer.get(&format!("{EVENTS}/7")).await.expect(404);
    assert_eq!(server::import::recover(&app.state, false).await.unwrap(), 0, "it may be at it");
    let long_ago = "UPDATE imports SET beat_at = 0";
    server::store::testing::execute(&app.state.db, long_ago).await.unwrap();
    assert_eq!(server::import::recover(&app.state, false).await.unwrap(), 1);
    assert_eq!(items(&writer, &all).await.len(), 0);
    assert_eq!(items(&writer, "/api/v1/incidents/INC-1/imports").await.len(), 0);
    assert_eq!(send(&writer, "csv", "", &table).await.expect(201).json()["added"], 2_500);
    findable(&writer).await;
    let stopped = "UPDATE imports SET state = 'indexing'";
    server::store::testing::execute(&app.state.db, stopped).await.unwrap();
    server::store::testing::execute(&app.state.db, "DELETE FROM search_docs WHERE kind = 'event'")
        .await
        .unwrap();
    assert_eq!(server::import::recover(&app.state, true).await.unwrap(), 1);
    let found = writer.get("/api/v1/search?q=word2345").await.expect(200).text;
    assert!(found.contains("word2345"), "gone on with where it was left: {found}");
}
