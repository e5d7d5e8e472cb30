//! Files that come with forms, as a browser sends them.

use app::domain::permission::Role;
use axum::http::Method;
use serde_json::json;
use server::config::Options;

use crate::support::{Client, Reply, TestApp};

/// A form with files, as a browser sends it: name and text of fields, name and bytes of files.
async fn form(who: &Client, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, text) in fields {
        body.extend(
            format!("--XX\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
                .bytes(),
        );
    }
    for (name, bytes) in files {
        let head = format!(
            "--XX\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: text/html\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    who.send(Method::POST, path, Some("multipart/form-data; boundary=XX"), body).await
}

async fn declared(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    who.post("/api/v1/incidents", json!({"title": "Forum"})).await.expect(201);
    who
}

#[tokio::test]
async fn several_files_at_once_become_evidence_named_by_their_names() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let fields = [("title", ""), ("quote", ""), ("url", ""), ("events", "")];
    let files: [(&str, &[u8]); 2] = [("a.log", b"one"), ("b.log", b"two")];
    form(&who, "/incidents/INC-1/evidence", &fields, &files).await.expect(303);
    let page = who.get("/incidents/INC-1").await.expect(200).text;
    assert!(page.contains("a.log") && page.contains("b.log") && page.contains("3 bytes"));
    // Without a choice a browser sends one nameless file, and the words count.
    let fields = [("title", "The reply"), ("quote", "It was me.")];
    form(&who, "/incidents/INC-1/evidence", &fields, &[("", b"")]).await.expect(303);
    let listed = who.get("/api/v1/incidents/INC-1/evidence").await.expect(200).json();
    let kinds: Vec<_> = listed["items"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert_eq!(kinds, ["file", "file", "quote"]);
}

#[tokio::test]
async fn a_file_that_is_too_large_loses_nothing_that_was_typed() {
    let app = TestApp::with(Options { evidence_max_mb: Some(1), ..Options::default() }).await;
    let who = declared(&app).await;
    let large = vec![b'x'; 1_500_000];
    let fields = [("title", "The whole disk"), ("url", "https://example.org/disk")];
    let page = form(&who, "/incidents/INC-1/evidence", &fields, &[("disk.img", &large)]).await;
    let page = page.expect(413).text;
    assert!(page.contains("1.0 MB at most") && page.contains("The whole disk"), "{page}");
    let line = [("line", "14:32 the gateway let it pass")];
    let page = form(&who, "/incidents/INC-1/line", &line, &[("disk.img", &large)]).await;
    let page = page.expect(413).text;
    assert!(page.contains("1.0 MB at most") && page.contains("the gateway let it pass"));
    let events = who.get("/api/v1/incidents/INC-1/events").await.expect(200).json();
    assert!(events["items"].as_array().unwrap().is_empty(), "all or nothing");
}

#[tokio::test]
async fn a_line_and_an_event_take_their_files_along() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let line = [("line", "14:32 the gateway let it pass")];
    form(&who, "/incidents/INC-1/line", &line, &[("gate.log", b"passed")]).await.expect(303);
    let event = [("kind", "observation"), ("occurred.at", "2026-03-17"), ("text", "Seen")];
    form(&who, "/incidents/INC-1/events", &event, &[("seen.txt", b"seen")]).await.expect(303);
    let edit = [event[0], event[1], ("text", "Seen by two"), ("version", "1")];
    form(&who, "/incidents/INC-1/events/2", &edit, &[("two.txt", b"two")]).await.expect(303);
    let events = who.get("/api/v1/incidents/INC-1/events?limit=9").await.expect(200).json();
    let mut titles: Vec<(u64, Vec<&str>)> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let evidence = event["evidence"].as_array().unwrap();
            let titles = evidence.iter().map(|e| e["title"].as_str().unwrap()).collect();
            (event["seq"].as_u64().unwrap(), titles)
        })
        .collect();
    titles.sort();
    assert_eq!(titles[0], (1, vec!["gate.log"]));
    assert!(titles[1].1.contains(&"two.txt"), "{titles:?}");
    who.form("/incidents/INC-1/line", &[("line", "14:33 without files")]).await.expect(303);
}

