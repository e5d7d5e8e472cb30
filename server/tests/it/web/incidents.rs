//! Incidents in the browser.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_title_declares_and_lands_on_the_incident() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    let form = browser.get("/incidents/new").await.expect(200).text;
    assert!(form.contains("What is happening?") && form.contains("SEV?"), "{form}");
    let fields = [("title", "Agent posted wrong advice"), ("severity", ""), ("started.at", "")];
    let reply = browser.form("/incidents/new", &fields).await.expect(303);
    assert_eq!(reply.header("location"), "/incidents/INC-1");
    let page = browser.get("/incidents/INC-1").await.expect(200).text;
    assert!(page.contains("Agent posted wrong advice") && page.contains("INC-1"));
    let list = browser.get("/incidents").await.expect(200).text;
    assert!(list.contains("Agent posted wrong advice"));
    assert_eq!(browser.get("/").await.expect(303).header("location"), "/incidents");
}

#[tokio::test]
async fn a_declaration_that_is_wrong_keeps_every_word() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    browser.form("/incidents/new", &[("title", "Earlier forum outage")]).await.expect(303);
    let fields = [
        ("title", "Forum outage"),
        ("severity", "SEV2"),
        ("started.at", "25:40"),
        ("started.zone", "Europe/Berlin"),
        ("services", "forum, mail"),
        ("tags", "one, two"),
        ("summary", "What <b>we</b> know"),
        ("visibility", "restricted"),
    ];
    let page = browser.form("/incidents/new", &fields).await.expect(422).text;
    for kept in ["Forum outage", "25:40", "Europe/Berlin", "forum, mail", "one, two", "restricted"]
    {
        assert!(page.contains(kept), "{kept} is kept: {page}");
    }
    assert!(page.contains("What &lt;b>we&lt;/b> know"), "{page}");
    assert!(page.contains("The incident is not declared yet"));
    assert!(page.contains("Earlier forum outage"), "what may be the same is shown");
    assert!(browser.get("/incidents/INC-2").await.status == 404);
}

#[tokio::test]
async fn a_viewer_has_no_form_to_declare() {
    let app = TestApp::new().await;
    let viewer = app.as_role(Role::Viewer).await;
    viewer.get("/incidents").await.expect(200);
    viewer.get("/incidents/new").await.expect(403);
    viewer.form("/incidents/new", &[("title", "x")]).await.expect(403);
    assert!(
        app.anonymous().get("/incidents").await.expect(303).header("location").contains("sign-in")
    );
}

#[tokio::test]
async fn the_second_of_two_editors_is_shown_both_versions_and_may_save_then() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    browser.form("/incidents/new", &[("title", "First words")]).await.expect(303);
    let page = browser.get("/incidents/INC-1/edit").await.expect(200).text;
    assert!(page.contains("name=\"version\" value=\"1\""), "{page}");
    let edit = "/incidents/INC-1/edit";
    let mine = |version, title| {
        [("version", version), ("title", title), ("visibility", "open"), ("started.at", "2026-03")]
    };
    browser.form(edit, &mine("1", "Their words")).await.expect(303);
    let page = browser.form(edit, &mine("1", "My words")).await.expect(422).text;
    assert!(page.contains("Somebody else saved while you were writing"));
    assert!(page.contains("My words") && page.contains("Their words"));
    assert!(page.contains("name=\"version\" value=\"2\""), "{page}");
    browser.form(edit, &mine("2", "My words")).await.expect(303);
    let page = browser.get("/incidents/INC-1").await.text;
    assert!(page.contains("My words"));
    let page = browser.form(edit, &mine("3", "")).await.expect(422).text;
    assert!(page.contains("value=\"2026-03\""), "{page}");
}

#[tokio::test]
async fn status_and_severity_are_changed_with_their_reasons() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Commander).await;
    browser.form("/incidents/new", &[("title", "Bad day")]).await.expect(303);
    let status = "/incidents/INC-1/status";
    let version = ("version", "1");
    browser.form(status, &[version, ("to", "contained"), ("reason", "")]).await.expect(303);
    let page = browser.form(status, &[version, ("to", "resolved")]).await.expect(422).text;
    assert!(page.contains("Somebody else changed this meanwhile"), "{page}");
    let back = [("version", "2"), ("to", "open"), ("reason", "nope")];
    let page = browser.form(status, &back).await.expect(422).text;
    assert!(page.contains("The status is not changed yet") && page.contains("nope"), "{page}");
    let severity = "/incidents/INC-1/severity";
    let wrong = [("version", "2"), ("dimension", "realised"), ("to", "SEV1"), ("rationale", "bad")];
    let page = browser.form(severity, &wrong).await.expect(422).text;
    assert!(page.contains("The severity is not changed yet"), "{page}");
    let right = [("version", "2"), ("to", "SEV1"), ("rationale", "customer data was open")];
    browser.form(severity, &right).await.expect(303);
    let page = browser.get("/incidents/INC-1").await.text;
    assert!(page.contains("SEV1") && page.contains("customer data was open"), "{page}");
    let history = browser.get("/incidents/INC-1/history").await.expect(200).text;
    assert!(history.contains("Change severity") && history.contains("Declare"), "{history}");
    let responder = app.as_role(Role::Responder).await;
    responder.form(status, &[("to", "resolved")]).await.expect(403);
}

