//! Remediations, agents and the analysis of an incident in a browser without script.

use app::domain::permission::Role;

use crate::support::TestApp;

#[tokio::test]
async fn a_remediation_is_proposed_moved_on_and_edited_by_forms() {
    let app = TestApp::new().await;
    let who = app.browser("owner@example.org", Role::Responder).await;
    who.form("/incidents/new", &[("title", "Forum")]).await.expect(303);
    let form = who.get("/remediations/new?incident=INC-1").await.expect(200);
    assert!(form.text.contains("value=\"INC-1\""), "{}", form.text);
    let wrong = [("title", ""), ("measure.how", "a query kept")];
    let wrong = who.form("/remediations", &wrong).await.expect(422);
    assert!(wrong.text.contains("a query kept") && wrong.text.contains("Say what is measured."));
    let right = [
        ("title", "Ask first"),
        ("incidents", "INC-1"),
        ("owner", "owner@example.org"),
        ("measure.what", "posts"),
        ("controls", "approval_gate"),
        ("controls", "stop_control"),
    ];
    let made = who.form("/remediations", &right).await.expect(303);
    assert_eq!(made.header("location"), "/remediations/REM-1");
    let page = who.get("/remediations/REM-1").await.expect(200);
    assert!(page.text.contains("Stop control") && page.text.contains("posts"));
    let step = [("to", "declined"), ("reason", "no")];
    let short = who.form("/remediations/REM-1/status", &step).await.expect(422);
    assert!(short.text.contains("10 characters"));
    who.form("/remediations/REM-1/status", &[("to", "accepted")]).await.expect(303);
    let stale = [("title", "Mine"), ("version", "1")];
    let stale = who.form("/remediations/REM-1/edit", &stale).await.expect(422);
    for shown in ["Somebody else saved while you were writing", "<td>Mine</td>", "Ask first"] {
        assert!(stale.text.contains(shown), "{shown}");
    }
    assert!(stale.text.contains("name=\"version\" value=\"2\""), "saving again replaces theirs");
    assert!(who.get("/remediations?mine=true").await.expect(200).text.contains("Ask first"));
    assert!(who.get("/incidents/INC-1").await.expect(200).text.contains("Ask first"));
    who.get("/remediations?status=nonsense").await.expect(422);
    app.as_role(Role::Viewer).await.form("/remediations", &right).await.expect(403);
}

#[tokio::test]
async fn what_it_is_aimed_at_has_names_on_pages_and_codes_in_the_api() {
    let app = TestApp::new().await;
    let who = app.browser("owner@example.org", Role::Responder).await;
    let fix = [
        ("title", "Ask first"),
        ("owner", "owner@example.org"),
        ("measure.what", "posts"),
        ("factors", "approval_missing @ forum\nover_reliance"),
        ("controls", "approval_gate"),
    ];
    who.form("/remediations", &fix).await.expect(303);
    for (path, shown) in [
        ("/remediations/REM-1", ["Approval missing at forum", "Over-reliance", "Approval gate"]),
        ("/work", ["Approval missing at forum", "Over-reliance", "targets "]),
    ] {
        let page = who.get(path).await.expect(200).text;
        for words in shown {
            assert!(page.contains(words), "{words}: {page}");
        }
        for code in ["approval_missing", "over_reliance", "approval_gate"] {
            assert!(!page.contains(code), "{code}: {page}");
        }
    }
    let it = who.get("/api/v1/remediations/REM-1").await.expect(200).json();
    assert_eq!(it["controls"], serde_json::json!(["approval_gate"]));
    assert_eq!(it["factors"][0]["code"], "approval_missing");
}

#[tokio::test]
async fn factors_controls_relations_and_families_are_named_on_the_incident() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    who.form("/incidents/new", &[("title", "First")]).await.expect(303);
    who.form("/incidents/new", &[("title", "Second")]).await.expect(303);
    let wrong = [("code", "bad_luck"), ("note", "kept words")];
    let wrong = who.form("/incidents/INC-2/factors", &wrong).await.expect(422);
    assert!(wrong.text.contains("kept words"));
    let factor = [("code", "over_reliance"), ("scope", "forum"), ("role", "enabling")];
    who.form("/incidents/INC-2/factors", &factor).await.expect(303);
    let control = [("control", "approval_gate"), ("state", "bypassed")];
    who.form("/incidents/INC-2/controls", &control).await.expect(303);
    let relation = [("kind", "similar"), ("to", "INC-1")];
    who.form("/incidents/INC-2/relations", &relation).await.expect(303);
    who.form("/incidents/INC-1/families", &[("name", "Publishing")]).await.expect(303);
    who.form("/incidents/INC-2/families", &[("name", "Publishing")]).await.expect(303);
    let page = who.get("/incidents/INC-2").await.expect(200);
    for words in ["Over-reliance", "Approval gate", "Similar to", "Publishing"] {
        assert!(page.text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn an_agent_is_registered_by_a_form() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Responder).await;
    assert!(who.get("/agents").await.expect(200).text.contains("No agent is registered yet"));
    let wrong = who.form("/agents", &[("name", ""), ("vendor", "kept")]).await.expect(422);
    assert!(wrong.text.contains("kept"));
    let made = who.form("/agents", &[("name", "Forum helper"), ("tools", "post, read")]).await;
    assert_eq!(made.expect(303).header("location"), "/agents/forum-helper");
    assert!(who.get("/agents").await.expect(200).text.contains("Incomplete: no owner"));
    who.form("/agents/forum-helper/versions", &[("label", "v1")]).await.expect(303);
    who.get("/agents/forum-helper/edit").await.expect(200);
    app.as_role(Role::Viewer).await.get("/agents/new").await.expect(403);
}

