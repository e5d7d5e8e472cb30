use super::*;
use crate::domain::timeline::{ApprovalOutcome, ApprovalRequirement, EventFields, EventKind};
use chrono::DateTime;

pub(super) const CLAUDE_CODE: &str = include_str!("fixtures/claude-code.jsonl");
pub(super) const CODEX: &str = include_str!("fixtures/codex.jsonl");
pub(super) const OTLP: &str = include_str!("fixtures/otlp.jsonl");

/// Everything that a reader finds in a text.
pub(super) fn read(adapter: Adapter, text: &str) -> Vec<Parsed> {
    let (mut reader, mut out) = (adapter.lines(&Mapping::default()).expect("lines"), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        reader.line(number, line, &mut out);
    }
    reader.end(&mut out);
    out
}

pub(super) fn steps(found: &[Parsed]) -> Vec<&Step> {
    found
        .iter()
        .filter_map(|parsed| match parsed {
            Parsed::Step(step) => Some(step.as_ref()),
            _ => None,
        })
        .collect()
}

pub(super) fn problems(found: &[Parsed]) -> Vec<String> {
    let problem = |parsed: &Parsed| match parsed {
        Parsed::Problem(problem) => Some(format!("{}: {}", problem.place.0, problem.message)),
        _ => None,
    };
    found.iter().filter_map(problem).collect()
}

pub(super) fn fields(adapter: Adapter, step: &Step) -> EventFields {
    step.command(&adapter.to_string(), DateTime::UNIX_EPOCH).unwrap().fields
}

#[test]
fn a_transcript_becomes_steps_with_calls_and_answers_joined() {
    let found = read(Adapter::ClaudeCode, CLAUDE_CODE);
    assert_eq!(problems(&found), Vec::<String>::new());
    let steps = steps(&found);
    let kinds: Vec<String> = steps.iter().map(|step| step.event.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            "agent_invoked",
            "context_note",
            "agent_output",
            "agent_action",
            "agent_action",
            "context_note"
        ]
    );
    let listing = fields(Adapter::ClaudeCode, steps[3]);
    let output = listing.agent_output.unwrap();
    assert_eq!(output.tool_calls[0].result, "shop_production\nshop_staging");
    assert_eq!(output.tool_calls[0].succeeded, Some(true));
    assert_eq!(output.model_responded.as_deref(), Some("claude-opus-4-5"));
    assert_eq!(listing.occurred_end.unwrap().at.to_rfc3339(), "2026-03-17T14:30:06+00:00");
    let run = steps[5].run.as_ref().unwrap();
    assert_eq!(run.external_id, "session 4f2a7d1c-0000-4000-8000-000000000001");
    assert!(run.title.contains("Delete the order rows"), "{}", run.title);
}

#[test]
fn an_approval_is_unknown_unless_the_transcript_says_that_it_was_denied() {
    let found = read(Adapter::ClaudeCode, CLAUDE_CODE);
    let steps = steps(&found);
    let approval = |i: usize| fields(Adapter::ClaudeCode, steps[i]).agent_output.unwrap().approval;
    assert_eq!(approval(3).outcome, ApprovalOutcome::Unknown, "it ran; nobody says who let it");
    assert_eq!(approval(3).requirement, ApprovalRequirement::Unknown);
    assert_eq!(approval(4).outcome, ApprovalOutcome::Denied);
    assert_eq!(approval(4).approver.as_deref(), Some("User of the session"));
}

#[test]
fn a_rollout_becomes_steps_and_its_policy_says_what_it_can() {
    let found = read(Adapter::Codex, CODEX);
    assert_eq!(problems(&found), Vec::<String>::new());
    let steps = steps(&found);
    let actions: Vec<EventFields> = steps
        .iter()
        .map(|step| fields(Adapter::Codex, step))
        .filter(|fields| fields.kind == EventKind::AgentAction)
        .collect();
    let approvals: Vec<_> = actions
        .iter()
        .map(|action| &action.agent_output.as_ref().unwrap().approval)
        .map(|approval| (approval.requirement, approval.outcome))
        .collect();
    let expected = [
        (ApprovalRequirement::Unknown, ApprovalOutcome::Unknown),
        (ApprovalRequirement::Required, ApprovalOutcome::Denied),
        (ApprovalRequirement::NotRequired, ApprovalOutcome::NotRequested),
    ];
    assert_eq!(approvals, expected);
    assert_eq!(actions[0].agent_output.as_ref().unwrap().tool_calls[0].result, "12G\t/var");
    let change = steps.iter().find(|step| step.event.kind == "system_change").unwrap();
    assert!(change.event.text.contains("from on-request to never"));
    let said = steps.last().unwrap();
    assert_eq!(said.event.agent_output.as_ref().unwrap().output, "Done: the script is gone.");
}

