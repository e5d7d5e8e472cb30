//! References in a text after the events that it names got other numbers.

use crate::domain::postmortem::{MentionKind, mentions};

/// `text` with each `E5` put as `becomes(5)` says (`E17`, `INC-7/E2`); `None` when nothing in it is
/// named otherwise. References in code and to other incidents stay as they are.
pub fn renumber(text: &str, becomes: impl Fn(i32) -> Option<String>) -> Option<String> {
    let mut changed = String::new();
    let mut at = 0;
    for mention in mentions(text) {
        let MentionKind::Event(seq) = mention.kind else { continue };
        let Some(name) = becomes(seq) else { continue };
        changed.push_str(&text[at..mention.start]);
        changed.push_str(&name);
        at = mention.end;
    }
    if at == 0 {
        return None;
    }
    changed.push_str(&text[at..]);
    Some(changed)
}

/// The key of a dismissed notice with the events that it names called as they are from now on; `None`
/// when it is about the incident itself (its times, its summary) and so stays with it, or when one of
/// its events does: `becomes` has no number for that one.
pub fn carried_key(key: &str, becomes: impl Fn(i32) -> Option<i32>) -> Option<String> {
    if ["claim:", "name:"].iter().any(|begin| key.starts_with(begin)) {
        return Some(key.to_owned());
    }
    let part = |part: &str| -> Option<String> {
        let seq = part.strip_prefix('E')?.parse().ok()?;
        Some(format!("E{}", becomes(seq)?))
    };
    let parts: Option<Vec<String>> = key.split('-').map(part).collect();
    parts.map(|parts| parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dismissed_notice_goes_with_its_events() {
        let becomes = |seq| (seq < 10).then_some(seq + 40);
        assert_eq!(carried_key("E5-E7", becomes).as_deref(), Some("E45-E47"));
        assert_eq!(carried_key("E5", becomes).as_deref(), Some("E45"));
        assert_eq!(carried_key("name:engineer b", becomes).as_deref(), Some("name:engineer b"));
        for stays in ["E5-E12", "detected-started", "summary:contain", "E", ""] {
            assert_eq!(carried_key(stays, becomes), None, "{stays}");
        }
    }

    #[test]
    fn only_events_of_this_incident_get_their_new_names() {
        let becomes = |seq| (seq < 10).then(|| format!("E{}", seq + 40));
        let text = "After E5, and INC-3/E5, see (E6) and E12; `E5` stays. E50 too.";
        let told = renumber(text, becomes).unwrap();
        assert_eq!(told, "After E45, and INC-3/E5, see (E46) and E12; `E5` stays. E50 too.");
        assert_eq!(renumber("Nothing, not even E12.", becomes), None);
    }
}
