//! What is looked at before a postmortem is published: errors stop it, warnings are said.

use serde::{Deserialize, Serialize};

use super::words::{LoadedPhrase, loaded_words};
use crate::domain::{control::Strength, factor::FactorGroup};

vocab! {
    /// How much a finding matters.
    pub enum CheckLevel ("check level") {
        Error = "error", "Stops publishing";
        Warning = "warning", "Worth another look";
    }
}

/// A factor, as the check needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedFactor {
    /// The catalogue's word.
    pub code: String,
    /// Where it lies.
    pub group: FactorGroup,
}

/// A remediation, as the check needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRemediation {
    /// The number in `REM-7`.
    pub number: i32,
    /// Whether somebody does it.
    pub has_owner: bool,
    /// Whether something says what would show that it works.
    pub has_measure: bool,
    /// How well it holds without anybody's attention.
    pub strength: Option<Strength>,
    /// Whether it was declined, superseded or the risk accepted: then nobody asks it for more.
    pub given_up: bool,
}

/// An agent's output or action on the timeline, as the check needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedOutput {
    /// The event's number.
    pub seq: i32,
    /// Whether it says whom it was meant for and whom it reached.
    pub has_audience: bool,
    /// Whether the hash of what was said is kept.
    pub has_hash: bool,
}

/// What the check is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishFacts {
    /// Whether the incident has a severity.
    pub has_severity: bool,
    /// Whether the severity was given with a rationale.
    pub has_severity_rationale: bool,
    /// How many events the timeline has, without those retracted.
    pub events: usize,
    /// The names of those whose required approval has no outcome.
    pub approvals_without_outcome: Vec<String>,
    /// The incident's factors.
    pub factors: Vec<CheckedFactor>,
    /// The incident's remediations.
    pub remediations: Vec<CheckedRemediation>,
    /// The agent's outputs and actions on the timeline.
    pub outputs: Vec<CheckedOutput>,
    /// Pairs of events that contradict each other, by number.
    pub contradictions: Vec<(i32, i32)>,
    /// Questions on which several claims stand.
    pub open_questions: Vec<String>,
    /// The text, in Markdown.
    pub body: String,
}

/// One thing that the check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishFinding {
    /// How much it matters.
    pub level: CheckLevel,
    /// Stable name of the rule, e.g. `no-timeline`.
    pub rule: String,
    /// What was found and what would answer it, a sentence for people.
    pub message: String,
    /// What it is about: `E5`, `REM-7`, or the words in the text.
    pub about: Option<String>,
}

/// Everything the check finds, errors first, in the order in which people would answer them.
pub fn publish_check(facts: &PublishFacts) -> Vec<PublishFinding> {
    let mut report = Report::default();
    errors(facts, &mut report);
    factors(facts, &mut report);
    remediations(facts, &mut report);
    accounts(facts, &mut report);
    for phrase in loaded_words(&facts.body) {
        report.words(phrase);
    }
    report.findings
}

#[derive(Default)]
struct Report {
    findings: Vec<PublishFinding>,
}

impl Report {
    fn add(&mut self, level: CheckLevel, rule: &str, message: String, about: Option<String>) {
        self.findings.push(PublishFinding { level, rule: rule.to_owned(), message, about });
    }

    fn error(&mut self, rule: &str, message: impl Into<String>) {
        self.add(CheckLevel::Error, rule, message.into(), None);
    }

    fn warn(&mut self, rule: &str, message: impl Into<String>) {
        self.add(CheckLevel::Warning, rule, message.into(), None);
    }

    fn words(&mut self, found: LoadedPhrase) {
        let message = format!("“{}”: {}", found.phrase, found.advice);
        self.add(CheckLevel::Warning, "loaded-words", message, Some(found.phrase));
    }
}

fn errors(facts: &PublishFacts, report: &mut Report) {
    if !facts.has_severity {
        report.error("no-severity-rationale", "Set the severity, and say why.");
    } else if !facts.has_severity_rationale {
        report.error("no-severity-rationale", "Say why the severity is what it is.");
    }
    if facts.events == 0 {
        report.error("no-timeline", "Write the timeline: it has no event.");
    }
    for name in &facts.approvals_without_outcome {
        report.error(
            "approval-without-outcome",
            format!("{name} was asked to approve, and has not answered."),
        );
    }
    for remediation in facts.remediations.iter().filter(|r| !r.has_owner && !r.given_up) {
        let name = format!("REM-{}", remediation.number);
        let message = format!("Name an owner for {name}.");
        report.add(CheckLevel::Error, "remediation-without-owner", message, Some(name));
    }
}

