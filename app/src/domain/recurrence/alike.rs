//! What is like an incident that somebody is about to declare: told at once, while they type.

use serde::{Deserialize, Serialize};

use super::{Alarm, Family};
use crate::domain::{
    incident::{IncidentNumber, Status},
    remediation::RemediationSummary,
    severity::Severity,
};

/// Shorter words say nothing, unless they are written like a name: `ACL`, `S3`.
const WORD_MIN: usize = 4;
/// More words than these make nothing more alike.
const WORDS: usize = 8;
/// Words that stand in any title.
const COMMON: &[&str] = &[
    "after", "again", "been", "from", "have", "into", "that", "their", "then", "there", "this",
    "were", "what", "when", "where", "which", "while", "with",
];

/// What may be the same thing again, as far as the one who types may see it; best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// Incidents with similar titles; those open now while nothing is typed.
    pub incidents: Vec<AlikeIncident>,
    /// Families it may belong to.
    pub families: Vec<Family>,
    /// Remediations, still awaited, that were meant to prevent it.
    pub remediations: Vec<RemediationSummary>,
    /// What there is to know at once if it is the same again.
    pub alarms: Vec<Alarm>,
    /// The incidents that the alarms are about, should it be like them.
    pub alarms_if_like: Vec<IncidentNumber>,
}

impl Alike {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty()
            && self.families.is_empty()
            && self.remediations.is_empty()
            && self.alarms.is_empty()
    }
}

/// An incident that may be the same, or be going on already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikeIncident {
    /// Its reference.
    pub number: IncidentNumber,
    /// Its title.
    pub title: String,
    /// How far it has come.
    pub status: Status,
    /// How bad it is.
    pub severity: Option<Severity>,
}

/// The words of a title that may tell something, in lower case, the longest first.
pub fn telling_words(title: &str) -> Vec<String> {
    let mut words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| tells(word))
        .map(str::to_lowercase)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .collect();
    words.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    words.dedup();
    words.truncate(WORDS);
    words
}

fn tells(word: &str) -> bool {
    let count = word.chars().count();
    let is_name = || word.chars().all(|c| c.is_uppercase() || c.is_numeric());
    count >= WORD_MIN || (count >= 2 && is_name() && word.chars().any(char::is_alphabetic))
}

/// How many of `words` stand in `text`.
pub fn shared_words(words: &[String], text: &str) -> usize {
    let text = text.to_lowercase();
    words.iter().filter(|word| text.contains(word.as_str())).count()
}

/// Whether `text` is like what is typed by enough for an alarm: by half of its telling words, and by
/// two where there are many. One word in common is a reason to look, none to be alarmed.
pub fn alarmingly_alike(words: &[String], text: &str) -> bool {
    let shared = shared_words(words, text);
    shared > 0 && shared * 2 >= words.len().min(4)
}

/// The `most` things with the highest scores, best first, without those that are alike by less than
/// half as much as the best: one common word says little beside three.
pub fn most_alike<T>(mut scored: Vec<(usize, T)>, most: usize) -> Vec<T> {
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let best = scored.first().map_or(0, |(score, _)| *score);
    let alike = scored.into_iter().filter(|(score, _)| score * 2 > best);
    alike.take(most).map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_are_long_or_written_like_a_name() {
        let words = telling_words("Agent gave wrong ACL advice with a bot, in S3 and 24 h after");
        assert_eq!(words, ["advice", "agent", "wrong", "gave", "acl", "s3"]);
        assert!(telling_words("it is on").is_empty());
    }

    #[test]
    fn what_is_hardly_alike_is_left_out_beside_what_is() {
        assert_eq!(most_alike(vec![(1, 'a'), (3, 'b'), (2, 'c'), (3, 'd')], 9), ['b', 'd', 'c']);
        assert_eq!(most_alike(vec![(1, 'a'), (1, 'b')], 1), ['a']);
        assert!(most_alike(Vec::<(usize, char)>::new(), 3).is_empty());
    }

    #[test]
    fn an_alarm_needs_more_than_one_common_word() {
        let words = telling_words("Forum agent gave wrong ACL advice");
        assert!(alarmingly_alike(&words, "Agent posted wrong answers"));
        assert!(!alarmingly_alike(&words, "Agent stopped"));
        assert!(alarmingly_alike(&telling_words("Checkout down"), "Checkout is slow"));
        assert!(!alarmingly_alike(&[], "Checkout is slow"));
    }

    #[test]
    fn the_same_word_counts_once() {
        let words = telling_words("forum Forum FORUM");
        assert_eq!(words, ["forum"]);
        assert_eq!(shared_words(&words, "The Forum agent"), 1);
    }
}
