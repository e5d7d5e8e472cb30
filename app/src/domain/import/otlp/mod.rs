//! Traces and logs of OpenTelemetry (OTLP): JSON, a request a line, or protobuf.
//!
//! The attributes of `gen_ai.*` and of OpenInference say what a span is; whatever else it carries is
//! kept verbatim. A trace is a run, a span a step. Logs carry decisions: Claude Code's and Codex'
//! `tool_decision`, and `throughline.control_check` of whoever wants to tell of one.

mod decision;
mod log;
mod proto;
mod span;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::parents::Parents;
use super::text::{of, one_line};
use super::{LineReader, Parsed, Place};

/// The resource attribute that names the incident: `INC-42`.
pub const INCIDENT: &str = "throughline.incident";
/// The most spans whose parents are looked for.
const SPANS_MAX: usize = 500_000;
/// How many places are named when spans have no parent.
const NAMED: usize = 50;

/// Reads OTLP.
#[derive(Debug, Default)]
pub struct Otlp {
    /// When each span of the file began, in nanoseconds.
    starts: HashMap<String, u64>,
    /// The spans that name a parent: their own id, the parent's, and when they began.
    children: Vec<(String, String, u64)>,
}

/// What a resource says of all that it sends.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    pub(super) service: String,
    pub(super) attributes: Map<String, Value>,
    pub(super) scope: String,
}

/// Which of the two a message of protobuf is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `ExportTraceServiceRequest`.
    Traces,
    /// `ExportLogsServiceRequest`.
    Logs,
}

impl Signal {
    /// The message as OTLP's JSON, or why it is none.
    pub fn decode(self, bytes: &[u8]) -> Result<Value, String> {
        match self {
            Self::Traces => proto::read_traces(bytes),
            Self::Logs => proto::read_logs(bytes),
        }
    }
}

/// A message of protobuf of which nobody says what it is: traces, or else logs.
pub fn decode_any(bytes: &[u8]) -> Result<Value, String> {
    let traces = Signal::Traces.decode(bytes);
    let whole = |value: &Value| spans_of(value).any(|span| !of(span, "spanId").is_empty());
    match traces {
        Ok(value) if whole(&value) => Ok(value),
        traces => Signal::Logs.decode(bytes).or_else(|error| traces.map_err(|_| error)),
    }
}

fn spans_of(value: &Value) -> impl Iterator<Item = &Value> {
    items(value, "resourceSpans")
        .flat_map(|resource| items(resource, "scopeSpans"))
        .flat_map(|scope| items(scope, "spans"))
}

impl LineReader for Otlp {
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>) {
        let place = Place::line(number);
        match serde_json::from_str::<Value>(line) {
            Ok(value @ Value::Object(_)) => self.request(&place, &value, out),
            Ok(_) => out.push(Parsed::wrong(place, "This is not a JSON object.")),
            Err(error) => out.push(Parsed::wrong(place, format!("This is not JSON: {error}."))),
        }
    }

    fn end(&mut self, out: &mut Vec<Parsed>) {
        let mut parents = Parents::default();
        for (span, parent, _) in &self.children {
            parents.note(span, parent, 0);
        }
        for circle in parents.circles() {
            let place = Place::span(circle.ids.first().map_or("", String::as_str));
            out.push(Parsed::wrong(place, circle.told()));
        }
        let mut orphans = 0_usize;
        for (span, parent, began) in std::mem::take(&mut self.children) {
            match self.starts.get(&parent) {
                None => {
                    orphans += 1;
                    if orphans <= NAMED {
                        let words = format!("Its parent, span {parent}, is not in this file.");
                        out.push(Parsed::doubt(Place::span(&span), words));
                    }
                }
                Some(start) if *start > began => {
                    let early = (start - began) / 1_000_000;
                    let words = format!(
                        "It begins {early} ms before its parent, span {parent}: their clocks differ."
                    );
                    out.push(Parsed::doubt(Place::span(&span), words));
                }
                Some(_) => {}
            }
        }
        if orphans > NAMED {
            let words = format!("{} more spans have no parent in this file.", orphans - NAMED);
            out.push(Parsed::doubt(Place("the file".to_owned()), words));
        }
        self.starts.clear();
    }
}

