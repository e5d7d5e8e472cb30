//! Importing tables and objects one a line: columns, links, and rows that are mended.

use axum::http::Method;
use serde_json::json;

use super::imports::{EVENTS, incident, items, send};

const TABLE: &str = "ref;when;who;what\r\n\
    a-1;2026-03-17 14:32;agent:forum-helper;\"Posts the wrong recipe\r\nin two lines\"\r\n\
    a-2;2026-03-17 14:40;Engineer C;Follows the advice\r\n";

#[tokio::test]
async fn a_table_is_imported_with_its_columns_once_or_ten_times() {
    let (_app, writer) = incident().await;
    let looked = send(&writer, "csv", "&preview=true", TABLE).await.expect(200).json();
    assert_eq!((&looked["steps"], &looked["alone"]), (&json!(2), &json!(2)), "{looked}");
    let held: Vec<&str> = looked["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .filter_map(|c| c["holds"].as_str())
        .collect();
    assert_eq!(held, ["keep", "time", "actor", "text"]);
    let query = "&column=id:ref&zone=Europe/Berlin";
    assert_eq!(send(&writer, "csv", query, TABLE).await.expect(201).json()["added"], 2);
    let again = send(&writer, "csv", query, TABLE).await.expect(200).json();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2)));
    let events = items(&writer, EVENTS).await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["occurred"]["at"], "2026-03-17T13:32:00Z");
    assert_eq!(events[0]["text"], "Posts the wrong recipe\nin two lines");
    assert_eq!(events[0]["actor"]["kind"], "ai_agent");
    let other = TABLE.replace("Follows", "Ignores");
    let refused = send(&writer, "csv", query, &other).await.expect(409);
    assert!(refused.text.contains("a-2 (E2)"), "{}", refused.text);
    send(&writer, "csv", "&column=sneeze:ref", TABLE).await.expect(422);
    send(&writer, "csv", "&zone=Mars", TABLE).await.expect(422);
}

#[tokio::test]
async fn rows_are_linked_and_what_is_not_possible_is_named_with_nothing_stored() {
    let (_app, writer) = incident().await;
    let table = |link: &str| {
        format!(
            "id,time,who,kind,text,evidence,link\n\
             p-1,2026-03-17,agent:helper,agent_output,Posts,https://example.org/p1,{link}\n\
             p-2,2026-03-17,Engineer C,action,Follows,,<-p-1 acted_on\n"
        )
    };
    for (link, words) in [
        ("<-p-2 triggered", "line 3"),
        ("<-p-9", "line 2: There is no event and no row “p-9”"),
        ("<-E77", "line 2"),
        ("<-p-2 sneezed", "line 2"),
    ] {
        let path = "/api/v1/import/csv?incident=INC-1&column=link:link";
        let body = table(link).into_bytes();
        let preview = format!("{path}&preview=true");
        let looked = writer.send(Method::POST, &preview, None, body.clone()).await;
        let said = words.rsplit(": ").next().unwrap_or_default();
        assert!(looked.text.contains(said), "{link}: {}", looked.text);
        if looked.status == 200 {
            assert_eq!(looked.json()["left_out"], 1, "{link}: {}", looked.text);
        }
        let refused = writer.send(Method::POST, path, None, body).await;
        assert!([409, 422].contains(&refused.status.as_u16()), "{link}: {}", refused.text);
        assert!(refused.text.contains(words), "{link}: {}", refused.text);
        assert_eq!(items(&writer, EVENTS).await.len(), 0, "{link}: nothing is half-stored");
        assert_eq!(items(&writer, "/api/v1/incidents/INC-1/evidence").await.len(), 0);
    }
    send(&writer, "csv", "", &table("")).await.expect(201);
    let links = items(&writer, "/api/v1/incidents/INC-1/links").await;
    assert_eq!((&links[0]["from"], &links[0]["kind"]), (&json!(1), &json!("acted_on")));
    let evidence = items(&writer, "/api/v1/incidents/INC-1/evidence").await;
    assert_eq!(evidence[0]["url"], "https://example.org/p1");
    assert_eq!(evidence.len(), 1, "what was looked at left nothing");
    let imports = items(&writer, "/api/v1/incidents/INC-1/imports").await;
    let import = imports[0]["id"].as_str().expect("an id");
    writer.delete(&format!("/api/v1/incidents/INC-1/imports/{import}")).await.expect(204);
    assert_eq!(items(&writer, "/api/v1/incidents/INC-1/evidence").await.len(), 0);
    send(&writer, "csv", "", &table("")).await.expect(201);
    assert_eq!(items(&writer, "/api/v1/incidents/INC-1/evidence").await.len(), 1, "once more");
}

#[tokio::test]
async fn objects_one_a_line_and_bytes_that_are_no_text() {
    let (_app, writer) = incident().await;
    let text = "{\"ts\":\"2026-03-17T14:32:00Z\",\"user\":\"Engineer A\",\"msg\":\"asks\"}\n";
    assert_eq!(send(&writer, "jsonl", "", text).await.expect(201).json()["added"], 1);
    let mut bytes = b"time,text\n2026-03-17,fine\n2026-03-17,b".to_vec();
    bytes.extend([0xff, b'\n']);
    let path = "/api/v1/import/csv?incident=INC-1";
    let refused = writer.send(Method::POST, path, None, bytes).await.expect(422);
    assert!(refused.text.contains("line 3: This is not UTF-8 from byte 13 on"), "{}", refused.text);
    assert_eq!(items(&writer, EVENTS).await.len(), 1);
}

#[tokio::test]
async fn wrong_rows_of_a_pasted_table_are_mended_in_the_preview() {
    let (_app, writer) = incident().await;
    let table = "when,who,what\r\n2026-03-17 14:32,A,one\r\n17/03/2026,B,two\r\n2026-03-17 14:40,C,three\r\n";
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"adapter\"\r\n\r\ncsv\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{table}\r\n--x--\r\n"
    );
    let kind = Some("multipart/form-data; boundary=x");
    let page = writer.send(Method::POST, "/incidents/INC-1/import", kind, body.into_bytes()).await;
    let page = page.expect(200).text;
    assert!(page.contains("17/03/2026,B,two") && page.contains("value=\"time:when\""), "{page}");
    let upload =
        page.split("name=\"upload\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let upload = upload.expect("the text is kept");
    let send = |act: &'static str, row: &'static str| {
        let fields = [
            ("adapter", "csv"),
            ("upload", upload),
            ("name", "pasted text"),
            ("zone", "UTC"),
            ("column", "time:when"),
            ("column", "actor:who"),
            ("column", "text:what"),
            ("mend_at", "3"),
            ("mend", row),
            ("act", act),
        ];
        let writer = &writer;
        async move { writer.form("/incidents/INC-1/import/now", &fields).await }
    };
    let still = send("import", "soon,B,two").await.expect(422).text;
    assert!(still.contains("soon,B,two"), "what was typed is kept: {still}");
    let looked = send("look", "2026-03-17 14:36,B,two").await.expect(200).text;
    assert!(looked.contains("Import 3 steps"), "{looked}");
    send("import", "2026-03-17 14:36,B,two").await.expect(303);
    assert_eq!(items(&writer, EVENTS).await.len(), 3);
}
