//! The words of a message, with names for ids and what is attached named below.

use chrono::SecondsFormat;
use serde_json::Value;

use super::instant;
use crate::domain::import::text::{of, one_line};

/// How deep the blocks of a message are searched for words.
const DEPTH: usize = 8;

/// What a message says; `name` tells who is behind an id.
pub(super) fn said(message: &Value, name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = vec![plain(of(message, "text"), name)];
    if parts[0].trim().is_empty() {
        // Bots often write in blocks or attachments alone.
        let mut words = Vec::new();
        words_of(&message["blocks"], DEPTH, &mut words);
        for attached in message["attachments"].as_array().into_iter().flatten() {
            let told = ["pretext", "title", "text", "fallback"].map(|key| of(attached, key));
            words.extend(
                told.into_iter().filter(|text| !text.is_empty()).take(3).map(str::to_owned),
            );
        }
        parts[0] = plain(&words.join("\n"), name);
    }
    for file in message["files"].as_array().into_iter().flatten() {
        parts.push(format!("Attached: {}", file_name(file)));
    }
    let edited = &message["edited"];
    if edited.is_object() {
        let at = instant(of(edited, "ts"));
        let at = at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
        let by = name(of(edited, "user")).map(|by| format!(" by {by}")).unwrap_or_default();
        parts.push(format!("(edited {at}{by})"));
    }
    parts.retain(|part| !part.trim().is_empty());
    if parts.is_empty() { "(a message without words)".to_owned() } else { parts.join("\n\n") }
}

fn file_name(file: &Value) -> String {
    let named = ["name", "title", "id"].map(|key| of(file, key)).into_iter();
    let name = named.map(one_line).find(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| "a file that was deleted".to_owned());
    let kind = one_line(of(file, "mimetype"));
    match (kind.is_empty(), file["size"].as_u64()) {
        (false, Some(size)) => format!("{name} ({kind}, {size} bytes)"),
        (false, None) => format!("{name} ({kind})"),
        _ => name,
    }
}

fn words_of(block: &Value, depth: usize, words: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    match block {
        Value::Array(blocks) => blocks.iter().for_each(|block| words_of(block, depth - 1, words)),
        Value::Object(fields) => {
            if let Some(text) = fields.get("text").and_then(Value::as_str) {
                words.push(text.to_owned());
            }
            for key in ["text", "elements", "fields"] {
                if let Some(inner @ (Value::Array(_) | Value::Object(_))) = fields.get(key) {
                    words_of(inner, depth - 1, words);
                }
            }
        }
        _ => {}
    }
}

/// Slack's marks as Markdown and plain names: `<@U1>`, `<#C1|general>`, `<https://…|words>`, `&lt;`.
pub(super) fn plain(text: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        let Some(len) = rest[at..].find('>') else {
            rest = &rest[at..];
            break;
        };
        plain.push_str(&mark(&rest[at + 1..at + len], name));
        rest = &rest[at + len + 1..];
    }
    plain.push_str(rest);
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn mark(mark: &str, name: &dyn Fn(&str) -> Option<String>) -> String {
    let (target, words) = mark.split_once('|').unwrap_or((mark, ""));
    let or = |other: &str| if words.is_empty() { other.to_owned() } else { words.to_owned() };
    match target.chars().next() {
        Some('@') => format!("@{}", name(&target[1..]).unwrap_or_else(|| or(&target[1..]))),
        Some('#') => format!("#{}", or(&target[1..])),
        Some('!') => {
            let said = or(target[1..].split('^').next().unwrap_or_default());
            if said.starts_with('@') { said } else { format!("@{said}") }
        }
        _ if words.is_empty() || words == target => target.to_owned(),
        _ => format!("[{words}]({target})"),
    }
}
