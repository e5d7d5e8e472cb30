//! What is known while the examples are recorded: who writes, and what got which number.

use std::collections::BTreeMap;

use app::domain::account::{AddUser, RawUser};
use app::domain::permission::{Role, Viewer};
use app::domain::reference::IncidentRef;
use chrono::{DateTime, Utc};

use super::data::User;
use crate::store::{Error, Result, Tx, users};

/// Who signs what nobody of the examples signs.
const AUTHOR: &str = "examples@example.org";

/// An incident that has been recorded.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    pub(super) reference: IncidentRef,
    pub(super) number: i32,
    /// When its record was complete.
    pub(super) at: DateTime<Utc>,
}

/// The transaction, the people, and the numbers that keys stand for.
#[derive(Debug)]
pub(super) struct Loader {
    tx: Tx,
    now: DateTime<Utc>,
    people: BTreeMap<String, Viewer>,
    pub(super) incidents: BTreeMap<String, Recorded>,
    pub(super) remediations: BTreeMap<String, i32>,
}

impl Loader {
    /// Makes sure that the people of the examples have accounts, which nobody can sign in to.
    pub(super) async fn new(tx: Tx, now: DateTime<Utc>, listed: &[User]) -> Result<Self> {
        let author = User {
            email: AUTHOR.to_owned(),
            name: "Examples".to_owned(),
            role: Role::Responder.to_string(),
        };
        let mut people = BTreeMap::new();
        for user in listed.iter().chain([&author]) {
            people.insert(user.email.clone(), viewer(&tx, user).await?);
        }
        let (incidents, remediations) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { tx, now, people, incidents, remediations })
    }

    /// Whoever has this address, with every right while the examples are recorded.
    pub(super) fn person(&self, email: &str) -> Result<&Viewer> {
        self.people.get(email).ok_or(Error::NotFound)
    }

    /// Who signs what nobody else does.
    pub(super) fn author(&self) -> Result<&Viewer> {
        self.person(AUTHOR)
    }

    /// The transaction as `viewer` at `at`, which is never later than now.
    pub(super) fn tx_as(&self, viewer: &Viewer, at: DateTime<Utc>) -> Tx {
        self.tx.as_of(Some(viewer.user_id), at.min(self.now))
    }

    /// The moment of loading.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A recorded incident.
    pub(super) fn incident(&self, key: &str) -> Result<&Recorded> {
        self.incidents.get(key).ok_or(Error::NotFound)
    }

    /// `INC-3` for the key of an incident.
    pub(super) fn incident_name(&self, key: &str) -> Result<String> {
        Ok(format!("INC-{}", self.incident(key)?.number))
    }

    /// `REM-3` for the key of a remediation.
    pub(super) fn remediation_name(&self, key: &str) -> Result<String> {
        Ok(format!("REM-{}", self.remediation_number(key)?))
    }

    /// The number of a remediation.
    pub(super) fn remediation_number(&self, key: &str) -> Result<i32> {
        self.remediations.get(key).copied().ok_or(Error::NotFound)
    }

    /// The text with `{inc:key}` and `{rem:key}` as references.
    pub(super) fn with_references(&self, text: &str) -> String {
        let incidents = self.incidents.iter().map(|(key, to)| ("inc", key, "INC", to.number));
        let remediations = self.remediations.iter().map(|(key, to)| ("rem", key, "REM", *to));
        incidents.chain(remediations).fold(text.to_owned(), |text, (kind, key, prefix, number)| {
            text.replace(&format!("{{{kind}:{key}}}"), &format!("{prefix}-{number}"))
        })
    }
}

async fn viewer(tx: &Tx, user: &User) -> Result<Viewer> {
    let found = match users::find_by_email(tx, &user.email).await? {
        Some(found) => found,
        None => users::create(tx, &account(user)?, None).await?,
    };
    Ok(Viewer {
        user_id: found.id,
        name: found.name,
        email: found.email,
        role: Role::Admin,
        scopes: None,
    })
}

/// The account as it would be sent; the password only satisfies its rules and is not stored.
fn account(user: &User) -> Result<AddUser> {
    let raw = RawUser {
        email: user.email.clone(),
        name: user.name.clone(),
        role: user.role.clone(),
        password: "not stored, nobody signs in".to_owned(),
    };
    Ok(AddUser::parse(raw)?)
}
