//! Adding and changing users, passwords and tokens: as typed, and as understood.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Email, Password, Scope};
use crate::domain::{Invalid, form::Checker, permission::Role};

/// A new user as typed: in the form, over the API, or on the command line.
#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct RawUser {
    /// The address to sign in with.
    pub email: String,
    /// The name that others see; the part before the `@` when blank.
    pub name: String,
    /// A [`Role`]; `responder` when blank.
    pub role: String,
    /// The first password.
    pub password: String,
}

/// Adds a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddUser {
    /// The address to sign in with.
    pub email: Email,
    /// The name that others see.
    pub name: String,
    /// What the user is trusted with.
    pub role: Role,
    /// The first password.
    pub password: Password,
}

impl AddUser {
    /// Understands a new user, or says what is wrong with each field.
    pub fn parse(raw: RawUser) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let email = check.taken("email", Email::parse(&raw.email));
        let name = check.optional_line("name", &raw.name);
        let role = check.word_or("role", &raw.role, Role::Responder);
        let password = check.taken("password", Password::parse(&raw.password, &raw.email));
        let (Some(email), Some(password)) = (email, password) else {
            return check.failed();
        };
        let name =
            name.unwrap_or_else(|| email.as_str().split('@').next().unwrap_or_default().to_owned());
        check.finish(Self { email, name, role, password })
    }
}

/// A user's change as typed by an administrator.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawUserEdit {
    /// The name that others see.
    pub name: String,
    /// A [`Role`].
    pub role: String,
    /// Whether the user may sign in: `true`, `on` or blank.
    pub active: String,
}

/// Changes a user's name, role and whether they may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditUser {
    /// The name that others see.
    pub name: String,
    /// What the user is trusted with.
    pub role: Role,
    /// Whether the user may sign in.
    pub active: bool,
}

impl EditUser {
    /// Understands the change, or says what is wrong with each field.
    pub fn parse(raw: RawUserEdit) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let name = check.line("name", &raw.name);
        let role = check.word("role", &raw.role);
        let active = check.flag("active", &raw.active);
        check.finish(Self { name, role, active })
    }
}

/// A change of one's own password as typed.
#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPasswordChange {
    /// The password until now, compared by the server.
    pub current: String,
    /// The new password.
    pub new: String,
    /// The new password again; not compared when blank.
    pub again: String,
}

/// Changes one's own password, once the server has found `current` right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangePassword {
    /// The new password.
    pub new: Password,
}

impl ChangePassword {
    /// Understands the change for the user with this address.
    pub fn parse(raw: &RawPasswordChange, email: &str) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        if raw.current.is_empty() {
            check.error("current", "Enter the password you have now.");
        }
        let new = check.taken("new", Password::parse(&raw.new, email));
        if !raw.again.is_empty() && raw.again != raw.new {
            check.error("again", "The two new passwords differ.");
        }
        match new {
            Some(new) => check.finish(Self { new }),
            None => check.failed(),
        }
    }
}

/// A new API token as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawToken {
    /// What it is for.
    pub name: String,
    /// [`Scope`]s; each item may hold several, separated by commas.
    pub scopes: Vec<String>,
    /// The last day on which it works, `YYYY-MM-DD`; blank for no end.
    pub expires_on: String,
}

/// Makes an API token for the user who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateToken {
    /// What it is for.
    pub name: String,
    /// What it is limited to; never empty.
    pub scopes: Vec<Scope>,
    /// The last day on which it works.
    pub expires_on: Option<NaiveDate>,
}

impl CreateToken {
    /// Understands a new token, or says what is wrong with each field.
    pub fn parse(raw: RawToken, today: NaiveDate) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let name = check.line("name", &raw.name);
        let words = check.list("scopes", &raw.scopes);
        let mut scopes: Vec<Scope> =
            words.iter().filter_map(|word| check.optional_word("scopes", word)).collect();
        scopes.sort_unstable();
        scopes.dedup();
        if words.is_empty() {
            check.error("scopes", "Choose what the token may do: read, write, import or admin.");
        }
        let expires_on = check.optional_date("expires_on", &raw.expires_on);
        if expires_on.is_some_and(|day| day < today) {
            check.error("expires_on", "Choose today or a later day.");
        }
        check.finish(Self { name, scopes, expires_on })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_without_a_name_is_called_by_the_start_of_the_address() {
        let raw = RawUser {
            email: "grace@example.org".into(),
            password: "correct horse battery".into(),
            ..RawUser::default()
        };
        let user = AddUser::parse(raw).unwrap();
        assert_eq!((user.name.as_str(), user.role), ("grace", Role::Responder));
    }

    #[test]
    fn everything_wrong_with_a_user_is_said_at_once() {
        let raw = RawUser { role: "king".into(), ..RawUser::default() };
        let invalid = AddUser::parse(raw).unwrap_err();
        let fields: Vec<_> = invalid.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["email", "role", "password"]);
    }

    #[test]
    fn token_scopes_are_read_from_one_line_or_many() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let raw = RawToken {
            name: "feed".into(),
            scopes: vec!["write, read".into(), "read".into()],
            ..RawToken::default()
        };
        assert_eq!(CreateToken::parse(raw, today).unwrap().scopes, [Scope::Read, Scope::Write]);
        let none = RawToken { name: "feed".into(), ..RawToken::default() };
        assert_eq!(CreateToken::parse(none, today).unwrap_err().of("scopes").count(), 1);
    }
}
