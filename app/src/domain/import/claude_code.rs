//! Transcripts of Claude Code: one JSON object a line, a session a file.
//!
//! The transcript says what was said and called. Whether a call was approved it only says when a
//! person turned it down; everything else about approval is `unknown` until a log of decisions is
//! imported as well, which is joined by the id of the tool call.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::parents::Parents;
use super::text::{code, gist, of, one_line, plain};
use super::{LineReader, Parsed, Place, Run, Step};
use crate::domain::actor::{ActorKind, RawActor};
use crate::domain::timeline::{ApprovalOutcome, ApprovalRequirement, EventKind, RawToolCall};

/// How many calls may wait for their result; the oldest is told without one when there are more.
const WAITING_MAX: usize = 1_000;
/// What the program answers the model when a person turned a call down.
const TURNED_DOWN: &[&str] =
    &["The user doesn't want to proceed with this tool use", "User rejected tool use"];
/// Bookkeeping of the program, which is no step.
const BOOKKEEPING: &[&str] = &[
    "summary",
    "file-history-snapshot",
    "queue-operation",
    "progress",
    "last-prompt",
    "custom-title",
    "ai-title",
    "agent-name",
    "permission-mode",
    "attachment",
    "pr-link",
    "tag",
];

/// Reads a transcript of Claude Code.
#[derive(Debug, Default)]
pub struct ClaudeCode {
    waiting: HashMap<String, Box<Step>>,
    order: VecDeque<String>,
    title: String,
    parents: Parents,
}

/// What every line says of itself.
struct Head<'a> {
    place: Place,
    uuid: String,
    session: &'a str,
    at: Option<DateTime<Utc>>,
    line: &'a Value,
}

impl LineReader for ClaudeCode {
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>) {
        let place = Place::line(number);
        let value: Value = match serde_json::from_str(line) {
            Ok(value @ Value::Object(_)) => value,
            Ok(_) => return out.push(Parsed::wrong(place, "This is not a JSON object.")),
            Err(error) => {
                return out.push(Parsed::wrong(place, format!("This is not JSON: {error}.")));
            }
        };
        let sort = of(&value, "type");
        if BOOKKEEPING.contains(&sort) {
            return out.push(Parsed::Passed(sort.to_owned()));
        }
        let said = of(&value, "timestamp");
        let at = DateTime::parse_from_rfc3339(said).ok().map(|at| at.to_utc());
        let uuid = match of(&value, "uuid") {
            "" => {
                return out.push(Parsed::wrong(
                    place,
                    "This has no uuid, so it cannot be told from others.",
                ));
            }
            uuid => one_line(uuid),
        };
        if at.is_none() {
            let words = "This has no time that can be read; its time is unknown.";
            out.push(Parsed::doubt(place.clone(), words));
        }
        let parent = one_line(of(&value, "parentUuid"));
        self.parents.note(&uuid, &parent, number);
        let session = of(&value, "sessionId");
        let head = Head { place, uuid, session, at, line: &value };
        match sort {
            "user" => self.user(&head, out),
            "assistant" => self.assistant(&head, out),
            "system" => self.system(&head, out),
            "" => out.push(Parsed::wrong(head.place, "This has no type.")),
            other => out.push(Parsed::Passed(one_line(other))),
        }
    }

    fn end(&mut self, out: &mut Vec<Parsed>) {
        for circle in std::mem::take(&mut self.parents).circles() {
            out.push(Parsed::wrong(Place::line(circle.line), circle.told()));
        }
        while let Some(id) = self.order.pop_front() {
            if let Some(step) = self.waiting.remove(&id) {
                let words = format!("The tool call {id} has no result in this file.");
                out.push(Parsed::doubt(step.place.clone(), words));
                out.push(Parsed::Step(step));
            }
        }
    }
}

