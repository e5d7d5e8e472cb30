//! E-mail addresses, and users as others name them.

use serde::Serialize;
use uuid::Uuid;

/// The longest e-mail address (RFC 5321, the path without its brackets).
const EMAIL_MAX: usize = 254;

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
}
