//! What came in and what is wrong with it: [`Invalid`] names fields, [`Refused`] names a rule,
//! and [`Checker`] is how every `parse` in the domain collects its findings.

use super::Vocabulary;

/// The longest single line (titles, names).
pub const LINE_MAX: usize = 200;
/// The longest Markdown text, in characters.
pub const TEXT_MAX: usize = 100_000;

/// One thing wrong with one field of a form or a request body.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    /// The field's name, as in the API and in the form, e.g. `started.precision`.
    pub field: String,
    /// What is wrong and what to do, a sentence for people.
    pub message: String,
}

/// Input that could not be understood, field by field, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid {
    /// The findings; never empty when returned as an error.
    pub errors: Vec<FieldError>,
}

impl Invalid {
    /// A single finding.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut invalid = Self::default();
        invalid.add(field, message);
        invalid
    }

    /// Adds a finding.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
    }

    /// The messages of one field.
    pub fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.errors.iter().filter(move |e| e.field == field).map(|e| e.message.as_str())
    }

    /// The same findings with `prefix` before each field name, for nested input (`events.3.`).
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        for error in &mut self.errors {
            error.field.insert_str(0, prefix);
        }
        self
    }
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, error) in self.errors.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{}: {}", error.field, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Invalid {}

/// A rule says no to input that was understood; the message names what would satisfy it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable name of the rule, the last part of the problem's `type`, e.g. `causal-cycle`.
    pub rule: &'static str,
    /// What the rule says, and what would satisfy it.
    pub message: String,
    /// The path that a causal cycle would close, as event numbers; empty for other rules.
    pub path: Vec<i32>,
    /// The field of the input that the rule looked at, where one can be named.
    pub field: Option<&'static str>,
}

impl Refused {
    /// A refusal without a path.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), path: Vec::new(), field: None }
    }

    /// The same refusal, about `field` of the input.
    #[must_use]
    pub fn on(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

/// The message for a word that a closed list does not have, with the list.
pub fn not_in_list<V: Vocabulary>(word: &str) -> String {
    let words: Vec<_> = V::ALL.iter().map(|v| v.as_str()).collect();
    let shown: String = word.chars().take(40).collect();
    format!("“{shown}” is not a known {}. Use one of: {}.", V::NAME, words.join(", "))
}

/// Collects what is wrong while a command is parsed, so that people see everything at once.
///
/// Each method returns a usable value even when it records an error, so parsing goes on; call
/// [`Checker::finish`] last.
#[derive(Debug, Default)]
pub struct Checker {
    invalid: Invalid,
}

impl Checker {
    /// A checker without findings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a finding.
    pub fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.invalid.add(field, message);
    }

    /// Takes over the findings of a nested parse, and its value if there is one.
    pub fn nested<T>(&mut self, prefix: &str, result: Result<T, Invalid>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.invalid.errors.extend(invalid.prefixed(prefix).errors);
                None
            }
        }
    }

    /// One required line: trimmed, 1 to [`LINE_MAX`] characters, no control or bidi-override characters.
    pub fn line(&mut self, field: &str, raw: &str) -> String {
        let value = self.optional_line(field, raw).unwrap_or_default();
        if raw.trim().is_empty() {
            self.error(field, "Enter something here; it is required.");
        }
        value
    }

    /// One optional line; blank is `None`.
    pub fn optional_line(&mut self, field: &str, raw: &str) -> Option<String> {
        let value = raw.trim();
        if value.is_empty() {
            return None;
        }
        let length = value.chars().count();
        if length > LINE_MAX {
            self.error(field, format!("This has {length} characters; the limit is {LINE_MAX}."));
        }
        if let Some(c) = value.chars().find(|c| c.is_control() || is_bidi_override(*c)) {
            self.error(field, format!("Remove the invisible character U+{:04X}.", c as u32));
        }
        Some(value.to_owned())
    }

    /// Optional Markdown: line ends made `\n`, at most [`TEXT_MAX`] characters, no NUL.
    pub fn text(&mut self, field: &str, raw: &str) -> String {
        let value = raw.replace("\r\n", "\n");
        let length = value.chars().count();
        if length > TEXT_MAX {
            self.error(field, format!("This has {length} characters; the limit is {TEXT_MAX}."));
        }
        if value.contains('\0') {
            self.error(field, "Remove the NUL character (U+0000).");
        }
        value.trim_end().to_owned()
    }

    /// Required Markdown.
    pub fn required_text(&mut self, field: &str, raw: &str) -> String {
        if raw.trim().is_empty() {
            self.error(field, "Enter something here; it is required.");
        }
        self.text(field, raw)
    }

    /// A word of a closed list, or `default` when blank.
    pub fn word_or<V: Vocabulary>(&mut self, field: &str, raw: &str, default: V) -> V {
        self.optional_word(field, raw).unwrap_or(default)
    }

    /// A word of a closed list; blank is `None`.
    pub fn optional_word<V: Vocabulary>(&mut self, field: &str, raw: &str) -> Option<V> {
        let raw = raw.trim();
        if raw.is_empty() {
            return None;
        }
        let word = V::from_word(raw);
        if word.is_none() {
            self.error(field, not_in_list::<V>(raw));
        }
        word
    }

    /// A required word of a closed list; the first of the list stands in when it is wrong.
    pub fn word<V: Vocabulary>(&mut self, field: &str, raw: &str) -> V {
        if raw.trim().is_empty() {
            self.error(field, format!("Choose a {}.", V::NAME));
        }
        self.word_or(field, raw, V::ALL[0])
    }

    /// A reason or rationale: required, `min` characters or more.
    pub fn reason(&mut self, field: &str, raw: &str, min: usize) -> String {
        let value = self.text(field, raw);
        if value.trim().chars().count() < min {
            self.error(field, format!("Say why, in {min} characters or more."));
        }
        value
    }

    /// `value` if nothing was wrong, else everything that was.
    pub fn finish<T>(self, value: T) -> Result<T, Invalid> {
        if self.invalid.errors.is_empty() { Ok(value) } else { Err(self.invalid) }
    }
}

/// Characters that reorder the text around them, used to make a line read as something else.
fn is_bidi_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_required_line_is_named() {
        let mut check = Checker::new();
        check.line("title", "   ");
        let invalid = check.finish(()).unwrap_err();
        assert_eq!(invalid.of("title").count(), 1);
    }

    #[test]
    fn hidden_direction_overrides_are_refused_and_marks_are_kept() {
        let mut check = Checker::new();
        check.line("bad", "abc\u{202E}txt.exe");
        check.line("good", "\u{200F}שלום");
        let invalid = check.finish(()).unwrap_err();
        assert_eq!(invalid.of("bad").count(), 1);
        assert_eq!(invalid.of("good").count(), 0);
    }
}
