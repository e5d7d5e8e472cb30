//! Where the postmortem stands, on the page of its incident.

use app::domain::permission::Role;

use crate::support::TestApp;

const PAGE: &str = "/incidents/INC-1";
const EDIT: &str = "/incidents/INC-1/postmortem/edit";

#[tokio::test]
async fn the_incident_says_where_its_postmortem_stands() {
    let app = TestApp::new().await;
    let who = app.as_role(Role::Commander).await;
    who.form("/incidents/new", &[("title", "Forum")]).await.expect(303);
    let page = who.get(PAGE).await.expect(200).text;
    assert!(page.contains("Nobody has written it yet."));
    assert!(page.contains("/incidents/INC-1/postmortem/edit?from=record"));
    let reader = app.as_role(Role::Viewer).await;
    assert!(!reader.get(PAGE).await.expect(200).text.contains("postmortem/edit"));

    who.form(EDIT, &[("body", "It replied."), ("version", "0")]).await.expect(303);
    let page = who.get(PAGE).await.expect(200).text;
    for shown in ["Version 1", "Draft", "Last saved", "Stops publishing", "things stop publishing"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(page.contains("href=\"/incidents/INC-1/postmortem\""), "{page}");

    let events = "/incidents/INC-1/events";
    let fields = [("kind", "observation"), ("text", "seen"), ("occurred.at", "2026-03-17")];
    who.form(events, &fields).await.expect(303);
    let severity = [("dimension", "realised"), ("to", "SEV2"), ("rationale", "It was public.")];
    who.form("/incidents/INC-1/severity", &severity).await.expect(303);
    let status = "/incidents/INC-1/postmortem/status";
    who.form(status, &[("to", "in_review")]).await.expect(303);
    let page = who.get(PAGE).await.expect(200).text;
    assert!(page.contains("In review") && page.contains("Ready to publish"), "{page}");
    who.form(status, &[("to", "published")]).await.expect(303);
    let page = who.get(PAGE).await.expect(200).text;
    assert!(page.contains("Published ") && !page.contains("Last saved"), "{page}");
    assert!(!page.contains("Look again"), "a published text is not held against the record");
}
