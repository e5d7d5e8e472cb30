//! The example documents, embedded in the program, in the shapes of the API.
//!
//! They name each other by key; `{inc:key}` and `{rem:key}` in their texts become references once
//! the numbers are known.

use app::domain::agent::{RawAgent, RawAgentVersion};
use app::domain::claim::RawClaim;
use app::domain::control::RawControl;
use app::domain::evidence::RawEvidence;
use app::domain::exposure::RawExposure;
use app::domain::factor::RawFactor;
use app::domain::incident::RawIncident;
use app::domain::link::RawLink;
use app::domain::raw;
use app::domain::remediation::{RawMeasure, RawRemediation, TransitionRaw};
use app::domain::severity::RawSeverityChange;
use app::domain::timeline::RawEvent;
use chrono::{DateTime, Utc};
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(RustEmbed)]
#[folder = "examples-data"]
struct Files;

/// Everything that the examples hold, in the order in which it is to be recorded.
#[derive(Debug)]
pub(super) struct Examples {
    pub(super) users: Vec<User>,
    pub(super) agents: Vec<Agent>,
    pub(super) incidents: Vec<Example>,
    pub(super) remediations: Vec<Remediation>,
    pub(super) families: Vec<Family>,
    pub(super) findings: Vec<Finding>,
}

/// A user who owns, verifies or reviews; without a password, so that nobody signs in as one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) role: String,
}

/// An agent's card with its versions.
#[derive(Debug, Deserialize)]
pub(super) struct Agent {
    #[serde(flatten)]
    pub(super) card: RawAgent,
    pub(super) versions: Vec<RawAgentVersion>,
}

/// An incident with all that belongs to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Example {
    pub(super) key: String,
    pub(super) incident: RawIncident,
    #[serde(default)]
    pub(super) members: Vec<String>,
    #[serde(default)]
    pub(super) people: Vec<Person>,
    #[serde(default)]
    pub(super) status_path: Vec<StatusStep>,
    #[serde(default)]
    pub(super) severity_changes: Vec<SeverityStep>,
    pub(super) events: Vec<Numbered>,
    pub(super) links: Vec<RawLink>,
    #[serde(default)]
    pub(super) claims: Vec<Claim>,
    #[serde(default)]
    pub(super) evidence: Vec<Evidence>,
    #[serde(default)]
    pub(super) exposures: Vec<RawExposure>,
    pub(super) factors: Vec<Factor>,
    pub(super) controls: Vec<Control>,
    #[serde(default)]
    pub(super) relations: Vec<Relation>,
    #[serde(default)]
    pub(super) postmortem: Option<Postmortem>,
}

/// Who took part, by role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) role: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) duty: String,
}

/// A step of an incident's status; at the end of the incident when `at` is not said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusStep {
    pub(super) to: String,
    pub(super) reason: String,
    #[serde(default)]
    pub(super) at: Option<DateTime<Utc>>,
}

/// A change of severity after the declaration.
#[derive(Debug, Deserialize)]
pub(super) struct SeverityStep {
    #[serde(flatten)]
    pub(super) change: RawSeverityChange,
    pub(super) at: DateTime<Utc>,
}

/// An event with the number that links and texts know it by.
#[derive(Debug, Deserialize)]
pub(super) struct Numbered {
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests hold it against the order"))]
    pub(super) seq: i32,
    #[serde(flatten)]
    pub(super) event: RawEvent,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    question: String,
    statement: String,
    made_by: String,
    source: String,
    #[serde(default, deserialize_with = "raw::text")]
    event: String,
    status: String,
}