impl ClaudeCode {
    fn user(&mut self, head: &Head<'_>, out: &mut Vec<Parsed>) {
        let content = &head.line["message"]["content"];
        let meta = head.line["isMeta"].as_bool() == Some(true);
        let blocks: &[Value] = match content {
            Value::Array(blocks) => blocks,
            Value::String(_) => std::slice::from_ref(content),
            _ => {
                return out.push(Parsed::wrong(head.place.clone(), "This message has no content."));
            }
        };
        for (i, block) in blocks.iter().enumerate() {
            match of(block, "type") {
                "tool_result" => self.result(head, block, out),
                "image" | "document" => out.push(Parsed::Passed(of(block, "type").to_owned())),
                _ => {
                    let text = block.as_str().unwrap_or_else(|| of(block, "text"));
                    if text.trim().is_empty() {
                        continue;
                    }
                    if self.title.is_empty() && !meta {
                        self.title = gist(text);
                    }
                    let kind = if meta { EventKind::ContextNote } else { EventKind::AgentInvoked };
                    let mut step = self.step(head, &part(head, i), kind, text);
                    step.event.actor = if meta {
                        RawActor::named(ActorKind::Automation, "Claude Code")
                    } else {
                        RawActor::named(ActorKind::Human, "User of the session")
                    };
                    out.push(Parsed::Step(Box::new(step)));
                }
            }
        }
    }

    fn assistant(&mut self, head: &Head<'_>, out: &mut Vec<Parsed>) {
        let message = &head.line["message"];
        let Value::Array(blocks) = &message["content"] else {
            return out.push(Parsed::wrong(head.place.clone(), "This message has no content."));
        };
        for (i, block) in blocks.iter().enumerate() {
            match of(block, "type") {
                "text" => {
                    let text = of(block, "text");
                    let mut step =
                        self.said(head, &part(head, i), EventKind::AgentOutput, &gist(text));
                    text.clone_into(&mut step.output().output);
                    if !text.trim().is_empty() {
                        out.push(Parsed::Step(Box::new(step)));
                    }
                }
                "thinking" => {
                    let text = of(block, "thinking");
                    if text.trim().is_empty() {
                        out.push(Parsed::Passed("thinking without words".to_owned()));
                        continue;
                    }
                    let words = format!("Thought: {text}");
                    let mut step = self.step(head, &part(head, i), EventKind::ContextNote, &words);
                    step.event.actor = agent(head);
                    out.push(Parsed::Step(Box::new(step)));
                }
                "tool_use" | "server_tool_use" | "mcp_tool_use" => self.call(head, i, block, out),
                other => out.push(Parsed::Passed(one_line(other))),
            }
        }
    }

    fn call(&mut self, head: &Head<'_>, i: usize, block: &Value, out: &mut Vec<Parsed>) {
        let (id, name) = (one_line(of(block, "id")), of(block, "name"));
        let arguments = plain(&block["input"]);
        let words = format!("Calls {}\n\n{}", one_line(name), code(&shown(name, &block["input"])));
        let external_id = if id.is_empty() { part(head, i) } else { id.clone() };
        let mut step = self.said(head, &external_id, EventKind::AgentAction, &words);
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
        if self.waiting.contains_key(&id) {
            // The same call again, as a resumed session writes it: told as it stands.
            return out.push(Parsed::Step(Box::new(step)));
        }
        self.order.push_back(id.clone());
        self.waiting.insert(id, Box::new(step));
        if self.waiting.len() > WAITING_MAX
            && let Some(oldest) = self.order.pop_front()
            && let Some(step) = self.waiting.remove(&oldest)
        {
            let words = format!("The result of tool call {oldest} comes too late to be joined.");
            out.push(Parsed::doubt(step.place.clone(), words));
            out.push(Parsed::Step(step));
        }
    }

    fn result(&mut self, head: &Head<'_>, block: &Value, out: &mut Vec<Parsed>) {
        let id = one_line(of(block, "tool_use_id"));
        let text = result_text(&block["content"]);
        let failed = block["is_error"].as_bool() == Some(true);
        let denied = failed && TURNED_DOWN.iter().any(|words| text.contains(words))
            || head.line["toolUseResult"].as_str().is_some_and(|said| TURNED_DOWN.contains(&said));
        let Some(mut step) = self.waiting.remove(&id) else {
            let words = format!("This is the result of tool call {id}, which is not in this file.");
            out.push(Parsed::doubt(head.place.clone(), words));
            let external_id = format!("{id} result");
            let words = format!("Result of a tool\n\n{}", code(&text));
            let mut step = self.step(head, &external_id, EventKind::Observation, &words);
            step.tool_call_id = Some(id).filter(|id| !id.is_empty());
            return out.push(Parsed::Step(Box::new(step)));
        };
        self.order.retain(|waiting| *waiting != id);
        step.end = head.at;
        let output = step.output();
        if let Some(call) = output.tool_calls.first_mut() {
            call.result = text;
            call.succeeded = (!failed).to_string();
        }
        if denied {
            output.approval.requirement = ApprovalRequirement::Required.to_string();
            output.approval.outcome = ApprovalOutcome::Denied.to_string();
            "User of the session".clone_into(&mut output.approval.approver);
        }
        out.push(Parsed::Step(step));
    }

