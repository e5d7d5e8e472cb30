//! Words of blame and hindsight, for people and agents alike, and what to ask instead.
//!
//! Quotations (`>`) and code are left out: they are somebody else's words.

use serde::{Deserialize, Serialize};

use super::prose::without_code_and_quotes;

vocab! {
    /// What is wrong with a loaded phrase.
    pub enum LoadedWord ("loaded word") {
        Blame = "blame", "Blame";
        Hindsight = "hindsight", "Hindsight";
        Personification = "personification", "Agent as a culprit";
        SingleCause = "single_cause", "A single cause";
    }
}

/// A loaded phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedPhrase {
    /// What is wrong with it.
    pub kind: LoadedWord,
    /// The phrase as it stands in the text.
    pub phrase: String,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends in the text, in bytes.
    pub end: usize,
    /// What to ask or write instead.
    pub advice: String,
}

use LoadedWord::{Blame, Hindsight, Personification, SingleCause};

/// The phrases, in lower case, with what to do instead.
const PHRASES: &[(&str, LoadedWord, &str)] = &[
    ("human error", Blame, "Say what made the action look right at the time."),
    ("user error", Blame, "Say what made the action look right at the time."),
    ("operator error", Blame, "Say what made the action look right at the time."),
    ("careless", Blame, "Say what was known and what was asked of the person then."),
    ("carelessly", Blame, "Say what was known and what was asked of the person then."),
    ("negligent", Blame, "Say what was known and what was asked of the person then."),
    ("negligence", Blame, "Say what was known and what was asked of the person then."),
    ("sloppy", Blame, "Say what was known and what was asked of the person then."),
    ("to blame", Blame, "Say what contributed, and which control was missing."),
    ("at fault", Blame, "Say what contributed, and which control was missing."),
    ("whose fault", Blame, "Say what contributed, and which control was missing."),
    ("failed to", Blame, "Say what was done, and what would have made the other thing easy."),
    ("neglected to", Blame, "Say what was done, and what would have made the other thing easy."),
    ("forgot to", Blame, "Say what was done, and what would have reminded them."),
    ("incompetent", Blame, "Say what was known, and what help there was."),
    ("should have", Hindsight, "Say what was known then, and why what was done made sense."),
    ("should've", Hindsight, "Say what was known then, and why what was done made sense."),
    ("should not have", Hindsight, "Say what was known then, and why what was done made sense."),
    ("shouldn't have", Hindsight, "Say what was known then, and why what was done made sense."),
    ("ought to have", Hindsight, "Say what was known then, and why what was done made sense."),
    ("could have avoided", Hindsight, "Name the control that would have avoided it."),
    ("could have prevented", Hindsight, "Name the control that would have prevented it."),
    ("would have avoided", Hindsight, "Name the control, and why it was not there or not used."),
    ("would have prevented", Hindsight, "Name the control, and why it was not there or not used."),
    ("if only", Hindsight, "Say what was known then."),
    ("in hindsight", Hindsight, "Say what was known then, and when the rest became known."),
    ("obviously", Hindsight, "If it was obvious then, say to whom and from what."),
    ("clearly", Hindsight, "If it was clear then, say to whom and from what."),
    ("went rogue", Personification, "Say what the agent was able and allowed to do."),
    ("gone rogue", Personification, "Say what the agent was able and allowed to do."),
    ("rogue agent", Personification, "Say what the agent was able and allowed to do."),
    ("rogue ai", Personification, "Say what the agent was able and allowed to do."),
    ("disobeyed", Personification, "Say which instruction it had in its context, and what it did."),
    (
        "the agent decided to ignore",
        Personification,
        "Say which instruction it had, and what it did.",
    ),
    ("the agent lied", Personification, "Quote what it said, and say what was so."),
    ("the ai lied", Personification, "Quote what it said, and say what was so."),
    ("root cause", SingleCause, "Name the contributing factors; there is never only one."),
    ("sole cause", SingleCause, "Name the contributing factors; there is never only one."),
    ("single cause", SingleCause, "Name the contributing factors; there is never only one."),
    ("the cause was", SingleCause, "Name the contributing factors; there is never only one."),
];

/// The loaded phrases of a Markdown text, in the order in which they stand.
pub fn loaded_words(text: &str) -> Vec<LoadedPhrase> {
    let prose = without_code_and_quotes(text).to_ascii_lowercase().replace(['\n', '\t'], " ");
    let mut found: Vec<LoadedPhrase> = Vec::new();
    for (phrase, kind, advice) in PHRASES {
        for (start, _) in prose.match_indices(phrase) {
            let end = start + phrase.len();
            if stands_alone(&prose, start, end) {
                found.push(LoadedPhrase {
                    kind: *kind,
                    phrase: text[start..end].replace('\n', " "),
                    start,
                    end,
                    advice: (*advice).to_owned(),
                });
            }
        }
    }
    found.sort_by_key(|phrase| (phrase.start, std::cmp::Reverse(phrase.end)));
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found
}

/// Whether no letter or digit touches the range from either side.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(text: &str) -> Vec<String> {
        loaded_words(text).into_iter().map(|found| found.phrase).collect()
    }

    #[test]
    fn words_of_blame_and_hindsight_are_found_as_they_stand() {
        let text =
            "The agent Went Rogue. Bob should have\nasked; it was human error, the root cause.";
        assert_eq!(phrases(text), ["Went Rogue", "should have", "human error", "root cause"]);
        assert_eq!(&text[22..25], "Bob");
    }

    #[test]
    fn quotations_and_code_are_somebody_elses_words() {
        let text = "> it was human error\n\nfine `failed to` here\n```\nshould have\n```\nend";
        assert!(phrases(text).is_empty());
    }

    #[test]
    fn parts_of_words_are_left_alone() {
        assert!(phrases("The nuclearly powered carelessness of rooted causes").is_empty());
    }

    #[test]
    fn what_contributed_is_not_loaded() {
        assert!(
            phrases("The approval gate did not ask. Engineer C relied on the reply.").is_empty()
        );
    }

    #[test]
    fn text_in_other_scripts_keeps_its_positions() {
        let text = "Ünïcödé should have é";
        let found = &loaded_words(text)[0];
        assert_eq!(&text[found.start..found.end], "should have");
    }
}