#[tokio::test]
async fn parts_and_the_ledger_are_written_on_the_page() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Responder).await;
    browser.form("/incidents/new", &[("title", "Leak")]).await.expect(303);
    let people = "/incidents/INC-1/people";
    browser.form(people, &[("role", "commander"), ("name", "Engineer B")]).await.expect(303);
    let page = browser.form(people, &[("role", "other"), ("name", "Counsel")]).await.expect(422);
    assert!(page.text.contains("Say what they do") && page.text.contains("Counsel"));
    let exposures = "/incidents/INC-1/exposures";
    let page = browser.form(exposures, &[("notes", "kept words")]).await.expect(422).text;
    assert!(page.contains("kept words"), "{page}");
    let row = [("data_class", "Mail addresses"), ("window_start.at", "2026-03-17 10:00")];
    browser.form(exposures, &row).await.expect(303);
    let page = browser.get("/incidents/INC-1").await.expect(200).text;
    assert!(page.contains("Engineer B") && page.contains("Mail addresses"), "{page}");
    let at = page.find("/incidents/INC-1/exposures/").expect("a link to the row");
    let path: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let edit = browser.get(&path).await.expect(200).text;
    assert!(edit.contains("2026-03-17"), "{edit}");
    let changed = [("version", "1"), ("data_class", "Street addresses")];
    browser.form(&path, &changed).await.expect(303);
    browser.form(&path, &changed).await.expect(422);
    browser.form(&format!("{path}/retract"), &[("reason", "no")]).await.expect(422);
    browser.form(&format!("{path}/retract"), &[("reason", "it was test data")]).await.expect(303);
    assert!(!browser.get("/incidents/INC-1").await.text.contains("Street addresses"));
}

#[tokio::test]
async fn a_restricted_incident_is_on_no_page_and_in_no_count_of_others() {
    let app = TestApp::new().await;
    let inside = app.as_role(Role::Commander).await;
    let outside = app.as_role(Role::Commander).await;
    inside
        .form(
            "/incidents/new",
            &[
                ("title", "Hidden zebra"),
                ("visibility", "restricted"),
                ("services", "zebra-stable"),
            ],
        )
        .await
        .expect(303);
    assert!(inside.get("/incidents").await.expect(200).text.contains("Hidden zebra"));
    for path in
        ["/incidents", "/incidents?q=zebra", "/incidents/new?title=zebra", "/incidents?status=open"]
    {
        let page = outside.get(path).await.expect(200).text;
        assert!(!page.contains("Hidden zebra") && !page.contains("INC-1"), "{path}");
        assert!(!page.contains("zebra-stable"), "{path}");
        assert!(!page.contains("1 open"), "{path}");
    }
    for part in ["", "/edit", "/history"] {
        outside.get(&format!("/incidents/INC-1{part}")).await.expect(404);
    }
    for part in ["edit", "status", "severity", "people", "members", "exposures"] {
        let fields = [
            ("title", "x"),
            ("to", "contained"),
            ("rationale", "long enough to pass"),
            ("role", "scribe"),
            ("user", "ada@example.org"),
            ("data_class", "x"),
        ];
        outside.form(&format!("/incidents/INC-1/{part}"), &fields).await.expect(404);
    }
    app.user("ada@example.org", Role::Viewer).await;
    inside.form("/incidents/INC-1/members", &[("user", "ada@example.org")]).await.expect(303);
    assert!(inside.get("/incidents/INC-1").await.text.contains("ada@example.org"));
    let page = inside.form("/incidents/INC-1/members", &[("user", "nobody")]).await.expect(422);
    assert!(page.text.contains("Nobody is added yet"), "{}", page.text);
}

#[tokio::test]
async fn the_list_is_filtered_by_its_address_and_says_what_it_does_not_understand() {
    let app = TestApp::new().await;
    let browser = app.as_role(Role::Commander).await;
    let empty = browser.get("/incidents").await.expect(200).text;
    assert!(empty.contains("No incident yet"), "{empty}");
    for title in ["Forum outage", "Mail outage"] {
        browser.form("/incidents/new", &[("title", title), ("tags", title)]).await.expect(303);
    }
    let page = browser.get("/incidents?q=forum").await.expect(200).text;
    assert!(page.contains("Forum outage") && !page.contains("Mail outage<"), "{page}");
    let page = browser.get("/incidents?q=nothing&status=open").await.expect(200).text;
    assert!(page.contains("No incident matches"), "{page}");
    let page = browser.get("/incidents?status=done").await.expect(422).text;
    assert!(page.contains("This filter is not understood"), "{page}");
    browser.get("/incidents?after=nonsense").await.expect(422);
}

#[tokio::test]
async fn markdown_of_the_summary_is_harmless_and_links_references() {
    let app = TestApp::new().await;
    let client = app.with_token(Role::Responder, &["write"]).await;
    let summary =
        "see <b>this</b> <script>alert(1)</script>\n\nand E5 and INC-7 [x](javascript:alert(1))";
    let body = json!({"title": "<img src=x onerror=alert(1)>", "summary": summary});
    client.post("/api/v1/incidents", body).await.expect(201);
    let page = app.as_role(Role::Viewer).await.get("/incidents/INC-1").await.expect(200).text;
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    assert!(!page.contains("href=\"javascript:"), "{page}");
    assert!(
        page.contains("/incidents/INC-1?at=E5#E5") && page.contains("/incidents/INC-7"),
        "{page}"
    );
}