    fn system(&mut self, head: &Head<'_>, out: &mut Vec<Parsed>) {
        let (sub, content) = (of(head.line, "subtype"), of(head.line, "content"));
        if content.trim().is_empty() {
            return out.push(Parsed::Passed(format!("system {}", one_line(sub))));
        }
        let mut step = self.step(head, &head.uuid, EventKind::ContextNote, content);
        step.event.actor = RawActor::named(ActorKind::Automation, "Claude Code");
        for name in ["subtype", "level", "compactMetadata", "toolUseID"] {
            step.keep(name, &head.line[name]);
        }
        out.push(Parsed::Step(Box::new(step)));
    }

    fn step(&self, head: &Head<'_>, external_id: &str, kind: EventKind, text: &str) -> Step {
        let mut step = Step::new(head.place.clone(), external_id, kind, text);
        step.at = head.at;
        if !head.session.is_empty() {
            let title = match self.title.as_str() {
                "" => format!("Claude Code session {}", one_line(head.session)),
                title => format!("Claude Code session: {title}"),
            };
            let external_id = format!("session {}", one_line(head.session));
            step.run = Some(Run { external_id: one_line(&external_id), title: one_line(&title) });
        }
        step.parent = head.line["parentUuid"].as_str().map(one_line);
        for name in
            ["cwd", "gitBranch", "version", "isSidechain", "agentId", "requestId", "permissionMode"]
        {
            step.keep(name, &head.line[name]);
        }
        step
    }

    /// A step of the agent, with what the message says of the model.
    fn said(&self, head: &Head<'_>, external_id: &str, kind: EventKind, text: &str) -> Step {
        let mut step = self.step(head, external_id, kind, text);
        let message = &head.line["message"];
        step.event.actor = agent(head);
        step.keep("usage", &message["usage"]);
        let output = step.output();
        of(message, "model").clone_into(&mut output.model_responded);
        of(message, "stop_reason").clone_into(&mut output.finish_reason);
        head.session.clone_into(&mut output.conversation_id);
        head.session.clone_into(&mut output.run_id);
        step
    }
}

fn agent(head: &Head<'_>) -> RawActor {
    let name = match of(head.line, "agentId") {
        "" if head.line["isSidechain"].as_bool() == Some(true) => "Claude Code subagent".to_owned(),
        "" => "Claude Code".to_owned(),
        id => format!("Claude Code subagent {}", one_line(id)),
    };
    RawActor::named(ActorKind::AiAgent, name)
}

fn part(head: &Head<'_>, i: usize) -> String {
    if i == 0 { head.uuid.clone() } else { format!("{}/{i}", head.uuid) }
}

/// What a call does, short: the command it runs, the file it touches, else its arguments.
fn shown(name: &str, input: &Value) -> String {
    let telling = ["command", "file_path", "path", "pattern", "url", "query", "description"];
    let said = telling.iter().map(|key| of(input, key)).find(|said| !said.is_empty());
    let text = said.map_or_else(|| plain(input), str::to_owned);
    if text.is_empty() { name.to_owned() } else { super::text::clipped_to(&text, 2_000) }
}

fn result_text(content: &Value) -> String {
    match content {
        Value::Array(blocks) => {
            let text = |block: &Value| match of(block, "type") {
                "text" => of(block, "text").to_owned(),
                other => format!("[{other}]"),
            };
            blocks.iter().map(text).collect::<Vec<_>>().join("\n")
        }
        other => plain(other),
    }
}
