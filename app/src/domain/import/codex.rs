//! Rollouts of Codex: one JSON object a line, `{timestamp, type, payload}`, a session a file.
//!
//! With the approval policy `never` nobody is asked; with every other one a call may have been let
//! through by a rule or by a person, which the rollout does not tell apart: `unknown`, unless it
//! records the request or says that it was turned down.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::text::{clipped_to, code, gist, of, one_line, plain};
use super::{LineReader, Parsed, Place, Run, Step};
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::timeline::{ApprovalOutcome, ApprovalRequirement, EventKind, RawToolCall};

/// How many calls may wait for their result.
const WAITING_MAX: usize = 1_000;
/// What the program answers the model when a person turned a call down.
const TURNED_DOWN: &[&str] = &["rejected by user", "patch rejected by user"];

/// Reads a rollout of Codex.
#[derive(Debug, Default)]
pub struct Codex {
    session: String,
    title: String,
    model: String,
    version: String,
    provider: String,
    policy: String,
    waiting: HashMap<String, Box<Step>>,
    order: VecDeque<String>,
}

/// What every line says of itself.
struct Head {
    number: u64,
    place: Place,
    at: Option<DateTime<Utc>>,
}

impl LineReader for Codex {
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>) {
        let place = Place::line(number);
        let value: Value = match serde_json::from_str(line) {
            Ok(value @ Value::Object(_)) => value,
            Ok(_) => return out.push(Parsed::wrong(place, "This is not a JSON object.")),
            Err(error) => {
                return out.push(Parsed::wrong(place, format!("This is not JSON: {error}.")));
            }
        };
        let at = DateTime::parse_from_rfc3339(of(&value, "timestamp")).ok().map(|at| at.to_utc());
        let head = Head { number, place, at };
        let payload = &value["payload"];
        match of(&value, "type") {
            "session_meta" => self.meta(payload, &head, out),
            "turn_context" => self.turn(payload, &head, out),
            "response_item" => self.item(payload, &head, out),
            "event_msg" => self.event(payload, &head, out),
            "compacted" => {
                let words = format!("The context was compacted.\n\n{}", of(payload, "message"));
                let step = self.step(&head, "", EventKind::ContextNote, &words);
                out.push(Parsed::Step(Box::new(step)));
            }
            "" => out.push(Parsed::wrong(head.place, "This has no type.")),
            other => out.push(Parsed::Passed(one_line(other))),
        }
    }

    fn end(&mut self, out: &mut Vec<Parsed>) {
        while let Some(id) = self.order.pop_front() {
            if let Some(step) = self.waiting.remove(&id) {
                let words = format!("The tool call {id} has no result in this file.");
                out.push(Parsed::doubt(step.place.clone(), words));
                out.push(Parsed::Step(step));
            }
        }
    }
}

impl Codex {
    fn meta(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        self.session = one_line(of(payload, "id"));
        self.version = one_line(of(payload, "cli_version"));
        self.provider = one_line(of(payload, "model_provider"));
        if self.session.is_empty() {
            let words = "This session has no id; its steps cannot be told from those of others.";
            return out.push(Parsed::wrong(head.place.clone(), words));
        }
        out.push(Parsed::Passed("session_meta".to_owned()));
    }

    /// A change of model or of what may be done without asking is worth a step; the first is not.
    fn turn(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        let policy = one_line(of(payload, "approval_policy"));
        let changed = !self.policy.is_empty() && self.policy != policy;
        if changed {
            let words = format!("The approval policy goes from {} to {policy}.", self.policy);
            let mut step = self.step(head, "", EventKind::SystemChange, &words);
            step.keep("sandbox_policy", &payload["sandbox_policy"]);
            out.push(Parsed::Step(Box::new(step)));
        } else {
            out.push(Parsed::Passed("turn_context".to_owned()));
        }
        self.policy = policy;
        self.model = one_line(of(payload, "model"));
    }

