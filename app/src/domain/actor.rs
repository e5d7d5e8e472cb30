//! Who or what did something: a person, an AI agent, an automation, a team, or nobody knows.

use uuid::Uuid;

use super::form::Checker;
use super::raw;

vocab! {
    /// What sort of actor it is.
    pub enum ActorKind("actor kind") {
        Human = "human", "Person";
        AiAgent = "ai_agent", "AI agent";
        Automation = "automation", "Automation";
        System = "system", "System";
        Team = "team", "Team";
        ExternalParty = "external_party", "External party";
        Unknown = "unknown", "Unknown";
    }
}

/// An actor as it is shown and sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct ActorRef {
    /// Its id.
    pub id: Uuid,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// Its name; a person may be a pseudonymous role like `Engineer B`.
    pub name: String,
    /// The key of its agent profile, if it is a registered agent.
    #[serde(rename = "ref", default)]
    pub key: Option<String>,
}

/// An actor as it was sent or typed: by id, by agent key, or by kind and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawActor {
    /// The id of an actor that is known already.
    pub id: String,
    /// A word of [`ActorKind`]; blank is `ai_agent` with a key, else `unknown`.
    pub kind: String,
    /// The name, or `agent:key` as in the entry line.
    pub name: String,
    /// The key of an agent profile.
    #[serde(rename = "ref")]
    pub key: String,
}

/// An actor that a command names; the store finds it, or makes it on first mention.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum ActorSpec {
    /// An actor that is known already.
    Id(Uuid),
    /// A registered agent, by the key of its profile.
    Agent(String),
    /// An actor by kind and name; the same pair is the same actor.
    Named(ActorKind, String),
}

impl RawActor {
    /// A raw actor by kind and name.
    pub fn named(kind: ActorKind, name: impl Into<String>) -> Self {
        Self { kind: kind.to_string(), name: name.into(), ..Self::default() }
    }

    /// A raw actor by agent key.
    pub fn agent(key: impl Into<String>) -> Self {
        Self { kind: ActorKind::AiAgent.to_string(), key: key.into(), ..Self::default() }
    }

    /// The actor, or `None` when nothing was given; findings are named below `field`.
    pub fn parse(&self, check: &mut Checker, field: &str) -> Option<ActorSpec> {
        let kind = check.optional_word::<ActorKind>(&format!("{field}.kind"), &self.kind);
        if let Some(id) = raw::id(check, &format!("{field}.id"), &self.id) {
            return Some(ActorSpec::Id(id));
        }
        let key = check.optional_line(&format!("{field}.ref"), &self.key);
        let name = check.optional_line(&format!("{field}.name"), &self.name);
        let key = key.or_else(|| Some(name.as_deref()?.strip_prefix("agent:")?.trim().to_owned()));
        match (key, name) {
            (Some(_), _) if !matches!(kind, None | Some(ActorKind::AiAgent)) => {
                check.error(
                    format!("{field}.ref"),
                    "Only an AI agent has a ref; name others by name.",
                );
                None
            }
            (Some(key), _) if key.is_empty() => {
                check.error(format!("{field}.ref"), "Name the agent's key after “agent:”.");
                None
            }
            (Some(key), _) => Some(ActorSpec::Agent(key)),
            (None, Some(name)) => Some(ActorSpec::Named(kind.unwrap_or(ActorKind::Unknown), name)),
            // A kind alone is what an untouched form posts.
            (None, None) => None,
        }
    }
}

impl From<&ActorRef> for RawActor {
    fn from(actor: &ActorRef) -> Self {
        Self {
            id: actor.id.to_string(),
            kind: actor.kind.to_string(),
            name: actor.name.clone(),
            key: actor.key.clone().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &RawActor) -> Result<Option<ActorSpec>, crate::domain::Invalid> {
        let mut check = Checker::new();
        let actor = raw.parse(&mut check, "actor");
        check.finish(actor)
    }

    #[test]
    fn an_agent_is_named_by_its_key_or_on_the_entry_line() {
        let expected = Some(ActorSpec::Agent("forum-helper".to_owned()));
        assert_eq!(parse(&RawActor::agent("forum-helper")).unwrap(), expected);
        let typed = RawActor { name: "agent:forum-helper".into(), ..Default::default() };
        assert_eq!(parse(&typed).unwrap(), expected);
    }

    #[test]
    fn a_name_without_a_kind_is_an_unknown_actor_and_blank_is_none() {
        let typed = RawActor { name: "somebody".into(), ..Default::default() };
        let expected = ActorSpec::Named(ActorKind::Unknown, "somebody".to_owned());
        assert_eq!(parse(&typed).unwrap(), Some(expected));
        let kind_alone = RawActor { kind: "human".into(), ..Default::default() };
        assert_eq!(parse(&kind_alone).unwrap(), None);
    }

    #[test]
    fn a_person_has_no_agent_key() {
        let raw =
            RawActor { kind: "human".into(), key: "forum-helper".into(), ..Default::default() };
        assert_eq!(parse(&raw).unwrap_err().of("actor.ref").count(), 1);
    }
}