#[test]
fn what_cannot_be_read_is_named_by_its_line_and_the_rest_goes_on() {
    let text = format!("not json\n[1,2]\n{{}}\n{CLAUDE_CODE}");
    let found = read(Adapter::ClaudeCode, &text);
    let problems = problems(&found);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("line 1: This is not JSON"));
    assert!(problems[1].starts_with("line 2: This is not a JSON object"));
    assert!(problems[2].starts_with("line 3: "));
    assert_eq!(steps(&found).len(), 6);
}

#[test]
fn a_call_without_a_result_and_a_result_without_a_call_are_told() {
    let without_answer: Vec<&str> = CLAUDE_CODE.lines().take(4).collect();
    let found = read(Adapter::ClaudeCode, &without_answer.join("\n"));
    assert_eq!(problems(&found), ["line 4: The tool call toolu_01A has no result in this file."]);
    assert_eq!(steps(&found).last().unwrap().external_id, "toolu_01A");
    let without_call: Vec<&str> = CLAUDE_CODE.lines().skip(4).take(1).collect();
    let found = read(Adapter::ClaudeCode, &without_call.join("\n"));
    assert!(problems(&found)[0].contains("toolu_01A, which is not in this file"));
    assert_eq!(steps(&found).len(), 1);
}

#[test]
fn reading_again_gives_the_same_ids() {
    for (adapter, text) in
        [(Adapter::ClaudeCode, CLAUDE_CODE), (Adapter::Codex, CODEX), (Adapter::Otlp, OTLP)]
    {
        let ids = |found: &[Parsed]| -> Vec<String> {
            steps(found).iter().map(|step| step.external_id.clone()).collect()
        };
        let (first, second) = (read(adapter, text), read(adapter, text));
        assert_eq!(ids(&first), ids(&second));
        let mut once = ids(&first);
        once.sort();
        once.dedup();
        assert_eq!(once.len(), ids(&first).len(), "{adapter}: each id once");
    }
}

#[test]
fn every_step_is_an_event_however_long_or_odd_its_words_are() {
    let long = "x".repeat(300_000);
    let odd = "a\u{202e}b\u{0}c";
    let line = serde_json::json!({
        "type": "assistant", "uuid": long, "sessionId": odd, "timestamp": "2026-03-17T14:30:00Z",
        "message": {"model": odd, "stop_reason": long, "content": [
            {"type": "text", "text": format!("{odd}{long}")},
            {"type": "tool_use", "id": odd, "name": long, "input": {"command": format!("{odd}{long}")}},
        ]}
    });
    let found = read(Adapter::ClaudeCode, &line.to_string());
    let steps = steps(&found);
    assert_eq!(steps.len(), 2);
    for step in steps {
        fields(Adapter::ClaudeCode, step);
    }
}