    fn item(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        match of(payload, "type") {
            "message" => self.message(payload, head, out),
            "function_call" | "custom_tool_call" | "local_shell_call" => {
                self.call(payload, head, out);
            }
            "function_call_output" | "custom_tool_call_output" => self.answer(payload, head, out),
            "reasoning" => {
                let parts = payload["summary"].as_array().cloned().unwrap_or_default();
                let words: Vec<&str> = parts.iter().map(|part| of(part, "text")).collect();
                if words.iter().all(|words| words.trim().is_empty()) {
                    return out.push(Parsed::Passed("reasoning without words".to_owned()));
                }
                let words = format!("Thought: {}", words.join("\n"));
                let mut step = self.step(head, "", EventKind::ContextNote, &words);
                step.event.actor = RawActor::named(ActorKind::AiAgent, "Codex");
                out.push(Parsed::Step(Box::new(step)));
            }
            other => out.push(Parsed::Passed(one_line(other))),
        }
    }

    fn message(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        let parts = payload["content"].as_array().cloned().unwrap_or_default();
        let text = parts.iter().map(|part| of(part, "text")).collect::<Vec<_>>().join("\n");
        if text.trim().is_empty() {
            return out.push(Parsed::Passed("message without words".to_owned()));
        }
        match of(payload, "role") {
            "assistant" => {
                let mut step = self.said(head, "", EventKind::AgentOutput, &gist(&text));
                step.output().output = text;
                out.push(Parsed::Step(Box::new(step)));
            }
            "user" if !text.trim_start().starts_with('<') => {
                if self.title.is_empty() {
                    self.title = gist(&text);
                }
                let mut step = self.step(head, "", EventKind::AgentInvoked, &text);
                step.event.actor = RawActor::named(ActorKind::Human, "User of the session");
                out.push(Parsed::Step(Box::new(step)));
            }
            // What the program itself puts before the model: instructions, the surroundings.
            _ => {
                let mut step = self.step(head, "", EventKind::ContextNote, &text);
                step.event.actor = RawActor::named(ActorKind::Automation, "Codex");
                out.push(Parsed::Step(Box::new(step)));
            }
        }
    }

    fn call(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        let id = one_line(of(payload, "call_id"));
        let name = match of(payload, "name") {
            "" => of(payload, "type"),
            name => name,
        };
        let given = ["arguments", "input", "action"].into_iter().map(|key| plain(&payload[key]));
        let arguments = given.into_iter().find(|given| !given.is_empty()).unwrap_or_default();
        let words = format!(
            "Calls {}\n\n{}",
            one_line(name),
            code(&clipped_to(&command(&arguments), 2_000))
        );
        let mut step = self.said(head, &id, EventKind::AgentAction, &words);
        self.authority(&arguments, &mut step);
        let output = step.output();
        output.tool_call_id.clone_from(&id);
        output.tool_calls =
            vec![RawToolCall { name: name.to_owned(), arguments, ..RawToolCall::default() }];
        if id.is_empty() {
            let words = "This tool call has no id; its result cannot be joined to it.";
            out.push(Parsed::doubt(head.place.clone(), words));
            return out.push(Parsed::Step(Box::new(step)));
        }
        step.tool_call_id = Some(id.clone());
        if self.waiting.insert(id.clone(), Box::new(step)).is_none() {
            self.order.push_back(id);
        }
        if self.waiting.len() > WAITING_MAX
            && let Some(oldest) = self.order.pop_front()
            && let Some(step) = self.waiting.remove(&oldest)
        {
            let words = format!("The result of tool call {oldest} comes too late to be joined.");
            out.push(Parsed::doubt(step.place.clone(), words));
            out.push(Parsed::Step(step));
        }
    }

    /// What the policy in force says of a call.
    fn authority(&self, arguments: &str, step: &mut Step) {
        let asks = serde_json::from_str::<Value>(arguments).is_ok_and(|value| {
            value["with_escalated_permissions"].as_bool() == Some(true)
                || value["sandbox_permissions"].as_str() == Some("require_escalated")
        });
        let approval = &mut step.output().approval;
        if self.policy == "never" {
            approval.requirement = ApprovalRequirement::NotRequired.to_string();
            approval.outcome = ApprovalOutcome::NotRequested.to_string();
        } else if asks {
            approval.requirement = ApprovalRequirement::Required.to_string();
        }
        if !self.policy.is_empty() {
            step.keep("approval_policy", &Value::String(self.policy.clone()));
        }
    }

