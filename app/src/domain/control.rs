//! Controls: what should have stopped it. A catalogue that an administrator extends, and the
//! state that each control was in when it mattered.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Invalid, agent::parse_key, form::Checker, reference::EventRef};

vocab! {
    /// How well a kind of control or remediation holds without anybody's attention.
    pub enum Strength ("strength") {
        Stronger = "stronger", "Stronger: works without anybody's attention";
        Intermediate = "intermediate", "Intermediate: helps somebody to notice";
        Weaker = "weaker", "Weaker: relies on somebody remembering";
    }
}

vocab! {
    /// What a control did when it mattered.
    pub enum ControlState ("control state") {
        Worked = "worked", "Worked";
        WorkedPartially = "worked_partially", "Worked partially";
        NotTriggered = "not_triggered", "Not triggered";
        Failed = "failed", "Failed";
        Bypassed = "bypassed", "Bypassed";
        Overridden = "overridden", "Overridden";
        Absent = "absent", "Absent";
        Unknown = "unknown", "Unknown";
    }
}

impl ControlState {
    /// Whether a control in this state let something pass that it should have stopped.
    pub fn let_it_pass(self) -> bool {
        matches!(
            self,
            Self::Absent | Self::Bypassed | Self::Failed | Self::NotTriggered | Self::Overridden
        )
    }
}

/// One control of the catalogue as shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlDefinition {
    /// The word that is stored and sent.
    pub code: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// How well this kind of control holds by default.
    pub strength: Strength,
    /// What counts as this control.
    pub definition: &'static str,
}

const fn control(
    code: &'static str,
    name: &'static str,
    strength: Strength,
    definition: &'static str,
) -> ControlDefinition {
    ControlDefinition { code, name, strength, definition }
}

use Strength::{Intermediate, Stronger, Weaker};

/// The controls as shipped; an administrator may add more and retire any.
pub const CATALOGUE: &[ControlDefinition] = &[
    control(
        "approval_gate",
        "Approval gate",
        Stronger,
        "The action waits until a named person says yes.",
    ),
    control(
        "permission_scope",
        "Permission scope",
        Stronger,
        "The agent's identity can reach only what its task needs.",
    ),
    control(
        "environment_isolation",
        "Environment isolation",
        Stronger,
        "Test and production are apart, so that a mistake in one cannot reach the other.",
    ),
    control(
        "reversibility",
        "Reversibility",
        Stronger,
        "The action can be undone: delayed deletion, backups out of reach, versions.",
    ),
    control(
        "stop_control",
        "Stop control",
        Stronger,
        "A person can halt the agent at once, and it stays halted.",
    ),
    control(
        "rate_or_spend_limit",
        "Rate or spend limit",
        Stronger,
        "A ceiling on how much or how fast the agent can act.",
    ),
    control(
        "audience_restriction",
        "Audience restriction",
        Stronger,
        "What the agent says reaches only those it is meant for.",
    ),
    control(
        "policy_guardrail",
        "Policy guardrail",
        Stronger,
        "A rule outside the model refuses certain actions, whatever the model decides.",
    ),
    control(
        "output_review",
        "Output review",
        Intermediate,
        "Somebody reads the agent's output before others rely on it.",
    ),
    control(
        "independent_verification",
        "Independent verification",
        Intermediate,
        "A claim is checked against another source before it is acted on.",
    ),
    control(
        "input_guard",
        "Input guard",
        Intermediate,
        "Untrusted content is filtered or marked before the agent reads it.",
    ),
    control(
        "monitoring_alert",
        "Monitoring alert",
        Intermediate,
        "A signal tells somebody that it is happening.",
    ),
    control(
        "logging_traceability",
        "Logging and traceability",
        Intermediate,
        "What the agent did and was told can be found afterwards.",
    ),
    control(
        "change_management",
        "Change management",
        Intermediate,
        "A change to the agent or its surroundings is tested and reviewed before it is live.",
    ),
    control(
        "provenance_label",
        "Provenance label",
        Weaker,
        "Readers are shown that an agent wrote it.",
    ),
    control(
        "training_guideline",
        "Training or guideline",
        Weaker,
        "People were told what to do and what not to do.",
    ),
];

