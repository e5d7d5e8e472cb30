//! Notices: what somebody is told because it concerns them, in words, and what they want to hear.

mod wishes;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Vocabulary;
use super::account::Person;
use super::incident::Status;
use super::remediation::RemediationStatus;

pub use wishes::{MailWhen, NoticeWishes, RawNoticeWishes, next_daily};

vocab! {
    /// What a notice tells.
    pub enum NoticeKind ("kind of notice") {
        Assigned = "assigned", "Given to you";
        ToVerify = "to_verify", "To be verified by you";
        Moved = "moved", "Moved on";
        Commented = "commented", "Commented on";
        CheckDue = "check_due", "The day to look has come";
        Disproved = "disproved", "Happened again after the fix";
        RiskExpired = "risk_expired", "An accepted risk has run out";
        DueSoon = "due_soon", "Due soon";
        Overdue = "overdue", "Overdue";
        Escalated = "escalated", "Overdue for long";
        OwnerLeft = "owner_left", "The owner has left";
        IncidentStatus = "incident_status", "An incident moved on";
        IncidentSeverity = "incident_severity", "A severity changed";
        HandedOver = "handed_over", "A part in an incident is yours";
        ReviewAsked = "review_asked", "Your review is asked for";
        WebhookOff = "webhook_off", "A webhook is switched off";
    }
}

vocab! {
    /// What somebody can follow.
    pub enum Followed ("followed thing") {
        Incident = "incident", "Incident";
        Remediation = "remediation", "Remediation";
    }
}

/// What a notice is about, as its reader may see it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `INC-42` or `REM-7`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Whether it is a remediation.
    pub remediation: bool,
    /// Whether it is, or serves, a restricted incident: its title does not leave the program.
    pub restricted: bool,
}

/// Something that somebody is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// What it tells.
    pub kind: NoticeKind,
    /// What it is about; none for what is about the installation.
    pub subject: Option<Subject>,
    /// Who did it.
    pub by: Option<Person>,
    /// The rest: `from` and `to`, `days`, `name`, `part`.
    pub detail: Value,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl Notice {
    /// What happened, in one sentence without the subject's title.
    pub fn sentence(&self) -> String {
        let said = |key: &str| self.detail.get(key).and_then(Value::as_str).unwrap_or_default();
        let days = self.detail.get("days").and_then(Value::as_i64).unwrap_or_default();
        let by = match &self.by {
            Some(person) => format!(" by {}", person.name),
            None => said("via").to_owned(),
        };
        match self.kind {
            NoticeKind::Assigned => format!("Given to you{by}."),
            NoticeKind::ToVerify => format!("You are named as its verifier{by}."),
            NoticeKind::Moved => {
                format!("Now {}{by}.", label::<RemediationStatus>(said("to")))
            }
            NoticeKind::Commented => format!("Commented on{by}."),
            NoticeKind::CheckDue => "The day to look has come: verify it.".into(),
            NoticeKind::Disproved => {
                "It happened again after this was verified: it did not hold.".into()
            }
            NoticeKind::RiskExpired => {
                "The time for which the risk was accepted is over: decide again.".into()
            }
            NoticeKind::DueSoon if days == 0 => "Due today.".into(),
            NoticeKind::DueSoon => format!("Due on {}.", said("due")),
            NoticeKind::Overdue => format!("Overdue since {}.", said("due")),
            NoticeKind::Escalated => {
                format!(
                    "Overdue since {}, and nothing has moved. Its owner has been told.",
                    said("due")
                )
            }
            NoticeKind::OwnerLeft => {
                format!("{} has left and still owns it: hand it over.", said("name"))
            }
            NoticeKind::IncidentStatus => format!("Now {}{by}.", label::<Status>(said("to"))),
            NoticeKind::IncidentSeverity => match said("to") {
                "" => format!("Its severity was taken away{by}."),
                to => format!("Now {to}{by}."),
            },
            NoticeKind::HandedOver => format!("You are its {} now{by}.", said("part")),
            NoticeKind::ReviewAsked => format!("Your review of its postmortem is asked for{by}."),
            NoticeKind::WebhookOff => {
                format!("The webhook to {} failed for days and is switched off.", said("name"))
            }
        }
    }
}

fn label<V: Vocabulary>(word: &str) -> String {
    V::from_word(word).map_or_else(|| word.to_owned(), |word| word.label().to_lowercase())
}

/// Whom a happening may concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// Who does it.
    pub owner: Option<Uuid>,
    /// Who verifies it.
    pub verifier: Option<Uuid>,
    /// Who accepted its risk.
    pub approver: Option<Uuid>,
    /// Who follows it.
    pub followers: Vec<Uuid>,
    /// Who has a part in the incident, or commands those that it serves.
    pub parts: Vec<Uuid>,
    /// Whom the happening itself names.
    pub named: Option<Uuid>,
}

impl Concerned {
    /// Who is told of it: each once, and never who did it.
    pub fn told(&self, kind: NoticeKind, by: Option<Uuid>) -> Vec<Uuid> {
        let Self { owner, verifier, approver, followers, parts, named } = self;
        let mut told: Vec<Uuid> = match kind {
            NoticeKind::Assigned
            | NoticeKind::ToVerify
            | NoticeKind::HandedOver
            | NoticeKind::ReviewAsked
            | NoticeKind::WebhookOff => named.iter().copied().collect(),
            NoticeKind::CheckDue => verifier.or(*owner).into_iter().collect(),
            NoticeKind::DueSoon | NoticeKind::Overdue => owner.iter().copied().collect(),
            NoticeKind::Escalated | NoticeKind::OwnerLeft => parts.clone(),
            NoticeKind::IncidentStatus | NoticeKind::IncidentSeverity => {
                parts.iter().chain(followers).copied().collect()
            }
            NoticeKind::RiskExpired => {
                owner.iter().chain(approver).chain(followers).copied().collect()
            }
            NoticeKind::Moved | NoticeKind::Commented | NoticeKind::Disproved => {
                owner.iter().chain(verifier).chain(approver).chain(followers).copied().collect()
            }
        };
        told.sort_unstable();
        told.dedup();
        told.retain(|person| Some(*person) != by);
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn everybody_concerned_is_told_once_but_not_who_did_it() {
        let concerned = Concerned {
            owner: Some(id(1)),
            verifier: Some(id(2)),
            followers: vec![id(1), id(3)],
            ..Concerned::default()
        };
        assert_eq!(concerned.told(NoticeKind::Moved, Some(id(2))), [id(1), id(3)]);
        assert_eq!(concerned.told(NoticeKind::DueSoon, None), [id(1)]);
        assert_eq!(concerned.told(NoticeKind::CheckDue, None), [id(2)]);
        assert_eq!(concerned.told(NoticeKind::OwnerLeft, None), Vec::<Uuid>::new());
    }

    #[test]
    fn a_notice_says_what_happened_and_who_did_it() {
        let mut notice = Notice {
            id: id(1),
            kind: NoticeKind::Moved,
            subject: None,
            by: Some(Person { id: id(2), name: "Ada".into() }),
            detail: serde_json::json!({ "to": "in_progress" }),
            at: DateTime::UNIX_EPOCH,
            read_at: None,
        };
        assert_eq!(notice.sentence(), "Now in progress by Ada.");
        notice.kind = NoticeKind::Overdue;
        notice.detail = serde_json::json!({ "due": "2026-11-20" });
        assert_eq!(notice.sentence(), "Overdue since 2026-11-20.");
    }
}
