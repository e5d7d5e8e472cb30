//! Files as evidence: what comes in comes out the same, or not at all, and it is known who had it.

use std::path::PathBuf;

use app::domain::permission::Role;
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use server::config::Options;

use crate::support::{Client, Reply, TestApp};

const EVIDENCE: &str = "/api/v1/incidents/INC-1/evidence";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"></svg>";

async fn declared(app: &TestApp) -> Client {
    let who = app.as_role(Role::Commander).await;
    who.post("/api/v1/incidents", json!({"title": "Forum"})).await.expect(201);
    who
}

async fn send(who: &Client, query: &str, body: &[u8]) -> Reply {
    let path = format!("{EVIDENCE}/files?{query}");
    who.send(Method::POST, &path, Some("application/octet-stream"), body.to_vec()).await
}

/// Sends one file and answers what is known of it.
async fn sent(who: &Client, name: &str, body: &[u8]) -> Value {
    let added = send(who, &format!("name={name}"), body).await.expect(201).json();
    added["items"][0].clone()
}

fn path_of(evidence: &Value, part: &str) -> String {
    format!("{EVIDENCE}/{}/{part}", evidence["id"].as_str().unwrap())
}

/// The time of the disk, which does not stand still as the clock of tests does.
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// The files in which contents are kept.
fn kept(app: &TestApp) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for shelf in std::fs::read_dir(app.files.path().join("evidence/sha256")).unwrap() {
        let files = std::fs::read_dir(shelf.unwrap().path()).unwrap();
        found.extend(files.map(|file| file.unwrap().path()));
    }
    found
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_with_its_hash_and_its_custody() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let words = b"14:32 the gateway let it pass\n".repeat(9_000);
    let file = sent(&who, "gateway.log", &words).await;
    assert_eq!(
        (file["title"].as_str(), file["kind"].as_str()),
        (Some("gateway.log"), Some("file"))
    );
    assert_eq!(
        (file["size"].as_u64(), file["media_type"].as_str()),
        (Some(270_000), Some("text/plain"))
    );
    assert_eq!(file["state"], "whole");
    let sha256 = file["sha256"].as_str().unwrap();
    let back = who.get(&path_of(&file, "file")).await.expect(200);
    assert_eq!(back.text.as_bytes(), words);
    assert_eq!(back.header("content-type"), "application/octet-stream");
    assert!(back.header("content-disposition").starts_with("attachment; filename=\"gateway.log\""));
    assert_eq!(back.header("x-content-type-options"), "nosniff");
    assert!(back.header("content-security-policy").contains("sandbox"));
    assert_eq!(back.header("etag"), format!("\"{sha256}\""));
    assert_eq!(kept(&app)[0].file_name().unwrap().to_str(), Some(sha256));

    who.get(&format!("{EVIDENCE}/{}", file["id"].as_str().unwrap())).await.expect(200);
    let checked = who.post(&path_of(&file, "verify"), json!({})).await.expect(200).json();
    assert_eq!(
        (checked["state"].as_str(), checked["sha256"].as_str()),
        (Some("whole"), Some(sha256))
    );
    let custody = who.get(&path_of(&file, "custody")).await.expect(200).json();
    let acts: Vec<_> = custody["items"].as_array().unwrap().iter().map(|e| &e["act"]).collect();
    assert_eq!(acts, ["verified", "looked_at", "downloaded", "added"]);
    assert!(custody["items"].as_array().unwrap().iter().all(|e| e["sha256"] == sha256));
    let admin = app.as_role(Role::Admin).await;
    let log = admin.get("/api/v1/audit?action=evidence.").await.expect(200).json();
    let actions: Vec<_> =
        log["items"].as_array().unwrap().iter().map(|e| e["action"].clone()).collect();
    for action in ["evidence.add", "evidence.download", "evidence.look_at", "evidence.verify"] {
        assert!(actions.iter().any(|known| known == action), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn the_same_contents_are_kept_once_and_the_same_file_is_added_once() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let first = sent(&who, "a.txt", b"the same words").await;
    let again = sent(&who, "a.txt", b"the same words").await;
    let other = sent(&who, "b.txt", b"the same words").await;
    assert_eq!(first["id"], again["id"]);
    assert_ne!(first["id"], other["id"]);
    assert_eq!(first["sha256"], other["sha256"]);
    assert_eq!(kept(&app).len(), 1);
    let left = std::fs::read_dir(app.files.path().join("evidence/incoming")).unwrap().count();
    assert_eq!(left, 0, "nothing is left of what came in");
}

#[tokio::test]
async fn what_was_altered_or_is_gone_is_not_handed_out_and_is_named() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let file = sent(&who, "a.txt", b"what was said").await;
    let place = kept(&app).remove(0);
    std::fs::write(&place, b"what was sald").unwrap();
    let refused = who.get(&path_of(&file, "file")).await.expect(409).json();
    assert!(refused["type"].as_str().unwrap().ends_with("evidence-altered"), "{refused}");
    let report = server::evidence::verify_all(&app.state, &app.by()).await.unwrap();
    assert_eq!((report.whole, report.damaged.len()), (0, 1));
    assert_eq!(report.damaged[0].1.incident, "INC-1");
    let page =
        who.get(&format!("/incidents/INC-1/evidence/{}", file["id"].as_str().unwrap())).await;
    assert!(page.text.contains("Altered") && page.text.contains("Found altered"), "{}", page.text);

    std::fs::remove_file(&place).unwrap();
    let checked = who.post(&path_of(&file, "verify"), json!({})).await.expect(200).json();
    assert_eq!(checked["state"], "missing");
    who.get(&path_of(&file, "file")).await.expect(409);
    let mended = sent(&who, "a.txt", b"what was said").await;
    assert_eq!((&mended["id"], mended["state"].as_str()), (&file["id"], Some("whole")));
    who.get(&path_of(&file, "file")).await.expect(200);
}

