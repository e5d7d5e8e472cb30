//! A step: one thing that another program recorded, before it is an event here.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ReadColumn;
use super::slack::Contents;
use super::text::{clipped, clipped_to, one_line};
use crate::domain::Invalid;
use crate::domain::line::CellLink;
use crate::domain::moment::{Precision, RawMoment};
use crate::domain::timeline::{AddEvent, EventKind, RawAgentOutput, RawEvent, RawSource};

/// The most characters of one value that is kept verbatim beside a step.
const VALUE_MAX: usize = 4_000;
/// The most values that are kept verbatim beside a step.
const VALUES_MAX: usize = 200;

/// Where in the file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub String);

impl Place {
    /// A line, counted from one.
    pub fn line(number: u64) -> Self {
        Self(format!("line {number}"))
    }

    /// A span by its id.
    pub fn span(id: &str) -> Self {
        Self(format!("span {}", one_line(id)))
    }
}

/// What could not be understood, or is doubtful, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, a sentence for people.
    pub message: String,
    /// Whether it is left out of what is stored; else it is stored and only worth a look.
    pub left_out: bool,
}

/// The session, conversation or trace that a step belongs to; one event with its steps folded below.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// Its id in the other program.
    pub external_id: String,
    /// What it is, in a line.
    pub title: String,
}

/// One thing that another program recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// Where it stands.
    pub place: Place,
    /// Its id in the other program, the same whenever it is read again.
    pub external_id: String,
    /// What it is a step of; none stands on the timeline itself.
    pub run: Option<Run>,
    /// When it happened, as exactly as the record says; none is unknown.
    pub at: Option<DateTime<Utc>>,
    /// When it ended.
    pub end: Option<DateTime<Utc>>,
    /// The rest of the event.
    pub event: RawEvent,
    /// The id of the step that it was done in.
    pub parent: Option<String>,
    /// The tool call that it is or decides on.
    pub tool_call_id: Option<String>,
    /// What else was recorded, verbatim.
    pub attributes: Map<String, Value>,
    /// Links to other steps or to events of the timeline.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<CellLink>,
    /// Where evidence of it can be found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
}

/// What a reader finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A step.
    Step(Box<Step>),
    /// A problem.
    Problem(Problem),
    /// What the columns of a table are read as.
    Columns(Vec<ReadColumn>),
    /// What an archive holds, to choose from.
    Contents(Contents),
    /// Something that is no step, by its sort: bookkeeping of the other program.
    Passed(String),
}

impl Parsed {
    /// Something that cannot be stored.
    pub fn wrong(place: Place, message: impl Into<String>) -> Self {
        Self::Problem(Problem { place, message: message.into(), left_out: true })
    }

    /// Something that is stored and worth a look.
    pub fn doubt(place: Place, message: impl Into<String>) -> Self {
        Self::Problem(Problem { place, message: message.into(), left_out: false })
    }
}

impl Step {
    /// A step of this kind, said in these words.
    pub fn new(place: Place, external_id: &str, kind: EventKind, text: &str) -> Self {
        let event = RawEvent { kind: kind.to_string(), text: clipped(text), ..RawEvent::default() };
        Self { place, external_id: one_line(external_id), event, ..Self::default() }
    }

    /// The details of an agent's output, blank until somebody fills them in.
    pub fn output(&mut self) -> &mut RawAgentOutput {
        self.event.agent_output.get_or_insert_default()
    }

    /// Keeps a value verbatim, as far as it is not too long.
    pub fn keep(&mut self, name: &str, value: &Value) {
        if value.is_null() || self.attributes.len() >= VALUES_MAX {
            return;
        }
        let kept = match value {
            Value::String(text) => Value::String(clipped_to(text, VALUE_MAX)),
            Value::Bool(_) | Value::Number(_) => value.clone(),
            other => {
                let text = other.to_string();
                if text.len() <= VALUE_MAX {
                    // A NUL inside would be refused by the database.
                    if text.contains("\\u0000") { Value::String(text) } else { other.clone() }
                } else {
                    Value::String(clipped_to(&text, VALUE_MAX))
                }
            }
        };
        self.attributes.insert(one_line(name), kept);
    }

    /// The step as it would be sent: the event with its time and its source.
    pub fn raw(&self, adapter: &str) -> RawEvent {
        let moment = |at: Option<DateTime<Utc>>| at.map(written);
        let unknown =
            || RawMoment { precision: Precision::Unknown.to_string(), ..RawMoment::default() };
        let mut raw = self.event.clone();
        if raw.occurred == RawMoment::default() {
            raw.occurred = moment(self.at).unwrap_or_else(unknown);
        }
        if let Some(end) = moment(self.end).filter(|_| self.end > self.at) {
            raw.occurred_end = end;
        }
        if !self.external_id.is_empty() {
            let external_id = self.external_id.clone();
            raw.source = RawSource { adapter: adapter.to_owned(), external_id };
        }
        if let Some(output) = &mut raw.agent_output {
            fit(output);
        }
        raw.channel = one_line(&raw.channel);
        raw.presented_as = one_line(&raw.presented_as);
        raw.actor.name = one_line(&raw.actor.name);
        raw.on_behalf_of.name = one_line(&raw.on_behalf_of.name);
        raw
    }

    /// The command that adds it; `now` only gives a place in the list to an unknown time.
    pub fn command(&self, adapter: &str, now: DateTime<Utc>) -> Result<AddEvent, Invalid> {
        AddEvent::parse(&self.raw(adapter), now)
    }
}

fn written(at: DateTime<Utc>) -> RawMoment {
    RawMoment {
        at: at.to_rfc3339_opts(SecondsFormat::Secs, true),
        precision: Precision::Second.to_string(),
        zone: String::new(),
    }
}

/// Makes the details of an output fit the record.
fn fit(output: &mut RawAgentOutput) {
    let lines = [
        &mut output.agent_version,
        &mut output.model_requested,
        &mut output.model_responded,
        &mut output.provider,
        &mut output.run_id,
        &mut output.conversation_id,
        &mut output.trace_id,
        &mut output.span_id,
        &mut output.tool_call_id,
        &mut output.invoked_by,
        &mut output.finish_reason,
        &mut output.approval.approver,
    ];
    for line in lines {
        *line = one_line(line);
    }
    output.input = clipped(&output.input);
    output.output = clipped(&output.output);
    for call in &mut output.tool_calls {
        call.name = one_line(&call.name);
        if call.name.is_empty() {
            "a tool without a name".clone_into(&mut call.name);
        }
        call.arguments = clipped(&call.arguments);
        call.result = clipped(&call.result);
    }
}
