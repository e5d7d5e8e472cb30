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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_events_of_this_incident_get_their_new_names() {
        let becomes = |seq| (seq < 10).then(|| format!("E{}", seq + 40));
        let text = "After E5, and INC-3/E5, see (E6) and E12; `E5` stays. E50 too.";
        let told = renumber(text, becomes).unwrap();
        assert_eq!(told, "After E45, and INC-3/E5, see (E46) and E12; `E5` stays. E50 too.");
        assert_eq!(renumber("Nothing, not even E12.", becomes), None);
    }
}
