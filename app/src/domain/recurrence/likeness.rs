//! What two incidents have in common, so that a suggestion can say why it is made.

use serde::{Deserialize, Serialize};

use crate::domain::catalogue::CatalogueNames;
use crate::domain::factor::FactorTarget;

/// The share of common words from which two titles count as alike.
const TEXT_SHARE: usize = 40;

/// What an incident is compared by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentTraits {
    /// Its factors with their scopes.
    pub factors: Vec<FactorTarget>,
    /// The codes of the controls that let it pass.
    pub failed_controls: Vec<String>,
    /// The keys of the agents that had a part.
    pub agents: Vec<String>,
    /// Title and summary.
    pub text: String,
}

/// One thing that two incidents have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Likeness {
    /// The same factor at the same scope.
    Factor(FactorTarget),
    /// The same control let both pass.
    FailedControl(String),
    /// The same agent.
    Agent(String),
    /// Words in common.
    Text(Vec<String>),
}

impl Likeness {
    /// How much it says: a shared factor and scope most, words least.
    pub fn weight(&self) -> u32 {
        match self {
            Self::Factor(_) => 4,
            Self::FailedControl(_) => 3,
            Self::Agent(_) => 2,
            Self::Text(_) => 1,
        }
    }

    /// In words for people: factors and controls by their names.
    pub fn told(&self, names: &CatalogueNames) -> String {
        self.words(|target| names.target(target), |code| names.control(code).to_owned())
    }

    fn words(
        &self,
        factor: impl Fn(&FactorTarget) -> String,
        control: impl Fn(&str) -> String,
    ) -> String {
        match self {
            Self::Factor(target) => format!("same factor: {}", factor(target)),
            Self::FailedControl(code) => format!("same control let it pass: {}", control(code)),
            Self::Agent(key) => format!("same agent: {key}"),
            Self::Text(words) => format!("words in common: {}", words.join(", ")),
        }
    }
}

/// In words for programs: factors and controls by their codes.
impl std::fmt::Display for Likeness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words(FactorTarget::to_string, str::to_owned))
    }
}

/// What `a` and `b` have in common, the weightiest first; empty when nothing.
pub fn compare(a: &IncidentTraits, b: &IncidentTraits) -> Vec<Likeness> {
    let mut alike = Vec::new();
    let same_factor = |x: &FactorTarget, y: &FactorTarget| {
        x.code == y.code && x.scope.eq_ignore_ascii_case(&y.scope)
    };
    for factor in &a.factors {
        let shared = !factor.scope.is_empty() && b.factors.iter().any(|f| same_factor(f, factor));
        if shared && !alike.contains(&Likeness::Factor(factor.clone())) {
            alike.push(Likeness::Factor(factor.clone()));
        }
    }
    let shared = |x: &[String], y: &[String]| -> Vec<String> {
        x.iter().filter(|item| y.contains(item)).cloned().collect()
    };
    alike.extend(
        shared(&a.failed_controls, &b.failed_controls).into_iter().map(Likeness::FailedControl),
    );
    alike.extend(shared(&a.agents, &b.agents).into_iter().map(Likeness::Agent));
    if let Some(words) = shared_words(&a.text, &b.text) {
        alike.push(Likeness::Text(words));
    }
    alike
}

/// The words two texts share, when they share enough of those that say something.
fn shared_words(a: &str, b: &str) -> Option<Vec<String>> {
    let (a, b) = (words(a), words(b));
    let common: Vec<String> = a.iter().filter(|word| b.contains(word)).cloned().collect();
    let fewest = a.len().min(b.len());
    let enough = common.len() >= 2 && common.len() * 100 >= fewest * TEXT_SHARE;
    enough.then_some(common)
}

/// The words of four letters or more, in lower case, each once.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
        if word.chars().count() >= 4 && !words.iter().any(|w| w == word) {
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(factor: &str, agent: &str, text: &str) -> IncidentTraits {
        IncidentTraits {
            factors: vec![FactorTarget::parse(factor).unwrap()],
            failed_controls: vec!["approval_gate".into()],
            agents: vec![agent.into()],
            text: text.into(),
        }
    }

    #[test]
    fn a_suggestion_says_which_factor_control_agent_and_words_are_shared() {
        let a = traits("approval_missing @ forum", "helper", "Agent posted wrong advice");
        let b = traits("approval_missing @ Forum", "helper", "Wrong advice by an agent");
        let alike: Vec<_> = compare(&a, &b).iter().map(ToString::to_string).collect();
        assert_eq!(
            alike,
            [
                "same factor: approval_missing @ forum",
                "same control let it pass: approval_gate",
                "same agent: helper",
                "words in common: agent, wrong, advice",
            ]
        );
    }

    #[test]
    fn people_read_the_names_of_factors_and_controls() {
        let names =
            CatalogueNames::new([], [("approval_gate".to_owned(), "Approval gate".to_owned())]);
        let control = Likeness::FailedControl("approval_gate".into());
        assert_eq!(control.told(&names), "same control let it pass: Approval gate");
        let factor = Likeness::Factor(FactorTarget::parse("over_reliance @ forum").unwrap());
        assert_eq!(factor.told(&names), "same factor: over_reliance at forum", "it has no name");
        assert_eq!(Likeness::Agent("helper".into()).told(&names), "same agent: helper");
    }

    #[test]
    fn the_same_code_at_another_scope_is_not_the_same_factor() {
        let a = traits("approval_missing @ forum", "helper", "");
        let b = traits("approval_missing @ database", "other", "");
        assert!(!compare(&a, &b).iter().any(|l| matches!(l, Likeness::Factor(_))));
    }
}