/// The shipped control with this code.
pub fn shipped(code: &str) -> Option<&'static ControlDefinition> {
    CATALOGUE.iter().find(|control| control.code == code)
}

/// A control of the catalogue, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The word that is stored and sent.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    pub strength: Strength,
    /// What counts as this control.
    pub definition: String,
    /// Whether it is no longer offered; records that name it stay.
    pub retired: bool,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// The state of a control in one incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentControl {
    /// The record's id.
    pub id: Uuid,
    /// The control's code.
    pub control: String,
    /// The control's name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    pub strength: Strength,
    /// What it did when it mattered.
    pub state: ControlState,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
    /// The row's version, for stale edits.
    pub version: i32,
}

/// A control's state in an incident as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawControl {
    /// The control's code.
    pub control: String,
    /// A [`ControlState`].
    pub state: String,
    /// What is known about it.
    pub note: String,
    /// The events that show it: `E4` or `4`.
    pub events: Vec<String>,
}

impl From<&IncidentControl> for RawControl {
    fn from(control: &IncidentControl) -> Self {
        Self {
            control: control.control.clone(),
            state: control.state.to_string(),
            note: control.note.clone(),
            events: control.events.iter().map(|seq| format!("E{seq}")).collect(),
        }
    }
}

/// Records what a control did when it mattered, or rewrites the record when it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordControl {
    /// The control's code; the store knows whether the catalogue has it.
    pub control: String,
    /// What it did when it mattered.
    pub state: ControlState,
    /// What is known about it.
    pub note: String,
    /// The events that show it, by number.
    pub events: Vec<i32>,
}

impl RecordControl {
    /// Understands a control's state, or says what is wrong with each field.
    pub fn parse(raw: RawControl) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let command = Self {
            control: check.line("control", &raw.control),
            state: check.word("state", &raw.state),
            note: check.text("note", &raw.note),
            events: check.list_of("events", &raw.events, EventRef::parse_seq),
        };
        check.finish(command)
    }
}

/// A control for the catalogue as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawControlDefinition {
    /// The word that is stored and sent.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// A [`Strength`].
    pub strength: String,
    /// What counts as this control.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: String,
}

/// Adds a control to the catalogue, or rewrites one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefineControl {
    /// The word that is stored and sent.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    pub strength: Strength,
    /// What counts as this control.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl DefineControl {
    /// Understands a control for the catalogue, or says what is wrong with each field.
    pub fn parse(raw: RawControlDefinition) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let code = check.taken("code", parse_key(&raw.code));
        let command = Self {
            code: code.unwrap_or_default(),
            name: check.line("name", &raw.name),
            strength: check.word("strength", &raw.strength),
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
    fn the_catalogue_has_every_control_once_and_explained() {
        assert_eq!(CATALOGUE.len(), 16);
        for control in CATALOGUE {
            assert_eq!(CATALOGUE.iter().filter(|c| c.code == control.code).count(), 1);
            assert!(control.definition.ends_with('.'), "{}", control.code);
        }
        assert_eq!(shipped("approval_gate").unwrap().strength, Stronger);
    }

    #[test]
    fn a_control_that_worked_or_is_unknown_let_nothing_pass() {
        use ControlState::{Unknown, Worked, WorkedPartially};
        assert!([Worked, WorkedPartially, Unknown].iter().all(|state| !state.let_it_pass()));
    }

    #[test]
    fn events_are_named_by_number_and_each_bad_one_is_said() {
        let raw = RawControl {
            control: "approval_gate".into(),
            state: "bypassed".into(),
            events: vec!["E4, 5".into(), "x".into()],
            ..RawControl::default()
        };
        let invalid = RecordControl::parse(raw).unwrap_err();
        assert_eq!(invalid.of("events").count(), 1);
    }
}
