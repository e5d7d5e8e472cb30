//! What a provider's message says: that a request was merged or an issue done, and when.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::Provider;

/// Work that somebody else says is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Its address.
    pub url: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was merged, rather than closed as done.
    pub merged: bool,
}

/// What Jira calls work that was not done.
const NOT_DONE: &[&str] =
    &["won't do", "won't fix", "wontfix", "duplicate", "cannot reproduce", "declined"];

/// The done work that a message tells of; none for everything else. `event` is GitHub's header.
pub fn closed(provider: Provider, event: &str, body: &Value) -> Option<Closed> {
    match provider {
        Provider::GitHub => github(event, body),
        Provider::GitLab => gitlab(body),
        Provider::Jira => jira(body),
        Provider::Linear => linear(body),
    }
}

/// When the message was sent, or what it tells happened.
pub fn told_at(provider: Provider, event: &str, body: &Value) -> Option<DateTime<Utc>> {
    let stamp = match provider {
        Provider::Jira => body.get("timestamp"),
        Provider::Linear => body.get("webhookTimestamp"),
        Provider::GitHub | Provider::GitLab => None,
    };
    match stamp.and_then(Value::as_i64) {
        Some(ms) => DateTime::from_timestamp_millis(ms),
        None => closed(provider, event, body).map(|closed| closed.at),
    }
}

fn text<'a>(body: &'a Value, path: &str) -> Option<&'a str> {
    body.pointer(path)?.as_str()
}

/// RFC 3339, or GitLab's `2026-11-22 10:00:00 UTC`.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let plain = text.trim_end_matches(" UTC");
    let parsed = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).ok();
    parsed.or_else(|| {
        NaiveDateTime::parse_from_str(plain, "%Y-%m-%d %H:%M:%S").ok().map(|at| at.and_utc())
    })
}

fn github(event: &str, body: &Value) -> Option<Closed> {
    if text(body, "/action") != Some("closed") {
        return None;
    }
    let (path, merged) = match event {
        "pull_request" => ("/pull_request", true),
        "issues" => ("/issue", false),
        _ => return None,
    };
    let it = body.pointer(path)?;
    let done = if merged {
        it.get("merged").and_then(Value::as_bool) == Some(true)
    } else {
        matches!(text(it, "/state_reason"), None | Some("completed"))
    };
    let at = text(it, if merged { "/merged_at" } else { "/closed_at" }).and_then(instant)?;
    let url = text(it, "/html_url")?.to_owned();
    done.then_some(Closed { url, at, merged })
}

fn gitlab(body: &Value) -> Option<Closed> {
    let it = body.get("object_attributes")?;
    let merged = match (text(body, "/object_kind")?, text(it, "/action")?) {
        ("merge_request", "merge") => true,
        ("issue" | "work_item", "close") => false,
        _ => return None,
    };
    let times = ["/merged_at", "/closed_at", "/updated_at"];
    let at = times.into_iter().find_map(|path| text(it, path).and_then(instant))?;
    Some(Closed { url: text(it, "/url")?.to_owned(), at, merged })
}

fn jira(body: &Value) -> Option<Closed> {
    let issue = body.get("issue")?;
    if text(body, "/webhookEvent") != Some("jira:issue_updated")
        || text(issue, "/fields/status/statusCategory/key") != Some("done")
    {
        return None;
    }
    let resolution = text(issue, "/fields/resolution/name").unwrap_or_default().to_lowercase();
    if NOT_DONE.contains(&resolution.as_str()) {
        return None;
    }
    let (scheme, rest) = text(issue, "/self")?.split_once("://")?;
    let host = rest.split('/').next()?;
    let at = body.get("timestamp").and_then(Value::as_i64)?;
    let url = format!("{scheme}://{host}/browse/{}", text(issue, "/key")?);
    Some(Closed { url, at: DateTime::from_timestamp_millis(at)?, merged: false })
}

fn linear(body: &Value) -> Option<Closed> {
    if text(body, "/type") != Some("Issue") || text(body, "/data/state/type") != Some("completed") {
        return None;
    }
    let url = text(body, "/url").or(text(body, "/data/url"))?.to_owned();
    let done = text(body, "/data/completedAt").and_then(instant);
    let sent = body.get("webhookTimestamp").and_then(Value::as_i64);
    let at = done.or(sent.and_then(DateTime::from_timestamp_millis))?;
    Some(Closed { url, at, merged: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn merged_and_done_is_told_by_each_provider() {
        let pull = json!({"action": "closed", "pull_request": {"merged": true,
            "html_url": "https://github.com/o/r/pull/1", "merged_at": "2026-11-22T10:00:00Z"}});
        let merge = json!({"object_kind": "merge_request", "object_attributes": {
            "action": "merge", "url": "https://gitlab.com/o/r/-/merge_requests/2",
            "updated_at": "2026-11-22 10:00:00 UTC"}});
        let done = json!({"webhookEvent": "jira:issue_updated", "timestamp": 1_795_341_600_000_i64,
            "issue": {"key": "OPS-3", "self": "https://org.atlassian.net/rest/api/2/issue/9",
                "fields": {"status": {"statusCategory": {"key": "done"}}}}});
        let issue = json!({"type": "Issue", "action": "update", "webhookTimestamp": 1_795_341_600_000_i64,
            "url": "https://linear.app/t/issue/ENG-4/x", "data": {"state": {"type": "completed"}}});
        for (provider, event, body, url) in [
            (Provider::GitHub, "pull_request", pull, "https://github.com/o/r/pull/1"),
            (Provider::GitLab, "", merge, "https://gitlab.com/o/r/-/merge_requests/2"),
            (Provider::Jira, "", done, "https://org.atlassian.net/browse/OPS-3"),
            (Provider::Linear, "", issue, "https://linear.app/t/issue/ENG-4/x"),
        ] {
            let closed = closed(provider, event, &body).unwrap();
            assert_eq!(
                (closed.url.as_str(), closed.at.to_rfc3339().as_str()),
                (url, "2026-11-22T10:00:00+00:00")
            );
            assert_eq!(told_at(provider, event, &body), Some(closed.at));
        }
    }

    #[test]
    fn closed_without_being_done_is_not_told() {
        let dropped = json!({"action": "closed", "pull_request": {"merged": false,
            "html_url": "https://github.com/o/r/pull/1", "closed_at": "2026-11-22T10:00:00Z"}});
        assert_eq!(closed(Provider::GitHub, "pull_request", &dropped), None);
        let planned = json!({"action": "closed", "issue": {"state_reason": "not_planned",
            "html_url": "https://github.com/o/r/issues/1", "closed_at": "2026-11-22T10:00:00Z"}});
        assert_eq!(closed(Provider::GitHub, "issues", &planned), None);
        let opened = json!({"object_kind": "issue", "object_attributes": {"action": "open"}});
        assert_eq!(closed(Provider::GitLab, "", &opened), None);
        assert_eq!(closed(Provider::Linear, "", &json!({"zen": 1})), None);
    }
}