#[tokio::test]
async fn a_file_over_the_limit_or_of_another_type_is_refused_and_leaves_nothing() {
    let options = Options { evidence_max_mb: Some(1), ..Options::default() };
    let app = TestApp::with(options).await;
    let who = declared(&app).await;
    let large = send(&who, "name=large.bin", &vec![b'x'; 1_000_001]).await.expect(413).json();
    assert!(large["detail"].as_str().unwrap().contains("1.0 MB at most"), "{large}");
    send(&who, "name=just.txt", &vec![b'x'; 1_000_000]).await.expect(201);
    let program = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 100]].concat();
    let refused = send(&who, "name=harmless.txt", &program).await.expect(415).json();
    assert!(refused["detail"].as_str().unwrap().contains("application/x-executable"), "{refused}");
    send(&who, "name=empty.txt", b"").await.expect(422);
    send(&who, "name=a.txt&colour=red", b"x").await.expect(400);
    assert_eq!(kept(&app).len(), 1);
    let left = std::fs::read_dir(app.files.path().join("evidence/incoming")).unwrap().count();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn nothing_that_could_run_is_handed_out_as_what_it_is() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let html = "<!DOCTYPE html><script>alert(1)</script>";
    for (name, body, kind) in [("x.png", html, "text/html"), ("x.svg", SVG, "image/svg+xml")] {
        let file = sent(&who, name, body.as_bytes()).await;
        assert_eq!(file["media_type"], kind);
        for path in [path_of(&file, "file"), path_of(&file, "file").replace("/api/v1", "")] {
            let back = who.get(&path).await.expect(200);
            assert_eq!(back.header("content-type"), "application/octet-stream");
            assert!(back.header("content-disposition").starts_with("attachment"));
            assert_eq!(back.header("x-content-type-options"), "nosniff");
            assert_eq!(
                back.header("content-security-policy"),
                "default-src 'none'; sandbox; frame-ancestors 'none'"
            );
        }
        who.get(&path_of(&file, "image").replace("/api/v1", "")).await.expect(404);
    }
    let picture = sent(&who, "x.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await;
    let shown = who.get(&path_of(&picture, "image").replace("/api/v1", "")).await.expect(200);
    assert_eq!(shown.header("content-type"), "image/png");
    assert!(shown.header("content-security-policy").contains("sandbox"));
    let named = sent(&who, "a%0D%0AX-Evil%3A%20%22%C3%BC.txt", b"words").await;
    let back = who.get(&path_of(&named, "file")).await.expect(200);
    assert!(back.header("x-evil").is_empty());
    assert_eq!(
        back.header("content-disposition"),
        "attachment; filename=\"aX-Evil____.txt\"; filename*=UTF-8''aX-Evil%3A%20%22%C3%BC.txt"
    );
}