    fn answer(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        let id = one_line(of(payload, "call_id"));
        let said = plain(&payload["output"]);
        let inner: Option<Value> = serde_json::from_str(&said).ok();
        let text = inner.as_ref().map(|inner| of(inner, "output")).filter(|text| !text.is_empty());
        let text = text.map_or_else(|| said.clone(), str::to_owned);
        let code_of = |inner: &Value| inner["metadata"]["exit_code"].as_i64();
        let exit = inner.as_ref().and_then(code_of);
        let denied = TURNED_DOWN.iter().any(|words| text.contains(words));
        let Some(mut step) = self.waiting.remove(&id) else {
            let words = format!("This is the result of tool call {id}, which is not in this file.");
            out.push(Parsed::doubt(head.place.clone(), words));
            let words = format!("Result of a tool\n\n{}", code(&text));
            let external_id = format!("{id} result");
            let mut step = self.step(head, &external_id, EventKind::Observation, &words);
            step.tool_call_id = Some(id).filter(|id| !id.is_empty());
            return out.push(Parsed::Step(Box::new(step)));
        };
        self.order.retain(|waiting| *waiting != id);
        step.end = head.at;
        let output = step.output();
        if let Some(call) = output.tool_calls.first_mut() {
            call.result = text;
            let ended = if denied { Some(false) } else { exit.map(|exit| exit == 0) };
            call.succeeded = ended.map(|ended| ended.to_string()).unwrap_or_default();
        }
        if denied {
            output.approval.requirement = ApprovalRequirement::Required.to_string();
            output.approval.outcome = ApprovalOutcome::Denied.to_string();
            "User of the session".clone_into(&mut output.approval.approver);
        }
        out.push(Parsed::Step(step));
    }

    /// Messages and calls are told twice in a rollout; only what is told nowhere else is a step.
    fn event(&mut self, payload: &Value, head: &Head, out: &mut Vec<Parsed>) {
        let sort = of(payload, "type");
        match sort {
            "exec_approval_request" | "apply_patch_approval_request" => {
                let id = one_line(of(payload, "call_id"));
                if let Some(step) = self.waiting.get_mut(&id) {
                    step.output().approval.requirement = ApprovalRequirement::Required.to_string();
                }
                out.push(Parsed::Passed(sort.to_owned()));
            }
            "error" | "stream_error" | "turn_aborted" => {
                let said = [of(payload, "message"), of(payload, "reason")];
                let words = format!("{}: {}", sort.replace('_', " "), said.join(" "));
                let step = self.step(head, "", EventKind::Observation, words.trim());
                out.push(Parsed::Step(Box::new(step)));
            }
            other => out.push(Parsed::Passed(one_line(other))),
        }
    }

    /// A line has no id of its own: its place in the session is one, since a rollout only grows.
    fn step(&self, head: &Head, id: &str, kind: EventKind, text: &str) -> Step {
        let session = if self.session.is_empty() { "without id" } else { self.session.as_str() };
        let external_id =
            if id.is_empty() { format!("{session}#{}", head.number) } else { id.to_owned() };
        let mut step = Step::new(head.place.clone(), &external_id, kind, text);
        step.at = head.at;
        let title = match self.title.as_str() {
            "" => format!("Codex session {session}"),
            title => format!("Codex session: {title}"),
        };
        let external_id = one_line(&format!("session {session}"));
        step.run = Some(Run { external_id, title: one_line(&title) });
        step
    }

    fn said(&self, head: &Head, id: &str, kind: EventKind, text: &str) -> Step {
        let mut step = self.step(head, id, kind, text);
        step.event.actor = RawActor::named(ActorKind::AiAgent, "Codex");
        let output = step.output();
        output.model_requested.clone_from(&self.model);
        output.agent_version.clone_from(&self.version);
        output.provider.clone_from(&self.provider);
        output.conversation_id.clone_from(&self.session);
        output.run_id.clone_from(&self.session);
        step
    }
}

/// The command that a call runs, as it would be typed; else its arguments.
fn command(arguments: &str) -> String {
    let value: Option<Value> = serde_json::from_str(arguments).ok();
    let command = value.as_ref().map(|value| match &value["command"] {
        Value::Array(words) => words.iter().map(plain).collect::<Vec<_>>().join(" "),
        Value::String(words) => words.clone(),
        _ => of(value, "cmd").to_owned(),
    });
    command.filter(|command| !command.is_empty()).unwrap_or_else(|| arguments.to_owned())
}
