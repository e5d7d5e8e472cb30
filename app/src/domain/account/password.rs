//! The rules of a password.

/// The shortest password, in characters.
pub const PASSWORD_MIN: usize = 12;
/// The longest password, in characters: hashing must not become a way to keep the server busy.
pub const PASSWORD_MAX: usize = 256;
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