#[tokio::test]
async fn files_of_a_restricted_incident_are_not_there_for_others() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let file = sent(&who, "a.txt", b"secret").await;
    who.patch("/api/v1/incidents/INC-1", json!({"visibility": "restricted"})).await.expect(200);
    let stranger = app.as_role(Role::Commander).await;
    for part in ["file", "custody"] {
        stranger.get(&path_of(&file, part)).await.expect(404);
    }
    stranger.get(&path_of(&file, "image").replace("/api/v1", "")).await.expect(404);
    stranger.get(&path_of(&file, "file").replace("/api/v1", "")).await.expect(404);
    stranger.post(&path_of(&file, "verify"), json!({})).await.expect(404);
    send(&stranger, "name=b.txt", b"x").await.expect(404);
    // The same contents elsewhere do not tell that they were here first.
    stranger.post("/api/v1/incidents", json!({"title": "Mine"})).await.expect(201);
    let path = "/api/v1/incidents/INC-2/evidence/files?name=a.txt";
    let mine = stranger.send(Method::POST, path, None, b"secret".to_vec()).await.expect(201).json();
    assert_ne!(mine["items"][0]["id"], file["id"]);
    let viewer = app.as_role(Role::Viewer).await;
    viewer.send(Method::POST, path, None, b"x".to_vec()).await.expect(403);
}

#[tokio::test]
async fn what_is_purged_is_gone_and_its_hash_stays() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let file = sent(&who, "a.txt", b"a name and an address").await;
    who.post(&path_of(&file, "purge"), json!({})).await.expect(403);
    let admin = app.as_role(Role::Admin).await;
    let gone = admin.post(&path_of(&file, "purge"), json!({})).await.expect(200).json();
    assert_eq!((&gone["sha256"], gone["redaction"].as_str()), (&file["sha256"], Some("withheld")));
    admin.get(&path_of(&file, "file")).await.expect(404);
    assert_eq!(server::evidence::verify_all(&app.state, &app.by()).await.unwrap().damaged, []);
    assert_eq!(server::evidence::sweep(&app.state, now()).await.unwrap(), 0, "too young");
    let later = now() + TimeDelta::days(2);
    assert_eq!(server::evidence::sweep(&app.state, later).await.unwrap(), 1);
    assert!(kept(&app).is_empty());
}

#[tokio::test]
async fn the_sweep_takes_orphans_and_leaves_what_is_named() {
    let app = TestApp::new().await;
    let who = declared(&app).await;
    let file = sent(&who, "a.txt", b"named").await;
    let orphan = app.files.path().join("evidence/sha256").join("00").join("00".repeat(32));
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, b"x").unwrap();
    std::fs::write(app.files.path().join("evidence/incoming/broken"), b"x").unwrap();
    let later = now() + TimeDelta::days(2);
    assert_eq!(server::evidence::sweep(&app.state, later).await.unwrap(), 2);
    assert!(!orphan.exists());
    let reason = "?reason=it%20was%20the%20wrong%20log";
    let path = path_of(&file, "").trim_end_matches('/').to_owned();
    who.delete(&format!("{path}{reason}")).await.expect(204);
    assert_eq!(server::evidence::sweep(&app.state, later).await.unwrap(), 0, "the record keeps it");
    assert_eq!(kept(&app).len(), 1);
}

#[tokio::test]
async fn a_key_gives_the_first_answer_again_for_files_too() {
    let app = TestApp::new().await;
    declared(&app).await;
    let keyed = app.with_token(Role::Responder, &["write"]).await.with("idempotency-key", "file-1");
    let words = b"14:32 the gateway let it pass\n".repeat(9_000);
    let first = send(&keyed, "name=gateway.log", &words).await.expect(201).json();
    let again = send(&keyed, "name=gateway.log", &words).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(first["items"][0]["id"], again.json()["items"][0]["id"]);
    assert_eq!(keyed.get(EVIDENCE).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    send(&keyed, "name=gateway.log", b"other words").await.expect(422);
    send(&keyed, "name=other.log", &words).await.expect(422);
    let quoted = app.with_token(Role::Responder, &["write"]).await.with("idempotency-key", "q-1");
    let body = json!({"quote": "it passed", "title": "Said"});
    let one = quoted.post(EVIDENCE, body.clone()).await.expect(201).json();
    let two = quoted.post(EVIDENCE, body).await.expect(201).json();
    assert_eq!(one["id"], two["id"]);
}
