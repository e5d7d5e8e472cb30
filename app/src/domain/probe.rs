//! What anything may be handed to: the same entry functions for cargo-fuzz and for the tests here.
//!
//! Whatever the bytes are, nothing falls over, and what is understood becomes a command or a named
//! reason why it is none.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::import::slack::{RawChoice, Slack};
use super::import::{Adapter, Mapping, Parsed, Place, Step, otlp};
use super::line::{LineContext, ParsedLine, Part, pasted_lines, read_lines};
use super::moment::Zone;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_773_757_800, 0).unwrap_or_default()
}

/// One line of the entry line: no character of it may be lost.
pub fn line(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let read = ParsedLine::read(&text, &LineContext::at(now(), Zone::Utc));
    let mut at = 0;
    for span in &read.spans {
        assert!(span.start == at && span.end > span.start, "the spans lie end to end");
        assert!(span.part != Part::Blank || span.end <= text.len());
        at = span.end;
    }
    assert_eq!(at, text.len(), "the spans cover the line");
    drop(read.command(now()));
}

/// Many lines, pasted: a chat, a table, or lines.
pub fn paste(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let context = LineContext { says_time: true, ..LineContext::at(now(), Zone::Utc) };
    for read in read_lines(&pasted_lines(&text, &context), &context) {
        drop(read.command(now()));
    }
}

/// A file of lines, as the importer of this adapter reads it. Answers what was found.
pub fn import(adapter: Adapter, data: &[u8]) -> Vec<Parsed> {
    let Some(mut reader) = adapter.lines(&Mapping::default()) else { return Vec::new() };
    let mut found = Vec::new();
    for (number, line) in (1..).zip(data.split(|byte| *byte == b'\n')) {
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            reader.blank(number, &mut found);
        } else {
            reader.line(number, line.trim_end_matches('\r'), &mut found);
        }
    }
    reader.end(&mut found);
    commands(adapter, &found);
    found
}

/// A request of OTLP in protobuf.
pub fn protobuf(data: &[u8]) {
    if let Ok(value) = otlp::decode_any(data) {
        let mut found = Vec::new();
        otlp::Otlp::default().request(&Place("message 1".to_owned()), &value, &mut found);
        commands(Adapter::Otlp, &found);
    }
}

/// A day of a channel of a Slack export.
pub fn slack(data: &[u8]) {
    let Ok(Value::Array(messages)) = serde_json::from_slice(data) else { return };
    let raw = RawChoice { agent: vec!["Forum helper".to_owned()], ..RawChoice::default() };
    let Ok(choice) = super::import::slack::Choice::parse(&raw) else { return };
    let (mut slack, mut found) = (Slack::new(choice), Vec::new());
    for (number, message) in (1..).zip(&messages) {
        slack.user(message);
        let place = Place(format!("ops/2026-03-17.json, message {number}"));
        slack.message(place, "ops", message, &mut found);
    }
    commands(Adapter::Slack, &found);
}

fn commands(adapter: Adapter, found: &[Parsed]) {
    let steps = found.iter().filter_map(|parsed| match parsed {
        Parsed::Step(step) => Some(step),
        _ => None,
    });
    for step in steps {
        let step: &Step = step;
        assert!(!step.place.0.is_empty(), "it is known where it stood");
        drop(step.command(&adapter.to_string(), now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like chance and are the same in every run.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % end.max(1)
        }

        /// The same bytes with a few of them changed, moved, cut or doubled.
        fn damaged(&mut self, whole: &[u8]) -> Vec<u8> {
            let mut bytes = whole.to_vec();
            for _ in 0..=self.below(8) {
                let (at, other) = (self.below(bytes.len()), self.below(bytes.len()));
                match self.below(5) {
                    0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => bytes.swap(at, other),
                    3 => drop(bytes.drain(at.min(other)..at.max(other))),
                    _ => {
                        let piece = bytes[at.min(other)..at.max(other)].to_vec();
                        bytes.splice(at..at, piece);
                    }
                }
                if bytes.is_empty() {
                    bytes.push(b'{');
                }
            }
            bytes
        }
    }

    /// A way in, what is called first, and how often it is damaged.
    type Case = (&'static str, fn(&[u8]), &'static [u8], usize);

    const CASES: &[Case] = &[
        ("line", line, include_bytes!("../../../fuzz/corpus/line/marks"), 3_000),
        ("paste", paste, include_bytes!("../../../fuzz/corpus/paste/slack"), 300),
        ("paste", paste, include_bytes!("../../../fuzz/corpus/csv/table.csv"), 200),
        (
            "claude-code",
            |data| drop(import(Adapter::ClaudeCode, data)),
            include_bytes!("../../../fuzz/corpus/claude_code/session.jsonl"),
            150,
        ),
        (
            "codex",
            |data| drop(import(Adapter::Codex, data)),
            include_bytes!("../../../fuzz/corpus/codex/rollout.jsonl"),
            150,
        ),
        (
            "otlp",
            |data| drop(import(Adapter::Otlp, data)),
            include_bytes!("../../../fuzz/corpus/otlp/requests.jsonl"),
            150,
        ),
        ("protobuf", protobuf, include_bytes!("../../../fuzz/corpus/protobuf/span"), 2_000),
        (
            "csv",
            |data| drop(import(Adapter::Csv, data)),
            include_bytes!("../../../fuzz/corpus/csv/table.csv"),
            1_000,
        ),
        (
            "jsonl",
            |data| drop(import(Adapter::Jsonl, data)),
            include_bytes!("../../../fuzz/corpus/jsonl/records.jsonl"),
            500,
        ),
        ("slack", slack, include_bytes!("../../../fuzz/corpus/slack/day.json"), 500),
    ];

    #[test]
    fn no_damage_makes_a_reader_fall() {
        let mut dice = Dice(20_261_122);
        for (_, enter, whole, times) in CASES {
            enter(whole);
            for _ in 0..*times {
                enter(&dice.damaged(whole));
            }
        }
    }
}
