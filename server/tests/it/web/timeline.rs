//! The timeline on the page of an incident.

use app::domain::incident::{DeclareIncident, RawIncident};
use app::domain::permission::Role;
use serde_json::json;
use server::store::{self, incidents};

use crate::support::TestApp;

const PAGE: &str = "/incidents/INC-1";
const EVENTS: &str = "/incidents/INC-1/events";

async fn incident(visibility: &str) -> TestApp {
    let app = TestApp::new().await;
    let raw = RawIncident {
        title: "Agent posted wrong advice".into(),
        visibility: visibility.into(),
        ..RawIncident::default()
    };
    let command = DeclareIncident::parse(&raw).unwrap();
    store::write(&app.state.db, app.by(), async |tx| incidents::declare(&tx, &command).await)
        .await
        .unwrap();
    app
}

#[tokio::test]
async fn a_line_is_added_with_its_evidence_and_the_page_shows_it() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let fields = [
        ("kind", "agent_output"),
        ("text", "Posts its *answer* publicly, see E1."),
        ("occurred.at", "14:32"),
        ("actor.kind", "ai_agent"),
        ("actor.name", "Forum helper"),
        ("on_behalf_of.name", "Engineer B"),
        ("audience_intended", "requester"),
        ("audience_actual", "organisation"),
        ("agent_output.output", "chmod -R 777"),
        ("agent_output.approval.requirement", "required"),
        ("agent_output.approval.outcome", "not_requested"),
        ("agent_output.tool_calls.0.name", ""),
        ("agent_output.seen_by.0.who", ""),
        ("new_evidence.quote", "<script>alert(1)</script>"),
        ("new_evidence.title", "The thread"),
    ];
    let added = writer.form(EVENTS, &fields).await.expect(303);
    assert_eq!(added.header("location"), "/incidents/INC-1?at=E1#E1");
    let page = writer.get(PAGE).await.expect(200).text;
    for shown in
        ["<em>answer</em>", "Forum helper", "Engineer B", "Unauthorised", "14:32", "The thread"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("<script>alert"), "hostile words stay words");
    assert!(page.contains("class=\"picture\""), "the picture is drawn");
}

#[tokio::test]
async fn what_was_typed_is_kept_when_something_is_wrong() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let fields = [
        ("kind", "observation"),
        ("text", "a < b & nothing lost"),
        ("occurred.at", "the day before"),
        ("channel", "the war room"),
    ];
    let page = writer.form(EVENTS, &fields).await.expect(422).text;
    assert!(page.contains("a &lt; b &amp; nothing lost"));
    assert!(page.contains("the day before") && page.contains("the war room"));
    assert!(page.contains("The event is not added yet"));
    assert!(page.contains("Write a time like"));
    assert!(page.contains("aria-invalid") && page.contains("field-error"), "beside its field too");
}

#[tokio::test]
async fn a_refused_link_says_why_and_keeps_the_rationale() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    for kind in ["communication", "agent_invoked"] {
        let fields = [("kind", kind), ("text", kind), ("occurred.at", "2026-03-17")];
        writer.form(EVENTS, &fields).await.expect(303);
    }
    let link =
        |from, to, kind| [("from", from), ("to", to), ("kind", kind), ("rationale", "it says so")];
    let path = "/incidents/INC-1/links";
    let drawn = writer.form(path, &link("1", "2", "triggered")).await.expect(303);
    assert_eq!(drawn.header("location"), "/incidents/INC-1?at=E1#E1");
    let cycle = writer.form(path, &link("2", "1", "contributed_to")).await.expect(422).text;
    assert!(cycle.contains("The link is not drawn") && cycle.contains("it says so"));
    let chain = writer.get("/incidents/INC-1?chain=E2").await.expect(200).text;
    assert!(chain.contains("Reliance chain of E2") && chain.contains("event-chain"));
    let links = writer.get("/api/v1/incidents/INC-1/links").await.expect(200).json();
    let id = links["items"][0]["id"].as_str().unwrap().to_owned();
    writer.get(&format!("{path}/{id}")).await.expect(200);
    let fields = [link("1", "2", "triggered").as_slice(), &[("confidence", "confirmed")]].concat();
    writer.form(&format!("{path}/{id}"), &fields).await.expect(303);
    let kind = ("kind", "triggered");
    let stale = [("from", "1"), ("to", "2"), kind, ("rationale", "mine"), ("version", "1")];
    let stale = writer.form(&format!("{path}/{id}"), &stale).await.expect(422).text;
    assert!(stale.contains("Somebody else saved while you were writing") && stale.contains("mine"));
    writer.form(&format!("{path}/{id}/retract"), &[]).await.expect(422);
    let reason = [("reason", "drawn by mistake")];
    writer.form(&format!("{path}/{id}/retract"), &reason).await.expect(303);
    writer.get(&format!("{path}/{id}")).await.expect(404);
}

