//! A span: what an agent said, what it did, what asked it to, or something else that took time.

use serde_json::{Map, Value};

use super::super::text::{clipped_to, code, gist, of, one_line, plain};
use super::super::{Parsed, Place, Run, Step};
use super::{Origin, attributes, instant, items, nanos};
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::timeline::{EventKind, RawControlCheck, RawToolCall};

/// What an agent was given, in the words of the several conventions.
const INPUT: &[&str] = &[
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "input.value",
    "llm.input_messages.0.message.content",
];
/// What it answered.
const OUTPUT: &[&str] = &[
    "gen_ai.output.messages",
    "gen_ai.completion",
    "output.value",
    "llm.output_messages.0.message.content",
];
const TOOL: &[&str] = &["gen_ai.tool.name", "tool.name", "tool_name"];
const CALL: &[&str] = &["gen_ai.tool.call.id", "tool_call.id", "tool_use_id", "call_id"];

/// Reads a span.
pub(super) fn read(place: &Place, origin: &Origin, span: &Value, out: &mut Vec<Parsed>) {
    let (trace, id) = (one_line(of(span, "traceId")), one_line(of(span, "spanId")));
    if trace.is_empty() || id.is_empty() {
        let words = "A span has no trace id or no span id, so it cannot be told from others.";
        return out.push(Parsed::wrong(place.clone(), words));
    }
    let here = Place(format!("{}, span {id}", place.0));
    let (began, ended) = (nanos(&span["startTimeUnixNano"]), nanos(&span["endTimeUnixNano"]));
    if began.is_none() {
        out.push(Parsed::doubt(here.clone(), "It has no start; its time is unknown."));
    }
    if let (Some(began), Some(ended)) = (began, ended)
        && ended < began
    {
        let words = "It ends before it begins: its clock was set back. The end is left out.";
        out.push(Parsed::doubt(here.clone(), words));
    }
    let said = attributes(span);
    let name = one_line(of(span, "name"));
    let kind = kind(&said);
    let mut step = Step::new(here, &format!("{trace}/{id}"), kind, &words(kind, &name, &said));
    (step.at, step.end) = (instant(began), instant(ended));
    step.parent = Some(of(span, "parentSpanId")).filter(|id| !id.is_empty()).map(one_line);
    step.run = Some(run(origin, &trace));
    step.event.actor = actor(origin, &said, kind);
    if kind.has_agent_output() {
        output(&mut step, &said, span, &trace, &id);
    }
    if kind.has_control_check() {
        let check =
            RawControlCheck { control: "policy_guardrail".into(), ..RawControlCheck::default() };
        step.event.control_check = Some(check);
    }
    keep(&mut step, origin, &said, span);
    out.push(Parsed::Step(Box::new(step)));
}

/// The run of a trace.
pub(super) fn run(origin: &Origin, trace: &str) -> Run {
    let service = if origin.service.is_empty() { "an unnamed service" } else { &origin.service };
    Run {
        external_id: one_line(&format!("trace {trace}")),
        title: one_line(&format!("Trace {trace} of {service}")),
    }
}

fn kind(said: &Map<String, Value>) -> EventKind {
    let operation = said.get("gen_ai.operation.name").and_then(Value::as_str).unwrap_or_default();
    let sort = said.get("openinference.span.kind").and_then(Value::as_str).unwrap_or_default();
    match (operation, sort.to_uppercase().as_str()) {
        ("chat" | "text_completion" | "generate_content", _) | (_, "LLM") => EventKind::AgentOutput,
        ("execute_tool", _) | (_, "TOOL") => EventKind::AgentAction,
        ("invoke_agent" | "create_agent", _) | (_, "AGENT") => EventKind::AgentInvoked,
        (_, "GUARDRAIL") => EventKind::ControlCheck,
        _ => EventKind::Observation,
    }
}

