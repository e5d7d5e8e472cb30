//! Redaction: passages are hidden in a new rendition, and the original is kept apart from it until
//! it is removed for good. Its hash stays.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::Person;
use super::form::Checker;
use super::incident::REASON_MIN;
use super::{Invalid, timeline::Event};

/// What stands where a passage was.
pub const REDACTED: &str = "[redacted]";
/// The least length of a passage, in characters: a letter or two would be in every word.
pub const PASSAGE_MIN: usize = 3;
/// The most passages at once.
const PASSAGES_MAX: usize = 100;

/// What is to be hidden, as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawRedaction {
    /// The passages, letter by letter; a form sends them as lines.
    pub passages: Vec<String>,
    /// The passages of a form, one on each line.
    pub lines: String,
    /// Why they are hidden; everybody reads it.
    pub reason: String,
}

/// Hides passages wherever the incident's record has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redact {
    /// The passages, the longest first.
    passages: Vec<String>,
    /// Why; it does not say what.
    pub reason: String,
}

impl Redact {
    /// Reads what is to be hidden.
    pub fn parse(raw: RawRedaction) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let lines = raw.lines.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut passages: Vec<String> = lines.map(str::to_owned).collect();
        passages.extend(raw.passages.into_iter().filter(|passage| !passage.trim().is_empty()));
        if passages.is_empty() {
            check.error("lines", "Enter what is to be hidden, letter by letter.");
        }
        if passages.len() > PASSAGES_MAX {
            check.error("lines", format!("At most {PASSAGES_MAX} passages at once."));
        }
        for (at, passage) in passages.iter().enumerate() {
            if passage.chars().count() < PASSAGE_MIN {
                let message = format!(
                    "Passage {} is shorter than {PASSAGE_MIN} letters: it would be hidden inside of other words.",
                    at + 1
                );
                check.error("lines", message);
            }
        }
        passages.sort_by_key(|passage| std::cmp::Reverse(passage.len()));
        passages.dedup();
        let reason = check.reason("reason", &raw.reason, REASON_MIN);
        let redact = check.finish(Self { passages, reason })?;
        // A reason that names what is hidden would tell it.
        let reason = redact.hide(&redact.reason).unwrap_or_else(|| redact.reason.clone());
        Ok(Self { reason, ..redact })
    }

    /// How many passages there are.
    pub fn count(&self) -> usize {
        self.passages.len()
    }

    /// The text without the passages; `None` when it has none of them.
    pub fn hide(&self, text: &str) -> Option<String> {
        if !self.passages.iter().any(|passage| text.contains(passage.as_str())) {
            return None;
        }
        let (mut out, mut rest, mut hidden) = (String::with_capacity(text.len()), text, false);
        while let Some(first) = rest.chars().next() {
            // What is hidden already stays as it is, whatever is to be hidden now.
            if let Some(after) = rest.strip_prefix(REDACTED) {
                out.push_str(REDACTED);
                rest = after;
                continue;
            }
            let found =
                self.passages.iter().find_map(|passage| rest.strip_prefix(passage.as_str()));
            if let Some(after) = found {
                out.push_str(REDACTED);
                (rest, hidden) = (after, true);
            } else {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        hidden.then_some(out)
    }

    /// Hides the passages in place; whether there were any.
    pub fn hide_in(&self, text: &mut String) -> bool {
        match self.hide(text) {
            Some(hidden) => {
                *text = hidden;
                true
            }
            None => false,
        }
    }

    /// Hides the passages in the words of an event; whether there were any.
    pub fn hide_in_event(&self, event: &mut Event) -> bool {
        let mut found = self.hide_in(&mut event.text);
        for text in [&mut event.channel, &mut event.presented_as, &mut event.retracted_reason] {
            found |= text.as_mut().is_some_and(|text| self.hide_in(text));
        }
        for evidence in &mut event.evidence {
            found |= self.hide_in(&mut evidence.title);
        }
        let Some(said) = &mut event.agent_output else { return found };
        found |= self.hide_in(&mut said.fields.output) | self.hide_in(&mut said.fields.input);
        for text in [&mut said.fields.finish_reason, &mut said.fields.stated_confidence] {
            found |= text.as_mut().is_some_and(|text| self.hide_in(text));
        }
        for call in &mut said.fields.tool_calls {
            found |= self.hide_in(&mut call.arguments) | self.hide_in(&mut call.result);
        }
        found
    }
}

/// A rendition of an event: that something was hidden, by whom and why; never what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// Its id.
    pub id: Uuid,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub by: Option<Person>,
    /// Why.
    pub reason: String,
    /// SHA-256 of what the event said before: of an agent's output, or else of its text.
    pub original_sha256: String,
    /// SHA-256 of what it says since.
    pub rendition_sha256: String,
    /// In how many places of the record something was hidden.
    pub places: i32,
    /// When the original was removed for good.
    pub purged_at: Option<DateTime<Utc>>,
}

/// A text as it was before something in it was hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Where it stood, for people: `E5, output`.
    pub place: String,
    /// What it said.
    pub before: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redact(lines: &str) -> Redact {
        let reason = "personal data of a customer".to_owned();
        Redact::parse(RawRedaction { lines: lines.into(), reason, ..Default::default() }).unwrap()
    }

    #[test]
    fn every_place_is_hidden_the_longest_passage_first_and_no_trace_is_left() {
        let hidden = redact("Ada\nAda Lovelace").hide("Ada Lovelace wrote; Ada answered").unwrap();
        assert_eq!(hidden, "[redacted] wrote; [redacted] answered");
        assert_eq!(redact("Grace").hide("Ada wrote"), None);
        assert_eq!(redact("naïve ☃").hide("a naïve ☃ idea").unwrap(), "a [redacted] idea");
    }

    #[test]
    fn what_is_hidden_already_is_left_alone() {
        assert_eq!(
            redact("redacted").hide("[redacted] was redacted").unwrap(),
            "[redacted] was [redacted]"
        );
        assert_eq!(redact("redacted").hide("[redacted]"), None);
    }

    #[test]
    fn the_reason_does_not_tell_what_it_hides() {
        let raw = RawRedaction {
            lines: "Lovelace".into(),
            reason: "the name Lovelace is private".into(),
            ..Default::default()
        };
        assert_eq!(Redact::parse(raw).unwrap().reason, "the name [redacted] is private");
    }

    #[test]
    fn a_letter_is_no_passage_and_a_reason_is_needed() {
        let raw = RawRedaction { lines: "ab".into(), ..Default::default() };
        let invalid = Redact::parse(raw).unwrap_err();
        assert_eq!((invalid.of("lines").count(), invalid.of("reason").count()), (1, 1));
        assert_eq!(Redact::parse(RawRedaction::default()).unwrap_err().of("lines").count(), 1);
    }
}
