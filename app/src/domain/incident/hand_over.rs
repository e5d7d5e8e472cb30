//! Handing a part of the response over.

use super::PersonRole;
use crate::domain::form::{Checker, Invalid};

/// A hand-over as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawHandOver {
    /// A word of [`PersonRole`].
    pub role: String,
    /// What they do, with [`PersonRole::Other`].
    pub title: String,
    /// The name or the address of who has the part from now on; blank ends it.
    pub name: String,
}

/// The command to hand a part over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Which part.
    pub role: PersonRole,
    /// What they do; blank except with [`PersonRole::Other`].
    pub title: String,
    /// Who has it from now on; `None` is nobody.
    pub to: Option<String>,
}

impl HandOver {
    /// Reads a hand-over.
    pub fn parse(raw: &RawHandOver) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let role = check.word("role", &raw.role);
        let title = check.optional_line("title", &raw.title).unwrap_or_default();
        let to = check.optional_line("name", &raw.name);
        match (role, title.is_empty()) {
            (PersonRole::Other, true) => check.error("title", "Say what they do, e.g. Legal."),
            (PersonRole::Other, false) | (_, true) => {}
            (_, false) => check.error("title", "Only the part “Other” has words of its own."),
        }
        check.finish(Self { role, title, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_parts_say_what_they_are_and_named_ones_do_not() {
        let raw = |role: &str, title: &str| RawHandOver {
            role: role.into(),
            title: title.into(),
            name: "Ada".into(),
        };
        assert!(HandOver::parse(&raw("commander", "")).is_ok());
        assert!(HandOver::parse(&raw("other", "Legal")).is_ok());
        assert_eq!(HandOver::parse(&raw("other", "")).unwrap_err().of("title").count(), 1);
        assert_eq!(HandOver::parse(&raw("scribe", "Legal")).unwrap_err().of("title").count(), 1);
        assert_eq!(HandOver::parse(&raw("king", "")).unwrap_err().of("role").count(), 1);
    }
}
