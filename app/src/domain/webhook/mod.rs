//! Webhooks: whom outside the program tells of what, and what it is told by others.

mod closed;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, form::Checker};

pub use closed::{Closed, closed, told_at};

vocab! {
    /// What a webhook can be told of.
    pub enum WebhookTopic ("kind of news") {
        IncidentDeclared = "incident.declared", "An incident is declared";
        IncidentChanged = "incident.changed", "An incident's record changes";
        IncidentStatus = "incident.status_changed", "An incident's status changes";
        IncidentSeverity = "incident.severity_changed", "An incident's severity changes";
        EventAdded = "event.added", "Events are added";
        EventChanged = "event.changed", "An event changes";
        RemediationChanged = "remediation.changed", "A remediation's record changes";
        RemediationMoved = "remediation.moved", "A remediation moves on";
        RemediationAssigned = "remediation.assigned", "A remediation is given to somebody";
        RemediationCheckDue = "remediation.check_due", "The day to look has come";
        RemediationDisproved = "remediation.disproved", "It happened again after the fix";
        RemediationRiskExpired = "remediation.risk_expired", "An accepted risk has run out";
        RemediationDueSoon = "remediation.due_soon", "A remediation is due soon";
        RemediationOverdue = "remediation.overdue", "A remediation is overdue";
        RemediationEscalated = "remediation.escalated", "A remediation is overdue for long";
        PostmortemStatus = "postmortem.status", "A postmortem moves on";
    }
}

vocab! {
    /// Who can tell that work is done.
    pub enum Provider ("provider") {
        GitHub = "github", "GitHub";
        GitLab = "gitlab", "GitLab";
        Jira = "jira", "Jira";
        Linear = "linear", "Linear";
    }
}

/// What a test is called.
pub const TEST_TOPIC: &str = "webhook.test";

/// Somewhere that is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Its id.
    pub id: Uuid,
    /// Where the news goes.
    pub url: String,
    /// What it is told of.
    pub topics: Vec<WebhookTopic>,
    /// Whether it is told at present.
    pub active: bool,
    /// Why it is not.
    pub off_because: Option<String>,
    /// Since when every try has failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// One piece of news for one webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its id, sent as `webhook-id`, the same at every try.
    pub id: Uuid,
    /// What it tells.
    pub topic: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// The status of the last answer.
    pub answered: Option<i32>,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it was delivered.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub gave_up_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    pub due_at: DateTime<Utc>,
}

/// A new webhook as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawWebhook {
    /// Where the news goes.
    pub url: String,
    /// [`WebhookTopic`]s.
    pub topics: Vec<String>,
}

/// Adds a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddWebhook {
    /// Where the news goes.
    pub url: String,
    /// What it is told of; never empty.
    pub topics: Vec<WebhookTopic>,
}

impl AddWebhook {
    /// Understands a webhook; without TLS only where addresses inside are allowed.
    pub fn parse(raw: &RawWebhook, inside: bool) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let url = check.optional_url("url", &raw.url);
        let given = !raw.url.trim().is_empty();
        match &url {
            None if !given => check.error("url", "Enter where the news goes, with https://."),
            Some(url) if !inside && !url.starts_with("https://") => {
                check.error("url", "Begin with https://.");
            }
            Some(url) if url.split('/').nth(2).is_some_and(|host| host.contains('@')) => {
                check.error(
                    "url",
                    "Leave out name and password: the signature proves who sends it.",
                );
            }
            _ => {}
        }
        let words = check.list("topics", &raw.topics);
        let mut topics: Vec<WebhookTopic> =
            words.iter().filter_map(|word| check.optional_word("topics", word)).collect();
        topics.sort_unstable();
        topics.dedup();
        if words.is_empty() {
            check.error("topics", "Choose one or more.");
        }
        check.finish(Self { url: url.unwrap_or_default(), topics })
    }
}

/// Somebody who may tell us that work is done; the secret is not read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// Its id, part of its address.
    pub id: Uuid,
    /// Who tells.
    pub provider: Provider,
    /// What it is called here.
    pub name: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last told something that was believed.
    pub used_at: Option<DateTime<Utc>>,
}

/// A new hook as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawHook {
    /// A [`Provider`].
    pub provider: String,
    /// What it is called here.
    pub name: String,
    /// The secret that the provider has given; one is made when blank.
    pub secret: String,
}

/// Adds a hook.
#[derive(Clone, PartialEq, Eq)]
pub struct AddHook {
    /// Who tells.
    pub provider: Provider,
    /// What it is called here.
    pub name: String,
    /// The provider's own secret.
    pub secret: Option<String>,
}

impl AddHook {
    /// Understands a hook, or says what is wrong with each field.
    pub fn parse(raw: &RawHook) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let provider = check.word("provider", &raw.provider);
        let name = check.line("name", &raw.name);
        let secret = Some(raw.secret.trim().to_owned()).filter(|secret| !secret.is_empty());
        if secret.as_ref().is_some_and(|secret| secret.len() < 16) {
            check.error("secret", "16 characters or more; leave it blank and one is made.");
        }
        check.finish(Self { provider, name, secret })
    }
}

/// How long to wait after this many tries; none when it is given up.
pub fn pause(attempt: i32) -> Option<TimeDelta> {
    Some(match attempt {
        ..=1 => TimeDelta::seconds(5),
        2 => TimeDelta::minutes(5),
        3 => TimeDelta::minutes(30),
        4 => TimeDelta::hours(2),
        5 => TimeDelta::hours(5),
        6 => TimeDelta::hours(10),
        7 => TimeDelta::hours(14),
        8 => TimeDelta::hours(20),
        9 => TimeDelta::hours(24),
        _ => return None,
    })
}

/// After how long without one success a webhook is switched off.
pub const SWITCHED_OFF_AFTER: TimeDelta = TimeDelta::days(5);

#[cfg(test)]
mod tests {
    use super::*;

    fn add(url: &str, inside: bool) -> Result<AddWebhook, Invalid> {
        let raw = RawWebhook { url: url.into(), topics: vec!["incident.declared".into()] };
        AddWebhook::parse(&raw, inside)
    }

    #[test]
    fn a_webhook_needs_tls_unless_the_inside_is_allowed() {
        assert!(add("https://example.org/hook", false).is_ok());
        assert_eq!(add("http://example.org/hook", false).unwrap_err().of("url").count(), 1);
        assert!(add("http://127.0.0.1:9/hook", true).is_ok());
        assert_eq!(add("", false).unwrap_err().of("url").count(), 1);
        assert_eq!(add("https://a:b@example.org/", false).unwrap_err().of("url").count(), 1);
        let none = RawWebhook { url: "https://example.org".into(), topics: Vec::new() };
        assert_eq!(AddWebhook::parse(&none, false).unwrap_err().of("topics").count(), 1);
    }

    #[test]
    fn tries_grow_rarer_and_end_after_three_days() {
        let all: TimeDelta = (1..20).map_while(pause).sum();
        assert!(all > TimeDelta::days(3) && all < TimeDelta::days(4), "{all}");
        assert!((1..9).all(|n| pause(n) < pause(n + 1)));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_made_later() {
        let raw = |secret: &str| RawHook {
            provider: "github".into(),
            name: "org".into(),
            secret: secret.into(),
        };
        assert_eq!(AddHook::parse(&raw("")).unwrap().secret, None);
        assert!(AddHook::parse(&raw("short")).is_err());
    }
}
