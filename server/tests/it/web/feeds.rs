//! Feeds by token: what is in them, who may read them, and that they end.

use app::domain::permission::Role;
use serde_json::json;

use crate::support::{Client, TestApp};

async fn addresses(who: &Client) -> (String, String) {
    let page = who.form("/account/feeds", &[]).await.expect(200).text;
    let token = page.split("/feeds/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    (format!("/feeds/{token}/dates.ics"), format!("/feeds/{token}/news.atom"))
}

#[tokio::test]
async fn days_and_news_are_read_with_the_address_alone_until_it_ends() {
    let app = TestApp::new().await;
    let ada = app.browser("ada@example.org", Role::Responder).await;
    let body =
        json!({"title": "Gate; with, signs", "owner": "ada@example.org", "due": "2026-12-04"});
    ada.post("/api/v1/remediations", body).await.expect(201);
    let (dates, news) = addresses(&ada).await;
    let anybody = app.anonymous();
    let calendar = anybody.get(&dates).await.expect(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    for line in
        ["BEGIN:VCALENDAR\r\n", "DTSTART;VALUE=DATE:20261204\r\n", "REM-1 due: Gate\\; with"]
    {
        assert!(calendar.text.contains(line), "{line}: {}", calendar.text);
    }
    let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
    let before = uid(&calendar.text);
    ada.patch("/api/v1/remediations/REM-1", json!({"due": "2026-12-11"})).await.expect(200);
    let after = anybody.get(&dates).await.expect(200).text;
    assert_eq!(uid(&after), before, "a day that moves stays the same entry");
    assert!(
        after.contains("20261211") && !after.contains("20261204") && after.contains("SEQUENCE:2")
    );
    let atom = anybody.get(&news).await.expect(200);
    assert!(
        atom.text.contains("<title>REM-1 Gate; with, signs: proposed</title>"),
        "{}",
        atom.text
    );
    let (new_dates, _) = addresses(&ada).await;
    anybody.get(&dates).await.expect(404);
    anybody.get(&new_dates).await.expect(200);
    anybody.get(&new_dates.replace("dates.ics", "other")).await.expect(404);
    let page = ada.get("/account").await.expect(200);
    assert!(!page.text.contains("/feeds/") || !page.text.contains("dates.ics"), "shown once");
    ada.form("/account/feeds/end", &[]).await.expect(303);
    anybody.get(&new_dates).await.expect(404);
    anybody.get("/feeds/guessed/news.atom").await.expect(404);
}

#[tokio::test]
async fn a_feed_shows_no_more_than_its_person_may_see_and_opens_nothing_else() {
    let app = TestApp::new().await;
    let chief = app.browser("chief@example.org", Role::Commander).await;
    let eve = app.browser("eve@example.org", Role::Responder).await;
    let secret = json!({"title": "Quiet leak", "visibility": "restricted"});
    chief.post("/api/v1/incidents", secret).await.expect(201);
    let fix = json!({"title": "Hush fix", "incidents": ["INC-1"], "owner": "chief@example.org",
        "due": "2026-12-01"});
    chief.post("/api/v1/remediations", fix).await.expect(201);
    let to = json!({"to": "contained"});
    chief.post("/api/v1/incidents/INC-1/status", to).await.expect(200);
    let (_, eves) = addresses(&eve).await;
    let text = app.anonymous().get(&eves).await.expect(200).text;
    assert!(!text.contains("INC-1") && !text.contains("REM-1"), "{text}");
    let (days, news) = addresses(&chief).await;
    let text = app.anonymous().get(&news).await.expect(200).text;
    assert!(text.contains("<title>INC-1: contained</title>") && !text.contains("Quiet"), "{text}");
    let days = app.anonymous().get(&days).await.expect(200).text;
    assert!(days.contains("SUMMARY:REM-1 due\r\n") && !days.contains("Hush"), "{days}");
    let token = news.split('/').nth(2).unwrap().to_owned();
    let bearer = app.anonymous().with("authorization", format!("Bearer {token}"));
    bearer.get("/api/v1/incidents").await.expect(401);
}
