//! Users and their keys: e-mail addresses, password rules, roles, sessions and API tokens.

mod commands;
mod email;
mod password;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::permission::Role;

pub use commands::{
    AddUser, ChangePassword, CreateToken, EditUser, RawPasswordChange, RawToken, RawUser,
    RawUserEdit,
};
pub use email::{Email, UserRef};
pub use password::{PASSWORD_MAX, PASSWORD_MIN, Password};

vocab! {
    /// What an API token is limited to; it never has more than its user's role.
    pub enum Scope ("scope") {
        Read = "read", "Read everything its user may see";
        Write = "write", "Read, and write as its user may";
        Import = "import", "Send records to the import endpoints";
        Admin = "admin", "Everything its user may do, administration included";
    }
}

impl Scope {
    /// Whether a token with this scope can do what needs `needed`.
    pub fn covers(self, needed: Self) -> bool {
        match self {
            Self::Admin => true,
            Self::Write => matches!(needed, Self::Write | Self::Read),
            Self::Read | Self::Import => self == needed,
        }
    }
}

/// A user as the rest of the program names them: owner, verifier, author.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The user's id.
    pub id: Uuid,
    /// The name that others see.
    pub name: String,
}

/// A user, as administration sees one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The user's id.
    pub id: Uuid,
    /// The address the user signs in with.
    pub email: String,
    /// The name that others see.
    pub name: String,
    /// What the user is trusted with.
    pub role: Role,
    /// Whether the user may sign in; users are switched off, never deleted.
    pub active: bool,
    /// When the user was added.
    pub created_at: DateTime<Utc>,
    /// When the user last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A session of a browser, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The session's id (not its secret).
    pub id: Uuid,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub seen_at: DateTime<Utc>,
    /// What the browser says it is.
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// An API token, as its user sees it; the secret is shown once and only its hash is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The token's id (not its secret).
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// Whose rights it has at most.
    pub user: Person,
    /// What it is limited to.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The last day on which it works; `None` for no end.
    pub expires_on: Option<NaiveDate>,
    /// When it was last used.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Whether the token is accepted on `today`.
    pub fn works(&self, today: NaiveDate) -> bool {
        self.revoked_at.is_none() && self.expires_on.is_none_or(|last| today <= last)
    }
}
