//! Relations, families and findings in a browser without script.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

async fn two(app: &TestApp) -> Client {
    let who = app.as_role(Role::Responder).await;
    for title in ["First", "Second"] {
        who.form("/incidents/new", &[("title", title)]).await.expect(303);
    }
    who
}

async fn first_id(who: &Client, path: &str) -> String {
    let rows = who.get(&format!("/api/v1/{path}")).await.expect(200).json();
    rows["items"][0]["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_relation_is_rewritten_and_retracted_with_a_reason() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let base = "/incidents/INC-2/relations";
    who.form(base, &[("kind", "similar"), ("to", "INC-1")]).await.expect(303);
    let id = first_id(&who, "incidents/INC-2/relations").await;
    let path = format!("{base}/{id}");
    assert!(who.get("/incidents/INC-2").await.expect(200).text.contains(&path));
    assert!(who.get(&path).await.expect(200).text.contains("value=\"INC-1\""));
    let edit = [("kind", "same_factor"), ("to", "INC-1"), ("rationale", "both"), ("version", "1")];
    who.form(&path, &edit).await.expect(303);
    who.form(&path, &edit).await.expect(422);
    let wrong = [("kind", "caused_by_remediation_of"), ("to", "INC-1"), ("version", "2")];
    let wrong = who.form(&path, &wrong).await.expect(422).text;
    assert!(wrong.contains("aria-invalid") && wrong.contains("like REM-7"), "beside its field");
    let short = who.form(&format!("{path}/retract"), &[("reason", "no")]).await.expect(422).text;
    assert!(short.contains("10 characters"));
    let reason = [("reason", "they are not alike")];
    app.as_role(Role::Responder).await.form(&format!("{path}/retract"), &reason).await.expect(403);
    who.form(&format!("{path}/retract"), &reason).await.expect(303);
    who.get(&path).await.expect(404);
}

#[tokio::test]
async fn a_family_is_made_rewritten_and_left() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    assert!(who.get("/families").await.expect(200).text.contains("No family yet"));
    who.form("/families", &[("name", ""), ("description", "kept words")]).await.expect(422);
    let fields = [("name", "Publishing"), ("incidents", "INC-1, INC-2")];
    let made = who.form("/families", &fields).await.expect(303);
    let path = made.header("location").to_owned();
    assert!(who.get(&path).await.expect(200).text.contains("Second"));
    let edit = [("name", "Publishing alone"), ("incidents", "INC-1"), ("version", "1")];
    let unsaid = who.form(&path, &edit).await.expect(422).text;
    assert!(unsaid.contains("Say why INC-2 leaves the family"));
    let edit = [edit.as_slice(), &[("reason", "it is about something else")]].concat();
    who.form(&path, &edit).await.expect(303);
    let stale = [("name", "Mine"), ("incidents", "INC-1"), ("version", "1")];
    let stale = who.form(&path, &stale).await.expect(422).text;
    assert!(stale.contains("<td>Mine</td>") && stale.contains("<td>Publishing alone</td>"));
    assert!(who.get("/incidents/INC-1").await.text.contains(&path));
    let id = first_id(&who, "recurrence/families").await;
    let leave = format!("/incidents/INC-1/families/{id}/leave");
    let asked = who.form(&leave, &[("reason", "short")]).await.expect(422).text;
    assert!(asked.contains("It has not left the family") && asked.contains("short"));
    who.form(&leave, &[("reason", "Another cause altogether")]).await.expect(303);
    let history = who.get("/incidents/INC-1/history").await.expect(200).text;
    assert!(history.contains("Leave family") && history.contains("Another cause altogether"));
    assert!(!who.get("/incidents/INC-1").await.text.contains(&path));
    app.as_role(Role::Viewer).await.form(&path, &edit).await.expect(403);
}

