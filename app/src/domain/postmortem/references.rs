//! References in a text: `INC-42`, `E12`, `INC-42/E12`, `REM-7` and `@agent`, where they stand, and
//! which of them have gone stale since the text was written.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::prose::without_code;
use crate::domain::reference::{EventRef, IncidentRef, RemediationRef};

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MentionKind {
    /// `INC-42`: an incident's number.
    Incident(i32),
    /// `E12`: an event of the incident that the text is about.
    Event(i32),
    /// `INC-42/E12`: an event of another incident.
    EventOf(i32, i32),
    /// `REM-7`: a remediation's number.
    Remediation(i32),
    /// `@forum-helper`: an agent's key.
    Agent(String),
}

/// A reference and where it stands in the text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What it names.
    pub kind: MentionKind,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The references of a Markdown text, in order; those in code are left out.
pub fn mentions(text: &str) -> Vec<Mention> {
    let prose = without_code(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < prose.len() {
        let rest = &prose[at..];
        if may_begin(&prose[..at])
            && let Some((kind, length)) = mention(rest)
        {
            found.push(Mention { kind, start: at, end: at + length });
            at += length;
            continue;
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// A reference may begin where no word, path, address or name is going on.
fn may_begin(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || "-_/.#@&=".contains(c))
}

/// The reference that `text` begins with, and its length.
fn mention(text: &str) -> Option<(MentionKind, usize)> {
    if let Some(rest) = text.strip_prefix('@') {
        let key = agent_key(rest)?;
        return Some((MentionKind::Agent(key.to_owned()), 1 + key.len()));
    }
    if !text.starts_with(['I', 'E', 'R']) {
        return None;
    }
    let length = word_length(text);
    let word = &text[..length];
    if let Ok(RemediationRef::Number(number)) = RemediationRef::parse(word) {
        return Some((MentionKind::Remediation(number), length));
    }
    if let Ok(IncidentRef::Number(number)) = IncidentRef::parse(word) {
        let event = text[length..].strip_prefix("/E").and_then(|_| {
            let event_length = word_length(&text[length + 1..]);
            let seq = seq(&text[length + 1..length + 1 + event_length])?;
            Some((MentionKind::EventOf(number, seq), length + 1 + event_length))
        });
        return Some(event.unwrap_or((MentionKind::Incident(number), length)));
    }
    seq(word).map(|seq| (MentionKind::Event(seq), length))
}

fn seq(word: &str) -> Option<i32> {
    if word.starts_with('E') { EventRef::parse_seq(word).ok() } else { None }
}

/// The length of the run of letters, digits and inner hyphens that `text` begins with.
fn word_length(text: &str) -> usize {
    let run = text.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'));
    text[..run.unwrap_or(text.len())].trim_end_matches(['-', '_']).len()
}

/// The agent's key that `text` begins with; a full stop or hyphen at its end is the sentence's.
fn agent_key(text: &str) -> Option<&str> {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let run = text.find(|c: char| !inside(c)).unwrap_or(text.len());
    let goes_on = text[run..].starts_with(char::is_alphanumeric);
    let key = text[..run].trim_end_matches(['-', '_', '.']);
    let starts_well = key.starts_with(|c: char| c.is_ascii_alphanumeric());
    (starts_well && !goes_on).then_some(key)
}

/// What is known now about an event that a text may cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedEvent {
    /// The event's number in the incident that the text is about.
    pub seq: i32,
    /// When its words or details last changed.
    pub changed_at: DateTime<Utc>,
    /// Whether it was retracted.
    pub retracted: bool,
}

/// Why a reference no longer holds as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staleness {
    /// The event was edited after the text was written.
    Edited,
    /// The event was retracted.
    Retracted,
    /// There is no such event.
    Missing,
}

impl Staleness {
    /// What happened to the event, to stand after its number.
    pub fn label(self) -> &'static str {
        match self {
            Self::Edited => "was edited after this was written",
            Self::Retracted => "was retracted",
            Self::Missing => "does not exist",
        }
    }
}

/// The events that `text`, saved at `written_at`, cites and that have changed since; each once.
pub fn stale_events(
    text: &str,
    events: &[CitedEvent],
    written_at: DateTime<Utc>,
) -> Vec<(i32, Staleness)> {
    let mut stale: Vec<(i32, Staleness)> = Vec::new();
    for mention in mentions(text) {
        let MentionKind::Event(seq) = mention.kind else { continue };
        let why = match events.iter().find(|event| event.seq == seq) {
            None => Staleness::Missing,
            Some(event) if event.retracted => Staleness::Retracted,
            Some(event) if event.changed_at > written_at => Staleness::Edited,
            Some(_) => continue,
        };
        if !stale.iter().any(|(known, _)| *known == seq) {
            stale.push((seq, why));
        }
    }
    stale
}

#[cfg(test)]
mod tests {
    use super::*;
    use MentionKind::{Agent, Event, EventOf, Incident, Remediation};

    fn kinds(text: &str) -> Vec<MentionKind> {
        mentions(text).into_iter().map(|mention| mention.kind).collect()
    }

    #[test]
    fn every_kind_of_reference_is_found_where_it_stands() {
        let text = "In INC-42 @forum-helper replied (E5, INC-2/E12). REM-7 answers it.";
        let expected =
            [Incident(42), Agent("forum-helper".into()), Event(5), EventOf(2, 12), Remediation(7)];
        assert_eq!(kinds(text), expected);
        let places: Vec<_> = mentions(text).iter().map(|m| &text[m.start..m.end]).collect();
        assert_eq!(places, ["INC-42", "@forum-helper", "E5", "INC-2/E12", "REM-7"]);
    }

    #[test]
    fn code_addresses_and_parts_of_words_are_no_references() {
        for text in [
            "`INC-42`",
            "```\nE5\n```",
            "ada@example.org",
            "https://example.org/INC-42",
            "https://example.org/#E5",
            "1E5 E5x TYPE5 REM-7a XINC-1 E-5 E0 e5",
            "INC-0 INC-42-beta",
            "@Ünicode @ @-x",
        ] {
            assert!(kinds(text).is_empty(), "{text}: {:?}", kinds(text));
        }
    }

    #[test]
    fn the_end_of_a_sentence_is_not_part_of_a_reference() {
        assert_eq!(kinds("See E5. Ask @forum-helper."), [Event(5), Agent("forum-helper".into())]);
        assert_eq!(
            kinds("(INC-1/E5) [E6](x) **E7** “E8”"),
            [EventOf(1, 5), Event(6), Event(7), Event(8)]
        );
        assert_eq!(kinds("INC-1/"), [Incident(1)]);
    }

    #[test]
    fn a_citation_goes_stale_when_its_event_is_edited_or_retracted() {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let event =
            |seq, changed, retracted| CitedEvent { seq, changed_at: at(changed), retracted };
        let events = [event(1, 5, false), event(2, 15, false), event(3, 5, true)];
        let stale = stale_events("E1 E2 E3 E2 E9 INC-4/E2", &events, at(10));
        let expected = [(2, Staleness::Edited), (3, Staleness::Retracted), (9, Staleness::Missing)];
        assert_eq!(stale, expected);
    }
}