#[tokio::test]
async fn the_navigation_counts_what_is_late_and_mine() {
    let app = TestApp::new().await;
    let who = app.browser("owner@example.org", Role::Responder).await;
    let propose = async |title: &str, owner: &str, due: &str| {
        let fields = [("title", title), ("owner", owner), ("due", due)];
        who.form("/remediations", &fields).await.expect(303);
    };
    propose("Late", "owner@example.org", "2026-11-12").await;
    propose("Today", "owner@example.org", "2026-11-22").await;
    assert!(who.get("/remediations").await.expect(200).text.contains("1 late"));
    propose("Nobody's", "", "2026-11-12").await;
    assert!(who.get("/remediations").await.text.contains("1 late"));
    let other = app.as_role(Role::Admin).await.get("/remediations").await.expect(200).text;
    assert!(!other.contains("1 late") && !other.contains("count-late"));
    for to in ["accepted", "declined"] {
        let step = [("to", to), ("reason", "no longer what we want")];
        who.form("/remediations/REM-1/status", &step).await.expect(303);
    }
    assert!(!who.get("/remediations").await.text.contains("count-late"));
}

#[tokio::test]
async fn verifying_is_one_form_in_place_and_as_a_page() {
    let app = TestApp::new().await;
    let owner = app.browser("owner@example.org", Role::Responder).await;
    let verifier = app.browser("verifier@example.org", Role::Responder).await;
    let fix = serde_json::json!({"title": "Ask before posting", "owner": "owner@example.org",
        "verifier": "verifier@example.org", "measure": {"what": "unapproved posts"}});
    owner.post("/api/v1/remediations", fix).await.expect(201);
    let early = verifier.get("/remediations/REM-1/verify").await.expect(200).text;
    assert!(early.contains("once it has taken effect") && !early.contains("name=\"result\""));
    for step in [
        serde_json::json!({"to": "accepted"}),
        serde_json::json!({"to": "in_progress"}),
        serde_json::json!({"to": "implemented", "effective_at": "2026-11-20T09:00:00Z"}),
    ] {
        owner.post("/api/v1/remediations/REM-1/status", step).await.expect(200);
    }
    let page = owner.get("/remediations/REM-1/verify").await.expect(200).text;
    assert!(page.contains("You own it") && !page.contains("name=\"result\""), "{page}");
    let link = "href=\"/remediations/REM-1/verify\"";
    for place in ["/work", "/remediations/REM-1"] {
        let page = verifier.get(place).await.expect(200).text;
        let at = page.find(link).unwrap_or_else(|| panic!("{place}: {page}"));
        assert!(page[at.saturating_sub(80)..at + 120].contains("data-in-place"), "{place}");
    }
    let page = verifier.get("/remediations/REM-1/verify").await.expect(200).text;
    for shown in ["unapproved posts", "value=\"2026-11-22\"", "name=\"watch_days\"", "version"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let part = verifier.clone().with("part", "1");
    let form = |looked: &'static str| {
        [
            ("to", "verified"),
            ("result", "0 in 2 days"),
            ("evidence", "https://example.org/query"),
            ("verified_at", looked),
            ("watch_days", "30"),
        ]
    };
    let again = part.form("/remediations/REM-1/verify", &form("2026-11-19")).await.expect(422).text;
    assert!(again.contains("0 in 2 days") && again.contains("In effect since"), "{again}");
    assert!(again.contains("does not verify it") && !again.contains("<html"), "{again}");
    part.form("/remediations/REM-1/verify", &form("2026-11-21")).await.expect(202);
    let it = verifier.get("/api/v1/remediations/REM-1").await.expect(200).json();
    assert_eq!(it["status"], "verified");
    assert_eq!(it["measure"]["watch_days"], 30);
    assert!(it["verified_at"].as_str().unwrap().starts_with("2026-11-21"), "{it}");
    let twice = verifier.get("/remediations/REM-1/verify").await.expect(200).text;
    assert!(twice.contains("verified already"));
    app.as_role(Role::Viewer).await.get("/remediations/REM-1/verify").await.expect(403);
}
