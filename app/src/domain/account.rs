//! Users and their keys: e-mail addresses, password rules, roles, sessions and API tokens.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, form::Checker, permission::Role};

/// The shortest password, in characters.
pub const PASSWORD_MIN: usize = 12;
/// The longest password, in characters: hashing must not become a way to keep the server busy.
pub const PASSWORD_MAX: usize = 256;
/// The longest e-mail address (RFC 5321, the path without its brackets).
const EMAIL_MAX: usize = 254;

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

/// An e-mail address in lower case: what a user signs in with and is referred to by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address: trimmed, in lower case, `somebody@somewhere`; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let value = raw.trim().to_lowercase();
        if value.is_empty() {
            return Err("Enter an e-mail address.".into());
        }
        if value.len() > EMAIL_MAX {
            return Err(format!("An e-mail address has at most {EMAIL_MAX} characters."));
        }
        let bad = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"".contains(c);
        let well_formed = value.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.is_empty()
                && !domain.contains('@')
                && domain.split('.').all(|label| !label.is_empty())
        });
        if !well_formed || value.contains(bad) {
            return Err("Enter an e-mail address like name@example.org.".into());
        }
        Ok(Self(value))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A password that keeps the rules; its text is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Checks the rules: [`PASSWORD_MIN`] characters or more, and not containing the address.
    pub fn parse(raw: &str, email: &str) -> Result<Self, String> {
        let length = raw.chars().count();
        if length < PASSWORD_MIN {
            return Err(format!(
                "Use {PASSWORD_MIN} characters or more; a few words with spaces are fine."
            ));
        }
        if length > PASSWORD_MAX {
            return Err(format!("Use {PASSWORD_MAX} characters at most."));
        }
        let email = email.trim().to_lowercase();
        if !email.is_empty() && raw.to_lowercase().contains(&email) {
            return Err("Choose a password that does not contain your e-mail address.".into());
        }
        Ok(Self(raw.to_owned()))
    }

    /// The text, for hashing only.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A user as others name one: by id or by e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserRef {
    /// By id.
    Id(Uuid),
    /// By address.
    Email(Email),
}

impl UserRef {
    /// Reads an id or an address; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let raw = raw.trim();
        match Uuid::try_parse(raw) {
            Ok(id) => Ok(Self::Id(id)),
            Err(_) => Email::parse(raw).map(Self::Email),
        }
    }
}

impl std::fmt::Display for UserRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Email(email) => email.fmt(f),
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
    fn an_address_is_trimmed_and_put_in_lower_case() {
        assert_eq!(Email::parse(" Ada@Example.ORG ").unwrap().as_str(), "ada@example.org");
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for raw in
            ["", "ada", "@example.org", "ada@", "a b@example.org", "a@b@c", "a@x..org", "a@\u{0}"]
        {
            assert!(Email::parse(raw).is_err(), "{raw:?}");
        }
    }

    #[test]
    fn a_password_needs_twelve_characters_and_not_the_address() {
        assert!(Password::parse("elevenchars", "ada@example.org").is_err());
        assert!(Password::parse("twelve chars", "ada@example.org").is_ok());
        assert!(Password::parse("my ADA@example.org!", "ada@example.org").is_err());
        assert!(Password::parse(&"x".repeat(PASSWORD_MAX + 1), "ada@example.org").is_err());
    }

    #[test]
    fn a_password_is_not_shown_when_a_command_is_logged() {
        let password = Password::parse("correct horse battery", "ada@example.org").unwrap();
        assert_eq!(format!("{password:?}"), "Password(…)");
    }

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