#[tokio::test]
async fn new_events_links_and_claims_have_pages_of_their_own() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let fields = [("kind", "communication"), ("text", "asks"), ("occurred.at", "2026-03-17")];
    writer.form(EVENTS, &fields).await.expect(303);
    let page = writer.get(PAGE).await.expect(200).text;
    for part in ["events/new", "links/new", "claims/new"] {
        let path = format!("{PAGE}/{part}");
        assert!(page.contains(&format!("href=\"{path}\"")), "{part} is offered");
        let form = writer.get(&path).await.expect(200).text;
        assert!(form.contains(&format!("action=\"{}\"", path.trim_end_matches("/new"))));
        let reader = app.as_role(Role::Viewer).await;
        reader.get(&path).await.expect(403);
    }
    let from = writer.get(&format!("{PAGE}/links/new?from=E1")).await.expect(200).text;
    assert!(from.contains("<option value=\"1\" selected"), "the event is chosen already");
    let claim = [("statement", "It was reviewed."), ("event", "1")];
    let wrong = writer.form(&format!("{PAGE}/claims"), &claim).await.expect(422).text;
    assert!(wrong.contains("The claim is not recorded yet") && wrong.contains("It was reviewed."));
    assert!(wrong.contains("<option value=\"1\" selected"));
}

#[tokio::test]
async fn an_edit_is_kept_a_stale_one_is_told_and_a_retraction_can_be_undone() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let fields = [("kind", "observation"), ("text", "first"), ("occurred.at", "2026-03-17")];
    writer.form(EVENTS, &fields).await.expect(303);
    let event = format!("{EVENTS}/1");
    let edit = |text, version| {
        [
            ("kind", "human_action"),
            ("text", text),
            ("occurred.at", "2026-03-18"),
            ("actor.name", "Engineer C"),
            ("actor.kind", "human"),
            ("reason", "asked again"),
            ("version", version),
        ]
    };
    writer.form(&event, &edit("second", "1")).await.expect(303);
    let stale = writer.form(&event, &edit("third", "1")).await.expect(422).text;
    assert!(stale.contains("Somebody else changed this meanwhile") && stale.contains("third"));
    let page = writer.get(&event).await.expect(200).text;
    assert!(page.contains("asked again") && page.contains("first"), "what it was before");
    writer.form(&format!("{event}/retract"), &[("reason", "double")]).await.expect(303);
    assert!(!writer.get(PAGE).await.text.contains("id=\"E1\""));
    writer.form(&format!("{event}/restore"), &[]).await.expect(303);
    assert!(writer.get(PAGE).await.text.contains("id=\"E1\""));
    writer.form(&format!("{event}/pin"), &[("pinned", "true")]).await.expect(303);
    assert!(writer.get(PAGE).await.text.contains("Pinned"));
}

#[tokio::test]
async fn competing_claims_stand_side_by_side() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let path = "/incidents/INC-1/claims";
    for who in ["Engineer A did it", "Engineer C did it"] {
        let fields = [("question", "Who acted?"), ("statement", who), ("made_by", "a paper")];
        writer.form(path, &fields).await.expect(303);
    }
    let page = writer.get(PAGE).await.text;
    assert!(page.contains("2 accounts, left open"));
    let wrong = writer.form(path, &[("statement", "kept words")]).await.expect(422).text;
    assert!(wrong.contains("kept words") && wrong.contains("The claim is not recorded yet"));
}

#[tokio::test]
async fn viewers_read_and_strangers_find_nothing() {
    let app = incident("open").await;
    let viewer = app.as_role(Role::Viewer).await;
    viewer.form(EVENTS, &[("text", "x")]).await.expect(403);
    assert!(!viewer.get(PAGE).await.expect(200).text.contains("id=\"add\""));
    let app = incident("restricted").await;
    let admin = app.with_token(Role::Admin, &["write"]).await;
    let event = json!({"kind": "observation", "text": "secret", "occurred": {"at": "2026"}});
    admin.post("/api/v1/incidents/INC-1/events", event).await.expect(201);
    let stranger = app.as_role(Role::Commander).await;
    stranger.get(&format!("{EVENTS}/1")).await.expect(404);
    stranger.form(EVENTS, &[("text", "x")]).await.expect(404);
    stranger.form(&format!("{EVENTS}/1/retract"), &[]).await.expect(404);
}