impl From<&Claim> for RawClaim {
    fn from(claim: &Claim) -> Self {
        Self {
            question: claim.question.clone(),
            statement: claim.statement.clone(),
            made_by: claim.made_by.clone(),
            source: claim.source.clone(),
            event: claim.event.clone(),
            status: claim.status.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Evidence {
    kind: String,
    title: String,
    #[serde(default)]
    quote: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    acquired_at: String,
    events: Vec<i32>,
}

impl From<&Evidence> for RawEvidence {
    fn from(evidence: &Evidence) -> Self {
        Self {
            kind: evidence.kind.clone(),
            title: evidence.title.clone(),
            quote: evidence.quote.clone(),
            url: evidence.url.clone(),
            acquired_at: evidence.acquired_at.clone(),
            events: texts(&evidence.events),
            ..Self::default()
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Factor {
    code: String,
    scope: String,
    role: String,
    known: bool,
    confidence: String,
    note: String,
    events: Vec<i32>,
    #[serde(default)]
    control: String,
}

impl From<&Factor> for RawFactor {
    fn from(factor: &Factor) -> Self {
        Self {
            code: factor.code.clone(),
            scope: factor.scope.clone(),
            role: factor.role.clone(),
            known: factor.known.to_string(),
            confidence: factor.confidence.clone(),
            note: factor.note.clone(),
            events: texts(&factor.events),
            control: factor.control.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    control: String,
    state: String,
    note: String,
    events: Vec<i32>,
}

impl From<&Control> for RawControl {
    fn from(control: &Control) -> Self {
        Self {
            control: control.control.clone(),
            state: control.state.clone(),
            note: control.note.clone(),
            events: texts(&control.events),
        }
    }
}

/// A relation to another example, by its key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Relation {
    pub(super) to: String,
    pub(super) kind: String,
    pub(super) rationale: String,
    #[serde(default)]
    pub(super) remediation: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Postmortem {
    pub(super) state: String,
    pub(super) body: String,
}

/// A remediation, which names its incidents by key, and the steps it went through.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remediation {
    pub(super) key: String,
    pub(super) created_at: DateTime<Utc>,
    title: String,
    description: String,
    #[serde(rename = "type")]
    kind: String,
    strength: String,
    priority: String,
    factors: Vec<Target>,
    controls: Vec<String>,
    owner: String,
    verifier: String,
    due: String,
    pub(super) incidents: Vec<String>,
    #[serde(default)]
    measure: Measure,
    /// `key/5`, the event it was made from.
    #[serde(default)]
    pub(super) event: Option<String>,
    pub(super) history: Vec<Step>,
}

impl Remediation {
    /// As it is sent, with the incidents and the event by the names they got.
    pub(super) fn raw(&self, incidents: Vec<String>, event: String) -> RawRemediation {
        RawRemediation {
            title: self.title.clone(),
            description: self.description.clone(),
            kind: self.kind.clone(),
            strength: self.strength.clone(),
            priority: self.priority.clone(),
            factors: self.factors.iter().map(|t| format!("{} @ {}", t.code, t.scope)).collect(),
            controls: self.controls.clone(),
            owner: self.owner.clone(),
            verifier: self.verifier.clone(),
            due: self.due.clone(),
            measure: RawMeasure {
                what: self.measure.what.clone(),
                how: self.measure.how.clone(),
                expected: self.measure.expected.clone(),
                check_on: self.measure.check_on.clone(),
                ..RawMeasure::default()
            },
            incidents,
            event,
            ..RawRemediation::default()
        }
    }

    /// Who does it, by address.
    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    /// Who verifies, by address.
    pub(super) fn verifier(&self) -> &str {
        &self.verifier
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    code: String,
    scope: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measure {
    what: String,
    how: String,
    expected: String,
    check_on: String,
}

/// A step of a remediation; a successor is named by key.
#[derive(Debug, Deserialize)]
pub(super) struct Step {
    #[serde(flatten)]
    pub(super) step: TransitionRaw,
    pub(super) at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) incidents: Vec<String>,
}

/// A reviewed judgement on a recurrence, by keys.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "what the reviewer saw, answer by answer")]
#[serde(deny_unknown_fields)]
pub(super) struct Finding {
    pub(super) later: String,
    pub(super) earlier: String,
    #[serde(default)]
    pub(super) remediation: Option<String>,
    pub(super) verdict: String,
    pub(super) rationale: String,
    pub(super) same_factor: bool,
    pub(super) in_scope: bool,
    #[serde(default)]
    pub(super) fix_undone: bool,
    #[serde(default)]
    pub(super) induced: bool,
    pub(super) at: DateTime<Utc>,
}

/// Reads every document; an error names the file.
pub(super) fn read() -> Result<Examples, String> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.starts_with("incidents/")).collect();
    names.sort_unstable();
    Ok(Examples {
        users: document("users.json")?,
        agents: document("agents.json")?,
        incidents: names.iter().map(|name| document(name)).collect::<Result<_, _>>()?,
        remediations: document("remediations.json")?,
        families: document("families.json")?,
        findings: document("findings.json")?,
    })
}

fn document<T: DeserializeOwned>(name: &str) -> Result<T, String> {
    let file = Files::get(name).ok_or_else(|| format!("{name} is missing"))?;
    serde_json::from_slice(&file.data).map_err(|error| format!("{name}: {error}"))
}

fn texts(numbers: &[i32]) -> Vec<String> {
    numbers.iter().map(i32::to_string).collect()
}