#[tokio::test]
async fn a_finding_is_recorded_shown_at_both_ends_and_dismissed_with_a_reason() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let base = "/incidents/INC-2/findings";
    let wrong = who.form(base, &[("rationale", "kept words")]).await.expect(422).text;
    assert!(wrong.contains("kept words") && wrong.contains("It is not recorded yet"));
    let fields = [("earlier", "INC-1"), ("same_factor", "true"), ("rationale", "same advice")];
    who.form(base, &fields).await.expect(303);
    let page = who.get("/incidents/INC-2").await.expect(200).text;
    for shown in ["Repeats ", "Confirmed", "same advice", "Before the fix"] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(who.get("/incidents/INC-1").await.text.contains("Repeated by "));
    let id = first_id(&who, "recurrence/findings").await;
    let path = format!("{base}/{id}");
    let short = [("reason", "no"), ("version", "1")];
    let short = who.form(&format!("{path}/dismiss"), &short).await.expect(422).text;
    assert!(short.contains("It is not dismissed yet"));
    let reason = [("reason", "another factor altogether"), ("version", "1")];
    who.form(&format!("{path}/dismiss"), &reason).await.expect(303);
    let page = who.get("/incidents/INC-2").await.expect(200).text;
    assert!(page.contains("Rejected") && page.contains("another factor altogether"));
    who.form(&format!("/incidents/INC-3/findings/{id}/dismiss"), &reason).await.expect(404);
    let suggested = json!({"later": "INC-2", "earlier": "INC-1", "verdict": "suggested"});
    who.post("/api/v1/recurrence/findings", suggested).await.expect(201);
    who.form(&format!("{path}/confirm"), &[]).await.expect(303);
    let found = who.get("/api/v1/recurrence/findings").await.json();
    assert_eq!(found["items"][0]["verdict"], "confirmed");
    let secret = json!({"title": "Secret", "visibility": "restricted"});
    let commander = app.as_role(Role::Commander).await;
    commander.post("/api/v1/incidents", secret).await.expect(201);
    let hidden = json!({"later": "INC-3", "earlier": "INC-1"});
    commander.post("/api/v1/recurrence/findings", hidden).await.expect(201);
    assert!(!who.get("/incidents/INC-1").await.expect(200).text.contains("INC-3"));
}

#[tokio::test]
async fn whoever_takes_an_incident_out_of_a_family_says_why() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let families = "/api/v1/recurrence/families";
    let family = json!({"name": "Line", "incidents": ["INC-1", "INC-2"]});
    let made = who.post(families, family).await.expect(201);
    let path = made.header("location").to_owned();
    let refused = who.patch(&path, json!({"incidents": ["INC-1"]})).await.expect(422);
    assert!(refused.text.contains("Say why INC-2 leaves the family"), "{}", refused.text);
    let out = json!({"incidents": ["INC-1"], "reason": "It was another approval"});
    assert_eq!(who.patch(&path, out).await.expect(200).json()["incidents"], json!(["INC-1"]));
    let history = who.get("/incidents/INC-2/history").await.expect(200).text;
    assert!(history.contains("It was another approval"), "{history}");
    let id = path.rsplit('/').next().unwrap();
    let edit = [("name", "Line"), ("incidents", ""), ("reason", "kept"), ("version", "2")];
    let asked = who.form(&format!("/families/{id}"), &edit).await.expect(422).text;
    assert!(asked.contains("Say why INC-1 leaves the family") && asked.contains("kept"));
}

#[tokio::test]
async fn what_is_taken_back_tells_in_the_history_why() {
    let app = TestApp::new().await;
    let who = two(&app).await;
    let events = "/api/v1/incidents/INC-1/events";
    let output = json!({"kind": "agent_output", "text": "Posts", "occurred": {"at": "2026-03-17"},
        "actor": {"kind": "ai_agent", "name": "helper"}, "agent_output": {"output": "Make it public."}});
    who.post(events, output).await.expect(201);
    let seen = json!({"kind": "observation", "text": "Seen", "occurred": {"at": "2026-03-17"}});
    who.post(events, seen).await.expect(201);
    let claim = json!({"question": "Who?", "statement": "A did", "made_by": "a paper"});
    let link = json!({"from": 1, "to": 2, "kind": "contributed_to", "basis": "documented", "confidence": "reported", "rationale": "the thread says so"});
    for (part, body) in [("claims", claim), ("links", link)] {
        let rows = format!("/api/v1/incidents/INC-1/{part}");
        let made = who.post(&rows, body).await.expect(201).json();
        let row = format!("{rows}/{}", made["id"].as_str().unwrap());
        who.delete(&format!("{row}?reason=a%00b")).await.expect(422);
        who.delete(&format!("{row}?reason=Mistaken+{part}")).await.expect(204);
    }
    who.delete(&format!("{events}/1?reason=Told+twice")).await.expect(200);
    let history = who.get("/incidents/INC-1/history").await.expect(200).text;
    for why in ["Mistaken claims", "Mistaken links", "Told twice"] {
        assert!(history.contains(why), "{why}: {history}");
    }
}