#[tokio::test]
async fn the_timeline_is_narrowed_by_a_form_and_pinned_in_its_row() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    for (kind, text) in [("observation", "Somebody saw it"), ("containment", "Access put back")] {
        let fields = [("kind", kind), ("text", text), ("occurred.at", "2026-03-17")];
        writer.form(EVENTS, &fields).await.expect(303);
    }
    let page = writer.get(PAGE).await.expect(200).text;
    assert!(page.contains("name=\"known_by\"") && page.contains("/events/1/acts"));
    let row = page.split("id=\"E1\"").nth(1).unwrap_or_default();
    let place = |class| row.find(class).unwrap_or_else(|| panic!("no {class}: {row}"));
    assert!(place("event-ref") < place("event-body"), "its name is read first");
    let only = writer.get(&format!("{PAGE}?kind=containment")).await.expect(200).text;
    assert!(only.contains("id=\"E2\"") && !only.contains("id=\"E1\""));
    let before = writer.get(&format!("{PAGE}?known_by=2026-01-01")).await.expect(200).text;
    assert!(!before.contains("id=\"E1\"") && before.contains("value=\"2026-01-01\""));
    let wrong = writer.get(&format!("{PAGE}?known_by=once")).await.expect(200).text;
    assert!(wrong.contains("Known by: ") && wrong.contains("id=\"E1\""));
    writer.form(&format!("{EVENTS}/1/pin"), &[("pinned", "true")]).await.expect(303);
    let page = writer.get(PAGE).await.text;
    assert!(page.contains("Pinned"));
    let viewer = app.as_role(Role::Viewer).await;
    assert!(!viewer.get(PAGE).await.expect(200).text.contains("/acts"));
}

#[tokio::test]
async fn evidence_is_added_shown_rewritten_and_retracted() {
    let app = incident("open").await;
    let writer = app.as_role(Role::Responder).await;
    let event = [("kind", "observation"), ("text", "seen"), ("occurred.at", "2026-03-17")];
    writer.form(EVENTS, &event).await.expect(303);
    let base = "/incidents/INC-1/evidence";
    let wrong = [("url", "javascript:alert(1)"), ("title", "kept words")];
    let wrong = writer.form(base, &wrong).await.expect(422).text;
    assert!(wrong.contains("kept words") && wrong.contains("The evidence is not added yet"));
    let fields = [("quote", "<b>It was me.</b>"), ("title", "The thread"), ("events", "E1")];
    writer.form(base, &fields).await.expect(303);
    let rows = writer.get(&format!("/api/v1{base}")).await.expect(200).json();
    let path = format!("{base}/{}", rows["items"][0]["id"].as_str().unwrap());
    let page = writer.get(PAGE).await.expect(200).text;
    assert!(page.contains(&path) && page.contains("&lt;b&gt;It was me."));
    assert!(writer.get(&format!("{EVENTS}/1")).await.expect(200).text.contains(&path));
    let shown = writer.get(&path).await.expect(200).text;
    for words in ["SHA-256", "E1", "&lt;b&gt;It was me.", "As acquired"] {
        assert!(shown.contains(words), "{words}");
    }
    let edit = [
        ("kind", "quote"),
        ("quote", "<b>It was me.</b>"),
        ("title", "The whole thread"),
        ("legal_hold", "true"),
        ("version", "1"),
    ];
    writer.form(&path, &edit).await.expect(303);
    writer.form(&path, &edit).await.expect(422);
    let reason = [("reason", "it is of another day")];
    let held = writer.form(&format!("{path}/retract"), &reason).await.expect(422).text;
    assert!(held.contains("legal hold"));
    let edit = [("quote", "<b>It was me.</b>"), ("title", "The thread"), ("version", "2")];
    writer.form(&path, &edit).await.expect(303);
    let other = app.as_role(Role::Responder).await;
    other.form(&format!("{path}/retract"), &reason).await.expect(403);
    writer.form(&format!("{path}/retract"), &reason).await.expect(303);
    writer.get(&path).await.expect(404);
    let viewer = app.as_role(Role::Viewer).await;
    viewer.form(base, &fields).await.expect(403);
}