#[test]
fn spans_and_logs_become_steps_and_clocks_and_parents_are_told() {
    let found = read(Adapter::Otlp, OTLP);
    let steps = steps(&found);
    let kinds: Vec<&str> = steps.iter().map(|step| step.event.kind.as_str()).collect();
    let expected = [
        "agent_invoked",
        "agent_output",
        "agent_action",
        "observation",
        "control_check",
        "control_check",
        "control_check",
    ];
    assert_eq!(kinds, expected);
    let output = fields(Adapter::Otlp, steps[1]).agent_output.unwrap();
    assert_eq!(output.output, "Give everybody access.");
    assert_eq!(output.model_responded.as_deref(), Some("model-a-1"));
    assert_eq!(steps[1].attributes["my.own"], serde_json::json!([true, 0.5]), "verbatim");
    assert_eq!(steps[1].attributes["gen_ai.usage.input_tokens"], 120);
    assert_eq!(steps[2].tool_call_id.as_deref(), Some("toolu_01A"));
    let told = problems(&found).join("\n");
    for words in [
        "ends before it begins",
        "ffffffffffffffff, is not in this file",
        "500 ms before its parent",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn a_decision_that_may_be_a_standing_one_is_unknown() {
    let found = read(Adapter::Otlp, OTLP);
    let steps = steps(&found);
    let outcome = |i: usize| fields(Adapter::Otlp, steps[i]).control_check.unwrap().outcome;
    assert_eq!(outcome(4), Some(ApprovalOutcome::Granted), "asked, this time");
    assert_eq!(outcome(5), Some(ApprovalOutcome::Unknown), "an earlier “always” says the same");
    assert_eq!(outcome(6), Some(ApprovalOutcome::Bypassed));
}

#[test]
fn protobuf_says_what_json_says() {
    // One span: trace id, span id, name, start, end, an attribute `a` = 1.
    let attribute = [0x4a, 7, 0x0a, 1, b'a', 0x12, 2, 0x18, 1];
    let mut span = vec![0x0a, 16];
    span.extend([7; 16]);
    span.extend([0x12, 8, 9, 9, 9, 9, 9, 9, 9, 9, 0x2a, 2, b'h', b'i', 0x39]);
    span.extend(1_773_757_800_000_000_000_u64.to_le_bytes());
    span.extend(attribute);
    let wrap = |field: u8, inner: &[u8]| {
        let mut bytes = vec![field, u8::try_from(inner.len()).unwrap()];
        bytes.extend(inner);
        bytes
    };
    let whole = wrap(0x0a, &wrap(0x12, &wrap(0x12, &span)));
    let value = otlp::decode_any(&whole).unwrap();
    let mut out = Vec::new();
    otlp::Otlp::default().request(&Place::line(1), &value, &mut out);
    let steps = steps(&out);
    assert_eq!(steps[0].external_id, format!("{}/{}", "07".repeat(16), "09".repeat(8)));
    assert_eq!((steps[0].event.text.as_str(), &steps[0].attributes["a"]), ("hi", &1.into()));
    assert_eq!(steps[0].at.unwrap().to_rfc3339(), "2026-03-17T14:30:00+00:00");
    for end in 1..whole.len() {
        drop(otlp::decode_any(&whole[..end]));
    }
    assert!(otlp::decode_any(b"not protobuf at all").is_err());
}

fn span(id: &str, parent: &str, start: u64) -> serde_json::Value {
    serde_json::json!({"traceId": "0a".repeat(16), "spanId": id, "parentSpanId": parent, "name": "step",
        "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 1).to_string()})
}

#[test]
fn circles_of_parents_are_named_by_span_and_by_line() {
    let start = 1_773_757_800_000_000_000;
    let spans = [
        span("aa", "bb", start),
        span("bb", "cc", start),
        span("cc", "aa", start),
        span("dd", "aa", start),
    ];
    let line = serde_json::json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]});
    let found = read(Adapter::Otlp, &line.to_string());
    assert_eq!(
        problems(&found),
        ["span aa: Its parents lead in a circle: aa, then bb, then cc, then aa."]
    );
    let left_out = |parsed: &Parsed| matches!(parsed, Parsed::Problem(problem) if problem.left_out);
    assert!(found.iter().any(left_out), "so nothing of the file is stored unless asked for");

    let line = |id: &str, parent: &str| {
        serde_json::json!({"type": "user", "uuid": id, "parentUuid": parent, "sessionId": "s",
            "timestamp": "2026-03-17T14:30:00Z", "message": {"content": "words"}})
        .to_string()
    };
    let text = [line("one", "two"), line("two", "one")].join("\n");
    let found = read(Adapter::ClaudeCode, &text);
    assert_eq!(
        problems(&found),
        ["line 1: Its parents lead in a circle: one, then two, then one."]
    );
}
