//! Agents: the identity card of an AI agent and the versions it ran in.
//!
//! An agent without an accountable human is incomplete, and every page says so.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Invalid,
    account::{Person, UserRef},
    form::Checker,
};

/// The longest agent key.
const KEY_MAX: usize = 64;

vocab! {
    /// How much an agent was designed to do by itself.
    pub enum DesignedAutonomy ("designed autonomy") {
        Operator = "operator", "Operator: does nothing unasked";
        Collaborator = "collaborator", "Collaborator: works in turns with a person";
        Consultant = "consultant", "Consultant: works alone and asks when it matters";
        Approver = "approver", "Approver: acts after a yes";
        Observer = "observer", "Observer: acts, and is only watched";
    }
}

vocab! {
    /// Whether an agent is in use.
    pub enum AgentStatus ("agent status") {
        Active = "active", "Active";
        Restricted = "restricted", "Restricted";
        Suspended = "suspended", "Suspended";
        Retired = "retired", "Retired";
    }
}

/// An agent's identity card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent's id.
    pub id: Uuid,
    /// Its short name in references and imports, e.g. `forum-helper`.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The human who answers for it.
    pub owner: Option<Person>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is built on.
    pub framework: Option<String>,
    /// The model it uses now.
    pub model: Option<String>,
    /// Where it can write, e.g. `forum`, `production database`.
    pub surfaces: Vec<String>,
    /// The tools it can call.
    pub tools: Vec<String>,
    /// How much it was designed to do by itself, when known.
    pub autonomy: Option<DesignedAutonomy>,
    /// Whether it is in use.
    pub status: AgentStatus,
    /// When its card was made.
    pub created_at: DateTime<Utc>,
    /// The row's version, for stale edits.
    pub version: i32,
}

impl Agent {
    /// What the card must have and does not, as words for people; empty when it is complete.
    pub fn missing(&self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        if self.owner.is_none() {
            missing.push("an accountable owner");
        }
        missing
    }

    /// Whether the card lacks something it must have.
    pub fn is_incomplete(&self) -> bool {
        !self.missing().is_empty()
    }
}

/// A version of an agent: what it ran with, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentVersion {
    /// The version's id.
    pub id: Uuid,
    /// What it is called, e.g. `2026-03-10`.
    pub label: String,
    /// The model.
    pub model: Option<String>,
    /// SHA-256 of its instructions, in hexadecimal.
    pub prompt_hash: Option<String>,
    /// The tools it could call.
    pub tools: Vec<String>,
    /// When it came into use.
    pub valid_from: Option<DateTime<Utc>>,
    /// When it went out of use.
    pub valid_to: Option<DateTime<Utc>>,
}

impl AgentVersion {
    /// Whether this version was in use at `at`; an open end counts as in use.
    pub fn was_in_use(&self, at: DateTime<Utc>) -> bool {
        self.valid_from.is_none_or(|from| from <= at) && self.valid_to.is_none_or(|to| at < to)
    }
}

/// An agent's card as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawAgent {
    /// Its short name; made from the name when blank.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The accountable human: an e-mail address or an id.
    pub owner: String,
    /// Who makes it.
    pub vendor: String,
    /// What it is built on.
    pub framework: String,
    /// The model it uses now.
    pub model: String,
    /// Where it can write; each item may hold several, separated by commas.
    pub surfaces: Vec<String>,
    /// The tools it can call; each item may hold several, separated by commas.
    pub tools: Vec<String>,
    /// A [`DesignedAutonomy`], or blank.
    pub autonomy: String,
    /// An [`AgentStatus`]; `active` when blank.
    pub status: String,
}

impl From<&Agent> for RawAgent {
    /// The card as a form shows it; the owner is named by id.
    fn from(agent: &Agent) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            key: agent.key.clone(),
            name: agent.name.clone(),
            purpose: agent.purpose.clone(),
            owner: agent.owner.as_ref().map(|owner| owner.id.to_string()).unwrap_or_default(),
            vendor: text(&agent.vendor),
            framework: text(&agent.framework),
            model: text(&agent.model),
            surfaces: agent.surfaces.clone(),
            tools: agent.tools.clone(),
            autonomy: agent.autonomy.map(|autonomy| autonomy.to_string()).unwrap_or_default(),
            status: agent.status.to_string(),
        }
    }
}

/// Registers an agent, or rewrites its card when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterAgent {
    /// Its short name: lower-case letters, digits, `-`, `_` and `.`.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The accountable human.
    pub owner: Option<UserRef>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is built on.
    pub framework: Option<String>,
    /// The model it uses now.
    pub model: Option<String>,
    /// Where it can write.
    pub surfaces: Vec<String>,
    /// The tools it can call.
    pub tools: Vec<String>,
    /// How much it was designed to do by itself.
    pub autonomy: Option<DesignedAutonomy>,
    /// Whether it is in use.
    pub status: AgentStatus,
}

impl RegisterAgent {
    /// Understands an agent's card, or says what is wrong with each field.
    pub fn parse(raw: RawAgent) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let name = check.line("name", &raw.name);
        let key = if raw.key.trim().is_empty() { key_from(&name) } else { raw.key };
        let key = if name.is_empty() && key.is_empty() {
            None
        } else {
            check.taken("key", parse_key(&key))
        };
        let command = Self {
            key: key.unwrap_or_default(),
            name,
            purpose: check.text("purpose", &raw.purpose),
            owner: check.optional("owner", &raw.owner, UserRef::parse),
            vendor: check.optional_line("vendor", &raw.vendor),
            framework: check.optional_line("framework", &raw.framework),
            model: check.optional_line("model", &raw.model),
            surfaces: check.list("surfaces", &raw.surfaces),
            tools: check.list("tools", &raw.tools),
            autonomy: check.optional_word("autonomy", &raw.autonomy),
            status: check.word_or("status", &raw.status, AgentStatus::Active),
        };
        check.finish(command)
    }
}

