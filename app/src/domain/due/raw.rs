//! The rules as they are typed: one a line, `SEV1 repair = 5`.

use serde::{Deserialize, Serialize};

use super::{DuePolicy, DueRule};
use crate::domain::remediation::RemediationType;
use crate::domain::severity::Severity;
use crate::domain::{Invalid, Vocabulary, form::Checker, raw};

/// The most business days that a rule gives.
const DAYS_MAX: i64 = 500;

/// The rules as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawDuePolicy {
    /// One rule a line: a severity, a type, both or `any`, then `=` and the business days.
    pub rules: String,
    /// How many business days before its day the owner is reminded.
    pub remind_before: String,
    /// How many business days after its day whoever commands the incident is told.
    pub escalate_after: String,
    /// The addresses of those who are told then as well, with commas or line breaks between them.
    pub escalate_to: String,
}

impl DuePolicy {
    /// Understands the rules, or says which line is not understood.
    pub fn parse(typed: &RawDuePolicy) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let mut rules: Vec<DueRule> = Vec::new();
        for (n, line) in typed.rules.lines().enumerate().filter(|(_, line)| !line.trim().is_empty())
        {
            match rule(line) {
                Ok(new) if rules.iter().any(|it| same(*it, new)) => {
                    check.error(
                        "rules",
                        format!("Line {}: there is a rule for this already.", n + 1),
                    );
                }
                Ok(new) => rules.push(new),
                Err(why) => check.error("rules", format!("Line {}: {why}", n + 1)),
            }
        }
        let mut days = |field: &str, text: &str| {
            let days = raw::number(&mut check, field, text, 0, 60);
            if text.trim().is_empty() {
                check.error(field, "Enter a number of days.");
            }
            days.and_then(|days| u32::try_from(days).ok()).unwrap_or_default()
        };
        let remind_before = days("remind_before", &typed.remind_before);
        let escalate_after = days("escalate_after", &typed.escalate_after);
        let escalate_to = addresses(&mut check, &typed.escalate_to);
        check.finish(Self { rules, remind_before, escalate_after, escalate_to })
    }
}

/// The most people who are told beside those who command.
const TOLD_MAX: usize = 20;

fn addresses(check: &mut Checker, typed: &str) -> Vec<String> {
    let mut addresses: Vec<String> = Vec::new();
    let words = typed.split([',', '\n', ' ', ';']).map(str::trim).filter(|word| !word.is_empty());
    for word in words {
        let address = word.to_lowercase();
        if !address.contains('@') {
            check.error("escalate_to", format!("“{word}” is no address."));
        } else if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.len() > TOLD_MAX {
        check.error("escalate_to", format!("Name {TOLD_MAX} people at most."));
    }
    addresses
}

fn same(a: DueRule, b: DueRule) -> bool {
    (a.severity, a.kind) == (b.severity, b.kind)
}

fn rule(line: &str) -> Result<DueRule, String> {
    let (whom, days) = line.split_once('=').ok_or("write it like SEV1 = 10.")?;
    let days = days.trim().parse::<i64>().ok().filter(|days| (0..=DAYS_MAX).contains(days));
    let days = days.and_then(|days| u32::try_from(days).ok());
    let days = days.ok_or_else(|| format!("after = comes a number from 0 to {DAYS_MAX}."))?;
    let mut rule = DueRule { severity: None, kind: None, days };
    for word in whom.split_whitespace().filter(|word| *word != "any") {
        if let Some(kind) = RemediationType::from_word(&word.to_lowercase()) {
            rule.kind = Some(kind);
        } else {
            let severity: Severity =
                word.parse().map_err(|_| format!("“{word}” is no severity and no type."))?;
            rule.severity = Some(severity);
        }
    }
    Ok(rule)
}

impl From<&DuePolicy> for RawDuePolicy {
    fn from(policy: &DuePolicy) -> Self {
        let line = |rule: &DueRule| {
            let severity = rule.severity.map(|severity| severity.to_string());
            let kind = rule.kind.map(|kind| kind.to_string());
            let mut words: Vec<String> = [severity, kind].into_iter().flatten().collect();
            if words.is_empty() {
                words.push("any".to_owned());
            }
            format!("{} = {}", words.join(" "), rule.days)
        };
        Self {
            rules: policy.rules.iter().map(line).collect::<Vec<_>>().join("\n"),
            remind_before: policy.remind_before.to_string(),
            escalate_after: policy.escalate_after.to_string(),
            escalate_to: policy.escalate_to.join(", "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(rules: &str) -> Result<DuePolicy, Invalid> {
        let raw = RawDuePolicy {
            rules: rules.into(),
            remind_before: "3".into(),
            escalate_after: "5".into(),
            escalate_to: String::new(),
        };
        DuePolicy::parse(&raw)
    }

    #[test]
    fn rules_are_read_and_written_the_same() {
        let text = "SEV1 = 10\nSEV1 repair = 5\nrepair = 20\nany = 60";
        assert_eq!(RawDuePolicy::from(&parse(text).unwrap()).rules, text);
        let shipped = DuePolicy::default();
        assert_eq!(DuePolicy::parse(&RawDuePolicy::from(&shipped)).unwrap(), shipped);
    }

    #[test]
    fn who_else_is_told_is_named_by_address() {
        let raw = |people: &str| RawDuePolicy {
            escalate_to: people.into(),
            ..RawDuePolicy::from(&DuePolicy::default())
        };
        let policy = DuePolicy::parse(&raw("Lead@example.org,\nhead@example.org lead@example.org"));
        let policy = policy.unwrap();
        assert_eq!(policy.escalate_to, ["lead@example.org", "head@example.org"]);
        assert_eq!(RawDuePolicy::from(&policy).escalate_to, "lead@example.org, head@example.org");
        assert!(DuePolicy::parse(&raw("the lead")).is_err());
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let invalid = parse("SEV1 = 10\nSEV1 = 11\nhuge = 3\nSEV2 = many\nSEV3").unwrap_err();
        let messages: Vec<_> = invalid.of("rules").collect();
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(messages[0].starts_with("Line 2:") && messages[1].contains("“huge”"));
    }
}