fn words(kind: EventKind, name: &str, said: &Map<String, Value>) -> String {
    let output = first(said, OUTPUT);
    match kind {
        EventKind::AgentOutput if !output.is_empty() => gist(&output),
        EventKind::AgentAction => {
            let arguments =
                first(said, &["gen_ai.tool.call.arguments", "tool.parameters", "input.value"]);
            let tool = one_line(&first(said, TOOL));
            let tool = if tool.is_empty() { name } else { &tool };
            match arguments.as_str() {
                "" => format!("Calls {tool}"),
                arguments => format!("Calls {tool}\n\n{}", code(&clipped_to(arguments, 2_000))),
            }
        }
        _ if name.is_empty() => "A span without a name".to_owned(),
        _ => name.to_owned(),
    }
}

/// The value of the first of these attributes that is there.
pub(super) fn first(said: &Map<String, Value>, names: &[&str]) -> String {
    let mut found = names.iter().filter_map(|name| said.get(*name)).map(plain);
    found.find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// Who did it: the agent that is named, else the service.
pub(super) fn actor(origin: &Origin, said: &Map<String, Value>, kind: EventKind) -> RawActor {
    let named = first(said, &["gen_ai.agent.name", "agent.name"]);
    let by_agent = kind.has_agent_output() || kind == EventKind::AgentInvoked;
    match (named.is_empty(), origin.service.is_empty()) {
        (false, _) => RawActor::named(ActorKind::AiAgent, one_line(&named)),
        (_, true) => RawActor::default(),
        _ if by_agent => RawActor::named(ActorKind::AiAgent, origin.service.clone()),
        _ => RawActor::named(ActorKind::System, origin.service.clone()),
    }
}

fn output(step: &mut Step, said: &Map<String, Value>, span: &Value, trace: &str, id: &str) {
    let call = one_line(&first(said, CALL));
    let failed = span["status"]["code"].as_i64() == Some(2)
        || span["status"]["code"].as_str() == Some("STATUS_CODE_ERROR");
    let acts = step.event.kind == EventKind::AgentAction.to_string();
    let output = step.output();
    trace.clone_into(&mut output.trace_id);
    id.clone_into(&mut output.span_id);
    output.model_requested = first(said, &["gen_ai.request.model", "llm.model_name"]);
    output.model_responded = first(said, &["gen_ai.response.model"]);
    output.provider = first(said, &["gen_ai.provider.name", "gen_ai.system", "llm.provider"]);
    output.conversation_id = first(said, &["gen_ai.conversation.id", "session.id"]);
    output.finish_reason = first(said, &["gen_ai.response.finish_reasons"]);
    output.agent_version = first(said, &["gen_ai.agent.version"]);
    if acts {
        output.tool_call_id.clone_from(&call);
        output.tool_calls = vec![RawToolCall {
            name: first(said, TOOL),
            arguments: first(
                said,
                &["gen_ai.tool.call.arguments", "tool.parameters", "input.value"],
            ),
            result: first(said, &["gen_ai.tool.call.result", "output.value"]),
            // That a span did not fail does not say that the call did what it was for.
            succeeded: if failed { "false".to_owned() } else { String::new() },
            destructive: String::new(),
        }];
        step.tool_call_id = Some(call).filter(|call| !call.is_empty());
    } else {
        output.input = first(said, INPUT);
        output.output = first(said, OUTPUT);
    }
}

/// Keeps everything that the span and its resource carry, verbatim.
pub(super) fn keep(step: &mut Step, origin: &Origin, said: &Map<String, Value>, whole: &Value) {
    for (name, value) in said {
        step.keep(name, value);
    }
    for (name, value) in &origin.attributes {
        step.keep(&format!("resource.{name}"), value);
    }
    if !origin.scope.is_empty() {
        step.keep("scope.name", &Value::String(origin.scope.clone()));
    }
    for name in ["kind", "status", "severityText"] {
        step.keep(name, &whole[name]);
    }
    for event in items(whole, "events").take(50) {
        let name = format!("event {}", of(event, "name"));
        step.keep(&name, &Value::Object(attributes(event)));
    }
}