/// A version of an agent as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawAgentVersion {
    /// What it is called.
    pub label: String,
    /// The model.
    pub model: String,
    /// SHA-256 of its instructions: 64 hexadecimal digits.
    pub prompt_hash: String,
    /// The tools it could call; each item may hold several, separated by commas.
    pub tools: Vec<String>,
    /// When it came into use.
    pub valid_from: String,
    /// When it went out of use.
    pub valid_to: String,
}

/// Adds a version to an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddAgentVersion {
    /// What it is called.
    pub label: String,
    /// The model.
    pub model: Option<String>,
    /// SHA-256 of its instructions, in lower-case hexadecimal.
    pub prompt_hash: Option<String>,
    /// The tools it could call.
    pub tools: Vec<String>,
    /// When it came into use.
    pub valid_from: Option<DateTime<Utc>>,
    /// When it went out of use.
    pub valid_to: Option<DateTime<Utc>>,
}

impl AddAgentVersion {
    /// Understands a version, or says what is wrong with each field.
    pub fn parse(raw: RawAgentVersion) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            label: check.line("label", &raw.label),
            model: check.optional_line("model", &raw.model),
            prompt_hash: check.optional("prompt_hash", &raw.prompt_hash, parse_sha256),
            tools: check.list("tools", &raw.tools),
            valid_from: check.optional_instant("valid_from", &raw.valid_from),
            valid_to: check.optional_instant("valid_to", &raw.valid_to),
        };
        if let (Some(from), Some(to)) = (command.valid_from, command.valid_to)
            && to <= from
        {
            check.error("valid_to", "This is before the version came into use.");
        }
        check.finish(command)
    }
}

/// Reads a SHA-256 in hexadecimal, with or without `sha256:` before it.
pub fn parse_sha256(raw: &str) -> Result<String, String> {
    let value = raw.trim().to_ascii_lowercase();
    let value = value.strip_prefix("sha256:").unwrap_or(&value);
    if value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(value.to_owned())
    } else {
        Err("Enter a SHA-256 as 64 hexadecimal digits.".into())
    }
}

/// Reads a key: lower-case letters, digits, `-`, `_`, `.`; begins with a letter or a digit.
pub fn parse_key(raw: &str) -> Result<String, String> {
    let key = raw.trim().to_lowercase();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let starts_well = key.starts_with(|c: char| c.is_ascii_alphanumeric());
    if key.len() > KEY_MAX || !starts_well || !key.chars().all(allowed) {
        return Err(format!(
            "Use up to {KEY_MAX} letters, digits, “-”, “_” and “.”, like forum-helper."
        ));
    }
    Ok(key)
}

/// A key made from a name: `Forum helper` gives `forum-helper`.
fn key_from(name: &str) -> String {
    let mut key = String::new();
    for c in name.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
    }
    key.truncate(KEY_MAX);
    key.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> RawAgent {
        RawAgent { name: name.into(), ..RawAgent::default() }
    }

    #[test]
    fn a_key_is_made_from_the_name() {
        let agent = RegisterAgent::parse(named("  Forum helper (beta)! ")).unwrap();
        assert_eq!(agent.key, "forum-helper-beta");
        assert_eq!(agent.status, AgentStatus::Active);
    }

    #[test]
    fn a_name_without_latin_letters_asks_for_a_key() {
        let invalid = RegisterAgent::parse(named("помощник")).unwrap_err();
        assert_eq!(invalid.of("key").count(), 1);
    }

    #[test]
    fn a_blank_card_names_only_the_name() {
        let invalid = RegisterAgent::parse(RawAgent::default()).unwrap_err();
        assert_eq!(invalid.errors.len(), 1);
        assert_eq!(invalid.of("name").count(), 1);
    }

    #[test]
    fn an_agent_without_an_accountable_owner_is_incomplete() {
        let mut agent = Agent {
            id: Uuid::nil(),
            key: "forum-helper".into(),
            name: "Forum helper".into(),
            purpose: String::new(),
            owner: None,
            vendor: None,
            framework: None,
            model: None,
            surfaces: vec![],
            tools: vec![],
            autonomy: None,
            status: AgentStatus::Active,
            created_at: DateTime::UNIX_EPOCH,
            version: 1,
        };
        assert_eq!(agent.missing(), ["an accountable owner"]);
        agent.owner = Some(Person { id: Uuid::nil(), name: "Ada".into() });
        assert!(!agent.is_incomplete());
    }

    #[test]
    fn a_version_that_ends_before_it_begins_is_refused() {
        let raw = RawAgentVersion {
            label: "v1".into(),
            valid_from: "2026-03-02".into(),
            valid_to: "2026-03-01".into(),
            prompt_hash: "abc".into(),
            ..RawAgentVersion::default()
        };
        let invalid = AddAgentVersion::parse(raw).unwrap_err();
        assert_eq!(invalid.of("valid_to").count(), 1);
        assert_eq!(invalid.of("prompt_hash").count(), 1);
    }
}
