//! Contributing factors: never one root cause, always a code with the scope that makes
//! recurrence meaningful, and whether it is known or only possible.

mod catalogue;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, agent::parse_key, form::Checker, reference::EventRef, timeline::Confidence};

pub use catalogue::{CATALOGUE, shipped};

vocab! {
    /// Where a factor lies.
    pub enum FactorGroup ("factor group") {
        Agent = "agent", "Agent";
        Authority = "authority", "Authority";
        Controls = "controls", "Controls";
        People = "people", "People and team";
        Organisation = "organisation", "Organisation";
        Technical = "technical", "Technical";
    }
}

impl FactorGroup {
    /// The group's letter in the catalogue, `A` to `F`.
    pub fn letter(self) -> char {
        match self {
            Self::Agent => 'A',
            Self::Authority => 'B',
            Self::Controls => 'C',
            Self::People => 'D',
            Self::Organisation => 'E',
            Self::Technical => 'F',
        }
    }
}

vocab! {
    /// What a factor did in an incident.
    pub enum FactorRole ("factor role") {
        Triggering = "triggering", "Triggering: set it off";
        Enabling = "enabling", "Enabling: made it possible";
        Aggravating = "aggravating", "Aggravating: made it worse";
    }
}

/// One factor of the catalogue as shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorDefinition {
    /// The word that is stored and sent.
    pub code: &'static str,
    /// Where it lies.
    pub group: FactorGroup,
    /// The name for people.
    pub name: &'static str,
    /// What counts as this factor.
    pub definition: &'static str,
}

/// A factor of the catalogue, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorKind {
    /// The word that is stored and sent.
    pub code: String,
    /// Where it lies.
    pub group: FactorGroup,
    /// The name for people.
    pub name: String,
    /// What counts as this factor.
    pub definition: String,
    /// Whether it is no longer offered; records that name it stay.
    pub retired: bool,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A contributing factor of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// The record's id.
    pub id: Uuid,
    /// The catalogue's word.
    pub code: String,
    /// The catalogue's name for people.
    pub name: String,
    /// Where it lies.
    pub group: FactorGroup,
    /// The service, agent or surface it was seen at; blank when not said.
    pub scope: String,
    /// What it did.
    pub role: FactorRole,
    /// Whether it is known to have contributed; otherwise it is only possible.
    pub known: bool,
    /// How sure that is.
    pub confidence: Confidence,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A factor as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFactor {
    /// The catalogue's word.
    pub code: String,
    /// The service, agent or surface it was seen at.
    pub scope: String,
    /// A [`FactorRole`]; `enabling` when blank.
    pub role: String,
    /// `known` (also `true`, and when blank) or `potential` (also `false`).
    pub known: String,
    /// A [`Confidence`]; `reported` when blank.
    pub confidence: String,
    /// What is known about it.
    pub note: String,
    /// The events that show it: `E5` or `5`.
    pub events: Vec<String>,
    /// The code of the control it concerns.
    pub control: String,
}

impl From<&Factor> for RawFactor {
    fn from(factor: &Factor) -> Self {
        Self {
            code: factor.code.clone(),
            scope: factor.scope.clone(),
            role: factor.role.to_string(),
            known: if factor.known { "known" } else { "potential" }.to_owned(),
            confidence: factor.confidence.to_string(),
            note: factor.note.clone(),
            events: factor.events.iter().map(|seq| format!("E{seq}")).collect(),
            control: factor.control.clone().unwrap_or_default(),
        }
    }
}

/// Names a contributing factor of an incident, or rewrites it when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameFactor {
    /// The catalogue's word; the store knows whether the catalogue has it.
    pub code: String,
    /// The service, agent or surface it was seen at; blank when not said.
    pub scope: String,
    /// What it did.
    pub role: FactorRole,
    /// Whether it is known to have contributed.
    pub known: bool,
    /// How sure that is.
    pub confidence: Confidence,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The code of the control it concerns.
    pub control: Option<String>,
}

impl NameFactor {
    /// Understands a factor, or says what is wrong with each field.
    pub fn parse(raw: RawFactor) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let code = check.line("code", &raw.code);
        let command = Self {
            code,
            scope: check.optional_line("scope", &raw.scope).unwrap_or_default(),
            role: check.word_or("role", &raw.role, FactorRole::Enabling),
            known: known(&mut check, &raw.known),
            confidence: check.word_or("confidence", &raw.confidence, Confidence::Reported),
            note: check.text("note", &raw.note),
            events: check.list_of("events", &raw.events, EventRef::parse_seq),
            control: check.optional_line("control", &raw.control),
        };
        check.finish(command)
    }
}

