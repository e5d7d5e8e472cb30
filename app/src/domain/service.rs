//! Services: what an incident touched, with somebody who answers for it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Invalid,
    account::{Person, UserRef},
    agent::parse_key,
    form::Checker,
};

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The service's id.
    pub id: Uuid,
    /// Its short name in addresses, e.g. `internal-forum`.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Who answers for it.
    pub owner: Option<Person>,
    /// Whether it is no longer offered; incidents that name it keep it.
    pub retired: bool,
    /// When it was first named.
    pub created_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A service as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawService {
    /// Its short name; made from the name when blank.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Who answers for it: an e-mail address or an id.
    pub owner: String,
    /// Whether it is no longer offered.
    pub retired: String,
}

/// Describes a service, or rewrites it when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribeService {
    /// Its short name; `None` to make it from the name.
    pub key: Option<String>,
    /// Its name for people.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Who answers for it.
    pub owner: Option<UserRef>,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl DescribeService {
    /// Understands a service, or says what is wrong with each field.
    pub fn parse(raw: RawService) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            key: check.optional("key", &raw.key, parse_key),
            name: check.line("name", &raw.name),
            description: check.text("description", &raw.description),
            owner: check.optional("owner", &raw.owner, UserRef::parse),
            retired: check.flag("retired", &raw.retired),
        };
        check.finish(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_enough_and_a_key_must_be_one() {
        let raw = RawService { name: "Internal forum".into(), ..RawService::default() };
        assert_eq!(DescribeService::parse(raw.clone()).unwrap().key, None);
        let raw = RawService { key: "no spaces".into(), ..raw };
        assert_eq!(DescribeService::parse(raw).unwrap_err().of("key").count(), 1);
    }
}
