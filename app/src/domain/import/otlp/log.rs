//! A log record: a decision on a tool call, a prompt, the result of a tool, or something else.

use serde_json::{Map, Value};

use super::super::text::{fingerprint, of, one_line, plain};
use super::super::{Parsed, Place, Run, Step};
use super::span::{actor, first, keep, run};
use super::{Origin, attributes, decision, instant, nanos, plain_value};
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::timeline::{EventKind, RawToolCall};

/// Reads a log record.
pub(super) fn read(place: &Place, origin: &Origin, record: &Value, out: &mut Vec<Parsed>) {
    let said = attributes(record);
    let body = plain(&plain_value(&record["body"], 32));
    let event = event_name(record, &said, &body);
    let at = nanos(&record["timeUnixNano"]).or_else(|| nanos(&record["observedTimeUnixNano"]));
    if at.is_none() {
        out.push(Parsed::doubt(place.clone(), "A log record has no time; its time is unknown."));
    }
    let short = event.rsplit_once('.').map_or(event.as_str(), |(_, short)| short);
    let decided = match (event.as_str(), short) {
        ("throughline.control_check", _) => decision::control_check(&said),
        (_, "tool_decision") => Some(decision::tool_decision(&said, event.starts_with("codex"))),
        _ => None,
    };
    let kind = match (&decided, short) {
        (Some(_), _) => EventKind::ControlCheck,
        (None, "user_prompt") => EventKind::AgentInvoked,
        (None, "tool_result") => EventKind::AgentAction,
        _ => EventKind::Observation,
    };
    let id = log_id(record, &said, &body);
    let mut step = Step::new(place.clone(), &id, kind, &words(kind, &event, &said, &body));
    step.at = instant(at);
    step.run = Some(run_of(origin, record, &said));
    step.tool_call_id = Some(one_line(&first(&said, CALL))).filter(|id| !id.is_empty());
    step.event.actor = actor(origin, &said, kind);
    match decided {
        Some(decided) => {
            step.event.text = decided.words;
            step.event.actor = decided.by;
            step.event.control_check = Some(decided.check);
        }
        None if kind == EventKind::AgentAction => result(&mut step, &said),
        None if kind == EventKind::AgentInvoked => {
            step.event.actor = RawActor::named(ActorKind::Human, "User of the session");
        }
        None => {}
    }
    keep(&mut step, origin, &said, record);
    out.push(Parsed::Step(Box::new(step)));
}

const CALL: &[&str] = &["tool_call_id", "tool_use_id", "call_id", "gen_ai.tool.call.id"];

fn event_name(record: &Value, said: &Map<String, Value>, body: &str) -> String {
    let named = match of(record, "eventName") {
        "" => first(said, &["event.name"]),
        name => name.to_owned(),
    };
    let is_name =
        |text: &str| text.len() < 100 && text.contains('.') && !text.contains(char::is_whitespace);
    if named.is_empty() && is_name(body) { body.to_owned() } else { one_line(&named) }
}

/// A log record has no id of its own: what it says is one, so that sent again it is the same.
fn log_id(record: &Value, said: &Map<String, Value>, body: &str) -> String {
    let at = [&record["timeUnixNano"], &record["traceId"], &record["spanId"]].map(plain).join(" ");
    let said = Value::Object(said.clone()).to_string();
    format!("log {}", fingerprint(&[&at, body, &said]))
}

fn run_of(origin: &Origin, record: &Value, said: &Map<String, Value>) -> Run {
    let session =
        one_line(&first(said, &["session.id", "conversation.id", "gen_ai.conversation.id"]));
    let service = if origin.service.is_empty() { "an unnamed service" } else { &origin.service };
    match (session.as_str(), of(record, "traceId")) {
        ("", "") => Run {
            external_id: one_line(&format!("logs of {service}")),
            title: one_line(&format!("Logs of {service}")),
        },
        ("", trace) => run(origin, trace),
        (session, _) => Run {
            external_id: one_line(&format!("session {session}")),
            title: one_line(&format!("Session {session} of {service}")),
        },
    }
}

fn words(kind: EventKind, event: &str, said: &Map<String, Value>, body: &str) -> String {
    let prompt = first(said, &["prompt"]);
    let tool = first(said, &["tool_name", "tool.name"]);
    match kind {
        EventKind::AgentInvoked if !prompt.is_empty() => prompt,
        EventKind::AgentAction => format!("Called {}", one_line(&tool)),
        _ if body.is_empty() || body == event => match event {
            "" => "A log record without words".to_owned(),
            event => event.to_owned(),
        },
        _ if event.is_empty() => body.to_owned(),
        _ => format!("{event}: {body}"),
    }
}

fn result(step: &mut Step, said: &Map<String, Value>) {
    let name = first(said, &["tool_name", "tool.name"]);
    let arguments = first(said, &["tool_parameters", "tool_input", "arguments"]);
    let (result, ended) = (first(said, &["output", "error"]), first(said, &["success"]));
    let succeeded = if ended == "true" || ended == "false" { ended } else { String::new() };
    let call = step.tool_call_id.clone().unwrap_or_default();
    let output = step.output();
    output.tool_call_id = call;
    output.tool_calls =
        vec![RawToolCall { name, arguments, result, succeeded, destructive: String::new() }];
}