/// Reads `known` or `potential`, in words or as the API's boolean.
fn known(check: &mut Checker, raw: &str) -> bool {
    match raw.trim() {
        "" | "known" | "true" => true,
        "potential" | "false" => false,
        _ => {
            check.error("known", "Use one of: known, potential.");
            false
        }
    }
}

/// A factor that something concerns, with the scope that makes recurrence meaningful.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FactorTarget {
    /// The catalogue's word.
    pub code: String,
    /// The service, agent or surface; blank for any.
    #[serde(default)]
    pub scope: String,
}

impl FactorTarget {
    /// Reads `approval_missing` or `approval_missing @ forum-helper`; the error is for people.
    pub fn parse(raw: &str) -> Result<Self, String> {
        let (code, scope) = raw.split_once('@').unwrap_or((raw, ""));
        let code = parse_key(code).map_err(|_| {
            "Write a factor like approval_missing, or approval_missing @ forum-helper.".to_owned()
        })?;
        Ok(Self { code, scope: scope.trim().to_owned() })
    }

    /// Whether this covers `other`: the same code, and the same scope unless this one has none.
    pub fn covers(&self, other: &Self) -> bool {
        self.code == other.code
            && (self.scope.is_empty() || self.scope.eq_ignore_ascii_case(&other.scope))
    }
}

impl std::fmt::Display for FactorTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scope.is_empty() {
            f.write_str(&self.code)
        } else {
            write!(f, "{} @ {}", self.code, self.scope)
        }
    }
}

/// A factor for the catalogue as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFactorDefinition {
    /// The word that is stored and sent.
    pub code: String,
    /// A [`FactorGroup`].
    pub group: String,
    /// The name for people.
    pub name: String,
    /// What counts as this factor.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: String,
}

/// Adds a factor to the catalogue, or rewrites one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefineFactor {
    /// The word that is stored and sent.
    pub code: String,
    /// Where it lies.
    pub group: FactorGroup,
    /// The name for people.
    pub name: String,
    /// What counts as this factor.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl DefineFactor {
    /// Understands a factor for the catalogue, or says what is wrong with each field.
    pub fn parse(raw: RawFactorDefinition) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let code = check.taken("code", parse_key(&raw.code));
        let command = Self {
            code: code.unwrap_or_default(),
            group: check.word("group", &raw.group),
            name: check.line("name", &raw.name),
            definition: check.required_text("definition", &raw.definition),
            retired: check.flag("retired", &raw.retired),
        };
        check.finish(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_every_factor_once_explained_and_in_the_order_of_its_groups() {
        assert_eq!(CATALOGUE.len(), 37);
        for factor in CATALOGUE {
            assert_eq!(CATALOGUE.iter().filter(|f| f.code == factor.code).count(), 1);
            assert!(factor.definition.ends_with('.'), "{}", factor.code);
        }
        assert!(CATALOGUE.is_sorted_by_key(|factor| factor.group.letter()));
        assert_eq!(shipped("over_reliance").unwrap().group, FactorGroup::People);
    }

    #[test]
    fn a_factor_is_known_unless_it_is_called_potential() {
        let parsed = |word: &str| {
            let raw = RawFactor {
                code: "over_reliance".into(),
                known: word.into(),
                ..RawFactor::default()
            };
            NameFactor::parse(raw).map(|factor| factor.known)
        };
        assert!(parsed("").unwrap() && parsed("true").unwrap() && parsed("known").unwrap());
        assert!(!parsed("potential").unwrap() && !parsed("false").unwrap());
        assert!(parsed("maybe").is_err());
    }

    #[test]
    fn a_target_without_a_scope_covers_every_scope() {
        let target = |raw: &str| FactorTarget::parse(raw).unwrap();
        let seen = target("approval_missing @ forum-helper");
        assert!(target("approval_missing").covers(&seen));
        assert!(target("approval_missing@Forum-Helper").covers(&seen));
        assert!(!target("approval_missing @ other").covers(&seen));
        assert!(!target("over_reliance").covers(&seen));
        assert_eq!(seen.to_string(), "approval_missing @ forum-helper");
    }
}
