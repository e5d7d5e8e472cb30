//! What is said about a remediation, what is left to tick off, and where its code and tickets are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::tracker::recognise;
use crate::domain::{Invalid, account::Person, form::Checker};

vocab! {
    /// What a note is.
    pub enum NoteKind ("note") {
        Comment = "comment", "Comment";
        Task = "task", "Task";
        Link = "link", "Link";
    }
}

/// A comment, a task of the checklist, or a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The note's id.
    pub id: Uuid,
    /// What it is.
    pub kind: NoteKind,
    /// The words.
    pub text: String,
    /// Where a link leads.
    pub url: Option<String>,
    /// Who wrote it.
    pub by: Option<Person>,
    /// When.
    pub at: DateTime<Utc>,
    /// When a task was ticked off.
    pub done_at: Option<DateTime<Utc>>,
    /// Who ticked it off.
    pub done_by: Option<Person>,
}

/// A note as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawNote {
    /// A [`NoteKind`].
    pub kind: String,
    /// The words; a link may go without.
    pub text: String,
    /// Where a link leads.
    pub url: String,
}

/// Adds a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddNote {
    /// What it is.
    pub kind: NoteKind,
    /// The words.
    pub text: String,
    /// Where it leads; always there for a link.
    pub url: Option<String>,
}

impl AddNote {
    /// Understands a note, or says what is wrong with each field.
    pub fn parse(raw: &RawNote) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let kind: NoteKind = check.word("kind", &raw.kind);
        let mut note = Self { kind, text: String::new(), url: None };
        match kind {
            NoteKind::Comment => note.text = check.required_text("text", &raw.text),
            NoteKind::Task => note.text = check.line("text", &raw.text),
            NoteKind::Link => {
                note.url = check.optional_url("url", &raw.url);
                if raw.url.trim().is_empty() {
                    check.error("url", "Enter a link that begins with https:// or http://.");
                }
                let named = || note.url.as_deref().and_then(recognise).map(|(_, name)| name);
                let text = check.optional_line("text", &raw.text).or_else(named);
                note.text = text.or_else(|| note.url.clone()).unwrap_or_default();
            }
        }
        check.finish(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(kind: &str, text: &str, url: &str) -> Result<AddNote, Invalid> {
        AddNote::parse(&RawNote { kind: kind.into(), text: text.into(), url: url.into() })
    }

    #[test]
    fn a_link_is_called_what_its_address_tells() {
        let link = parse("link", "", "https://github.com/org/repo/pull/12").unwrap();
        assert_eq!(link.text, "org/repo#12");
        let plain = parse("link", "", "https://example.org/x").unwrap();
        assert_eq!(plain.text, "https://example.org/x");
        assert_eq!(parse("link", "The fix", "https://example.org/x").unwrap().text, "The fix");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(parse("link", "x", "").unwrap_err().of("url").count(), 1);
        assert_eq!(parse("link", "x", "javascript:alert(1)").unwrap_err().of("url").count(), 1);
        assert_eq!(parse("task", " ", "").unwrap_err().of("text").count(), 1);
        assert_eq!(parse("comment", "", "").unwrap_err().of("text").count(), 1);
        assert_eq!(parse("poem", "x", "").unwrap_err().of("kind").count(), 1);
    }
}