impl Otlp {
    /// Reads one request of traces or logs.
    pub fn request(&mut self, place: &Place, value: &Value, out: &mut Vec<Parsed>) {
        let known = ["resourceSpans", "resourceLogs"].iter().any(|name| value.get(name).is_some());
        if !known {
            if value.get("resourceMetrics").is_some() {
                return out.push(Parsed::Passed("metrics".to_owned()));
            }
            let words = "This holds neither resourceSpans nor resourceLogs.";
            return out.push(Parsed::wrong(place.clone(), words));
        }
        for resource in items(value, "resourceSpans") {
            let mut origin = origin(resource);
            for scope in items(resource, "scopeSpans") {
                of(&scope["scope"], "name").clone_into(&mut origin.scope);
                for span in items(scope, "spans") {
                    self.remember(span);
                    span::read(place, &origin, span, out);
                }
            }
        }
        for resource in items(value, "resourceLogs") {
            let mut origin = origin(resource);
            for scope in items(resource, "scopeLogs") {
                of(&scope["scope"], "name").clone_into(&mut origin.scope);
                for record in items(scope, "logRecords") {
                    log::read(place, &origin, record, out);
                }
            }
        }
    }

    fn remember(&mut self, span: &Value) {
        if self.starts.len() >= SPANS_MAX {
            return;
        }
        let (id, parent) = (of(span, "spanId"), of(span, "parentSpanId"));
        let Some(began) = nanos(&span["startTimeUnixNano"]) else { return };
        self.starts.insert(id.to_owned(), began);
        if !parent.is_empty() {
            self.children.push((id.to_owned(), parent.to_owned(), began));
        }
    }
}

/// The incident that a resource names.
pub fn incident_of(resource: &Value) -> Option<String> {
    let named = attributes(&resource["resource"]).remove(INCIDENT)?;
    named.as_str().map(one_line).filter(|named| !named.is_empty())
}

pub(super) fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn origin(resource: &Value) -> Origin {
    let attributes = attributes(&resource["resource"]);
    let service = attributes.get("service.name").and_then(Value::as_str).map(one_line);
    Origin { service: service.unwrap_or_default(), attributes, scope: String::new() }
}

/// The attributes of something, by name, as plain JSON.
pub(super) fn attributes(of_what: &Value) -> Map<String, Value> {
    let pairs = items(of_what, "attributes");
    pairs.map(|pair| (of(pair, "key").to_owned(), plain_value(&pair["value"], 32))).collect()
}

/// OTLP's `AnyValue` as plain JSON.
pub(super) fn plain_value(any: &Value, depth: u32) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Null };
    let Some((name, value)) = any.as_object().and_then(|any| any.iter().next()) else {
        return Value::Null;
    };
    match name.as_str() {
        // JSON writes 64 bits as text.
        "intValue" => value
            .as_str()
            .and_then(|text| text.parse::<i64>().ok())
            .map_or_else(|| value.clone(), Value::from),
        "arrayValue" => items(value, "values").map(|value| plain_value(value, depth)).collect(),
        "kvlistValue" => items(value, "values")
            .map(|pair| (of(pair, "key").to_owned(), plain_value(&pair["value"], depth)))
            .collect::<Map<_, _>>()
            .into(),
        _ => value.clone(),
    }
}

/// Nanoseconds since 1970, which JSON writes as text; none when it is not said.
pub(super) fn nanos(value: &Value) -> Option<u64> {
    let nanos = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    };
    nanos.filter(|nanos| *nanos > 0)
}

/// The instant, if it is one in which an incident may lie.
pub(super) fn instant(nanos: Option<u64>) -> Option<DateTime<Utc>> {
    let millis = i64::try_from(nanos? / 1_000_000).ok()?;
    DateTime::from_timestamp_millis(millis).filter(|at| at.timestamp() < 7_258_118_400)
}
