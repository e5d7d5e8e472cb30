//! Words of other programs, made fit for the record: no longer than it takes, nothing invisible.

use serde_json::Value;

use crate::domain::form::{LINE_MAX, TEXT_MAX};

/// How many characters a note about what was cut may take.
const NOTE: usize = 100;

/// One line of at most [`LINE_MAX`] characters, control characters made blanks.
pub fn one_line(text: &str) -> String {
    let plain = text.chars().take(LINE_MAX * 4).map(|c| match c {
        c if c.is_control() || c.is_whitespace() => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    });
    let plain: String = plain.collect();
    let mut line = plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LINE_MAX - 1) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// The text without NUL; what the record does not take is cut off, and said so.
pub fn clipped(text: &str) -> String {
    clipped_to(text, TEXT_MAX)
}

/// The same, with at most `most` characters.
pub(super) fn clipped_to(text: &str, most: usize) -> String {
    let plain = if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.to_owned() };
    let Some((cut, _)) = plain.char_indices().nth(most.saturating_sub(NOTE)) else { return plain };
    let rest = plain[cut..].chars().count();
    if rest <= NOTE {
        return plain;
    }
    format!("{}\n… ({rest} more characters were left out by the import)", &plain[..cut])
}

/// The first line of a text, short, for what a row says of it.
pub(super) fn gist(text: &str) -> String {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    one_line(first)
}

/// A value as the text that it was, or as JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The text below `key`, blank when there is none.
pub(super) fn of<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A text for Markdown that stands as it was: in a fence that nothing in it ends.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.clamp(2, 40) + 1);
    format!("{fence}\n{}\n{fence}", text.trim_end())
}

/// 128 bits that tell texts apart (FNV-1a): the same for the same texts, on every machine.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for part in parts {
        for byte in part.bytes().chain([0xff]) {
            hash =
                (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }
    format!("{hash:032x}")
}