fn factors(facts: &PublishFacts, report: &mut Report) {
    if facts.factors.len() < 2 {
        report.warn("few-factors", "Name two contributing factors or more.");
    }
    let all_people = facts.factors.iter().all(|factor| factor.group == FactorGroup::People);
    if !facts.factors.is_empty() && all_people {
        report.warn(
            "only-people-factors",
            "Every factor is about people: name what around them contributed too.",
        );
    }
}

fn remediations(facts: &PublishFacts, report: &mut Report) {
    let standing = || facts.remediations.iter().filter(|remediation| !remediation.given_up);
    let strong = |strength| matches!(strength, Some(Strength::Stronger | Strength::Intermediate));
    if !standing().any(|remediation| strong(remediation.strength)) {
        report.warn(
            "only-weak-remediation",
            "Add a stronger or intermediate remediation: one that does not rely on somebody remembering.",
        );
    }
    for remediation in standing().filter(|remediation| !remediation.has_measure) {
        let name = format!("REM-{}", remediation.number);
        let message = format!("Say what would show that {name} works.");
        report.add(CheckLevel::Warning, "no-measure", message, Some(name));
    }
}

fn accounts(facts: &PublishFacts, report: &mut Report) {
    for (a, b) in &facts.contradictions {
        let message =
            format!("E{a} and E{b} contradict each other: say so in the text, or settle it.");
        report.add(CheckLevel::Warning, "open-contradiction", message, Some(format!("E{a}")));
    }
    for question in &facts.open_questions {
        let message = format!("Accounts differ on “{question}”: say so in the text, or settle it.");
        report.add(CheckLevel::Warning, "open-contradiction", message, None);
    }
    for output in &facts.outputs {
        let missing = match (output.has_audience, output.has_hash) {
            (true, true) => continue,
            (false, true) => "whom it was meant for and whom it reached",
            (true, false) => "what was said, word for word, so that its hash is kept",
            (false, false) => "whom it was meant for, whom it reached, and the words themselves",
        };
        let name = format!("E{}", output.seq);
        let message = format!("Complete the agent output {name}: {missing}.");
        report.add(CheckLevel::Warning, "output-incomplete", message, Some(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> PublishFacts {
        let factor = |code: &str, group| CheckedFactor { code: code.into(), group };
        PublishFacts {
            has_severity: true,
            has_severity_rationale: true,
            events: 13,
            factors: vec![
                factor("over_reliance", FactorGroup::People),
                factor("approval_missing", FactorGroup::Controls),
            ],
            remediations: vec![CheckedRemediation {
                number: 7,
                has_owner: true,
                has_measure: true,
                strength: Some(Strength::Stronger),
                given_up: false,
            }],
            outputs: vec![CheckedOutput { seq: 5, has_audience: true, has_hash: true }],
            body: "The agent replied in public, without an approval step.".into(),
            ..PublishFacts::default()
        }
    }

    fn rules(facts: &PublishFacts) -> Vec<String> {
        publish_check(facts).into_iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_complete_record_has_nothing_to_answer() {
        assert!(rules(&complete()).is_empty());
    }

    #[test]
    fn an_empty_record_stops_publishing_and_says_why() {
        let findings = publish_check(&PublishFacts::default());
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding.level == CheckLevel::Error)
            .map(|finding| finding.rule.as_str())
            .collect();
        assert_eq!(errors, ["no-severity-rationale", "no-timeline"]);
        assert_eq!(findings.len() - errors.len(), 2, "few factors, weak remediation");
    }

    #[test]
    fn a_remediation_without_owner_stops_publishing_unless_it_was_given_up() {
        let mut facts = complete();
        facts.remediations[0].has_owner = false;
        assert_eq!(rules(&facts), ["remediation-without-owner"]);
        facts.remediations[0].given_up = true;
        assert_eq!(rules(&facts), ["only-weak-remediation"]);
    }

    #[test]
    fn factors_that_are_all_about_people_are_warned_of() {
        let mut facts = complete();
        facts.factors[1].group = FactorGroup::People;
        assert_eq!(rules(&facts), ["only-people-factors"]);
    }

    #[test]
    fn open_questions_incomplete_outputs_and_loaded_words_are_warned_of() {
        let mut facts = complete();
        facts.contradictions = vec![(5, 6)];
        facts.open_questions = vec!["Who acted?".into()];
        facts.outputs[0].has_hash = false;
        facts.body.push_str(" It was human error.");
        facts.remediations[0].has_measure = false;
        assert_eq!(
            rules(&facts),
            [
                "no-measure",
                "open-contradiction",
                "open-contradiction",
                "output-incomplete",
                "loaded-words"
            ]
        );
        assert!(publish_check(&facts).iter().all(|f| f.level == CheckLevel::Warning));
    }
}