#[tokio::test]
async fn an_event_is_supported_by_files_by_words_or_by_both() {
    let app = TestApp::with(Options { evidence_max_mb: Some(1), ..Options::default() }).await;
    let who = declared(&app).await;
    who.form("/incidents/INC-1/line", &[("line", "14:32 it let it pass")]).await.expect(303);
    let path = "/incidents/INC-1/events/1/evidence";
    let asked = who.get(path).await.expect(200).text;
    assert!(asked.contains("multipart/form-data") && asked.contains("type=\"file\""), "{asked}");
    let titled = |title: &'static str, quote: &'static str| [("title", title), ("quote", quote)];
    form(&who, path, &titled("The log", ""), &[("gate.log", b"passed")]).await.expect(303);
    let both = titled("What it said", "let it pass");
    form(&who, path, &both, &[("a.log", b"one"), ("b.log", b"two")]).await.expect(303);
    form(&who, path, &titled("Nothing", ""), &[("", b"")]).await.expect(422);
    let neither = form(&who, path, &titled("", ""), &[("", b"")]).await.expect(422).text;
    assert!(neither.contains("or choose a file"), "{neither}");
    let large = vec![b'x'; 1_500_000];
    let refused = form(&who, path, &titled("Disk", "kept words"), &[("disk.img", &large)]).await;
    let refused = refused.expect(413).text;
    assert!(refused.contains("1.0 MB at most") && refused.contains("kept words"), "{refused}");
    let event = who.get("/api/v1/incidents/INC-1/events/1").await.expect(200).json();
    let evidence = event["evidence"].as_array().unwrap().iter();
    let mut titles: Vec<&str> = evidence.map(|e| e["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["The log", "What it said", "a.log", "b.log"]);
}

#[tokio::test]
async fn the_page_of_a_file_shows_its_hash_and_who_had_it() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    form(&who, "/incidents/INC-1/evidence", &[], &[("a.log", b"one")]).await.expect(303);
    let listed = who.get("/api/v1/incidents/INC-1/evidence").await.expect(200).json();
    let (id, sha256) = (&listed["items"][0]["id"], &listed["items"][0]["sha256"]);
    let path = format!("/incidents/INC-1/evidence/{}", id.as_str().unwrap());
    let page = who.get(&path).await.expect(200).text;
    assert!(page.contains(sha256.as_str().unwrap()));
    assert!(page.contains("Chain of custody") && page.contains("Looked at"));
    assert!(page.contains(&format!("href=\"{path}/file\"")));
    who.form(&format!("{path}/verify"), &[]).await.expect(303);
    assert!(who.get(&path).await.text.contains("Verified, whole"));
    who.form(&format!("{path}/purge"), &[]).await.expect(403);
    let admin = app.as_role(Role::Admin).await;
    admin.form(&format!("{path}/purge"), &[]).await.expect(303);
    assert!(admin.get(&path).await.text.contains("Removed for good"));
}

#[tokio::test]
async fn a_file_that_shows_that_a_fix_works_is_evidence_of_the_incident_that_it_serves() {
    let app = TestApp::new().await;
    let owner = app.browser("owner@example.org", Role::Responder).await;
    let verifier = app.browser("verifier@example.org", Role::Responder).await;
    owner.post("/api/v1/incidents", json!({"title": "Forum"})).await.expect(201);
    let fix = |incidents| {
        json!({"title": "Ask before posting", "owner": "owner@example.org",
            "verifier": "verifier@example.org", "measure": {"what": "unapproved posts"},
            "incidents": incidents})
    };
    for (number, incidents) in [(1, json!(["INC-1"])), (2, json!([]))] {
        owner.post("/api/v1/remediations", fix(incidents)).await.expect(201);
        for step in [
            json!({"to": "accepted"}),
            json!({"to": "in_progress"}),
            json!({"to": "implemented", "effective_at": "2026-11-20T09:00:00Z"}),
        ] {
            let path = format!("/api/v1/remediations/REM-{number}/status");
            owner.post(&path, step).await.expect(200);
        }
    }
    let fields = [("to", "verified"), ("result", "0 in 2 days"), ("verified_at", "2026-11-21")];
    let log: [(&str, &[u8]); 1] = [("posts.log", b"none without approval")];
    let verify = "/remediations/REM-1/verify";

    // What is refused keeps the words, and neither the step nor the file.
    let early = [("to", "verified"), ("result", "kept words"), ("verified_at", "2026-11-19")];
    let page = form(&verifier, verify, &early, &log).await.expect(422).text;
    assert!(page.contains("kept words"), "{page}");
    let evidence = async || {
        verifier.get("/api/v1/incidents/INC-1/evidence").await.expect(200).json()["items"].clone()
    };
    assert_eq!(evidence().await, json!([]));

    form(&verifier, verify, &fields, &log).await.expect(303);
    let it = verifier.get("/api/v1/remediations/REM-1").await.expect(200).json();
    assert_eq!(it["status"], "verified");
    let files = evidence().await;
    assert_eq!((files.as_array().unwrap().len(), &files[0]["title"]), (1, &json!("posts.log")));
    let page = verifier.get("/remediations/REM-1").await.expect(200).text;
    assert!(page.contains("posts.log"), "{page}");

    // Without an incident there is nothing that a file could belong to.
    let page = form(&verifier, "/remediations/REM-2/verify", &fields, &log).await.expect(422).text;
    assert!(page.contains("0 in 2 days") && page.contains("A file needs an incident"), "{page}");
    let it = verifier.get("/api/v1/remediations/REM-2").await.expect(200).json();
    assert_eq!(it["status"], "implemented");
}
