//! What is known of an agent's output: audience, approval, label, judgement, the words themselves.

use leptos::prelude::*;

use crate::domain::Vocabulary;
use crate::domain::timeline::{Accuracy, AgentOutput, Event, ProvenanceLabel};
use crate::ui::{Glyph, Icon};

/// The box under an agent's event.
pub(super) fn facts(event: &Event, said: &AgentOutput) -> AnyView {
    let fields = &said.fields;
    let mut rows: Vec<AnyView> = Vec::new();
    rows.extend(audience(event));
    rows.push(row("Approval", approval(said)));
    if fields.accuracy != Accuracy::Unverified {
        let judge = said.accuracy_judged_by.as_ref().map(|by| format!(", by {by}"));
        rows.push(row(
            "Judged after",
            format!("{}{}", fields.accuracy.label(), judge.unwrap_or_default()),
        ));
    }
    if fields.provenance_label != ProvenanceLabel::Unknown {
        rows.push(row("Label", fields.provenance_label.label().to_owned()));
    }
    if let Some(shown) = &event.presented_as {
        rows.push(row("Shown as", shown.clone()));
    }
    let model = fields.model_responded.as_ref().or(fields.model_requested.as_ref());
    let plain = [
        ("Model", model),
        ("Version", fields.agent_version.as_ref()),
        ("Provider", fields.provider.as_ref()),
        ("Asked by", fields.invoked_by.as_ref()),
        ("Stopped because", fields.finish_reason.as_ref()),
        ("Its own confidence", fields.stated_confidence.as_ref()),
    ];
    rows.extend(plain.into_iter().filter_map(|(name, value)| Some(row(name, value?.clone()))));
    if let Some(autonomy) = fields.effective_autonomy {
        rows.push(row("Acted as", autonomy.label().to_owned()));
    }
    rows.extend(seen_by(said));
    rows.push(words(said));
    view! { <div class="output"><dl class="output-facts">{rows}</dl>{verbatim(said)}</div> }
        .into_any()
}

fn row(name: &'static str, value: String) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

fn audience(event: &Event) -> Option<AnyView> {
    let word = |audience: Option<crate::domain::timeline::Audience>| {
        audience.map_or("Not recorded", Vocabulary::label)
    };
    if event.audience_intended.is_none() && event.audience_actual.is_none() {
        return None;
    }
    let (intended, actual) = (word(event.audience_intended), word(event.audience_actual));
    let value = if event.is_misrouted() {
        view! { <b>{actual}</b>" actual" }.into_any()
    } else {
        view! { {actual}" actual" }.into_any()
    };
    Some(
        view! {
            <div class="span-2">
                <dt>"Audience"</dt>
                <dd class="audience"><s>{intended}</s>" intended "<Icon glyph=Glyph::To />" "{value}</dd>
            </div>
        }
        .into_any(),
    )
}

fn approval(said: &AgentOutput) -> String {
    let approval = &said.fields.approval;
    let mut words =
        format!("{}, {}", approval.requirement.label(), approval.outcome.label().to_lowercase());
    if let Some(approver) = &approval.approver {
        words.push_str(&format!(" by {approver}"));
    }
    if let Some(scope) = approval.scope {
        words.push_str(&format!(", for {}", scope.label().to_lowercase()));
    }
    if let Some(ms) = approval.took_ms {
        words.push_str(&format!(", after {}", took(ms)));
    }
    words
}

/// How long an approver took: `3 s`, `12 min`.
fn took(ms: i64) -> String {
    match ms {
        ..1_000 => format!("{ms} ms"),
        1_000..120_000 => format!("{} s", ms / 1_000),
        120_000..7_200_000 => format!("{} min", ms / 60_000),
        _ => format!("{} h", ms / 3_600_000),
    }
}

fn seen_by(said: &AgentOutput) -> Option<AnyView> {
    let readers: Vec<String> = said
        .fields
        .seen_by
        .iter()
        .map(|reader| match &reader.at {
            Some(at) => format!("{} ({})", reader.who, at.label()),
            None => reader.who.clone(),
        })
        .collect();
    (!readers.is_empty()).then(|| row("Seen by", readers.join(", ")))
}

fn words(said: &AgentOutput) -> AnyView {
    let value = match &said.sha256 {
        Some(hash) => {
            let short: String = hash.chars().take(16).collect();
            view! { <span class="mono small" title=hash.clone()>{format!("sha-256 {short}…")}</span> }.into_any()
        }
        None => view! { <span class="quiet">"The words are not recorded"</span> }.into_any(),
    };
    let redacted = said.redacted_from.as_ref().map(|original| {
        let short: String = original.chars().take(16).collect();
        view! { <br />"Redacted; the original is "<span class="mono small" title=original.clone()>{format!("sha-256 {short}…")}</span> }
    });
    view! { <div class="span-2"><dt>"Verbatim text and hash"</dt><dd>{value}{redacted}</dd></div> }
        .into_any()
}

/// The words, the input and the tool calls, folded.
fn verbatim(said: &AgentOutput) -> Option<AnyView> {
    let fields = &said.fields;
    let block = |title: &'static str, text: &str| {
        let text = text.to_owned();
        (!text.is_empty()).then(|| {
            view! { <details class="output-words"><summary>{title}</summary><pre class="mono small">{text}</pre></details> }.into_any()
        })
    };
    let calls = (!fields.tool_calls.is_empty()).then(|| {
        let rows = fields
            .tool_calls
            .iter()
            .map(|call| {
                let destructive = (call.destructive == Some(true)).then_some(" destroys;");
                let outcome = match call.succeeded {
                    Some(true) => " succeeded",
                    Some(false) => " failed",
                    None => "",
                };
                let (name, arguments) = (call.name.clone(), call.arguments.clone());
                let result = call.result.clone();
                view! {
                    <li>
                        <b class="mono">{name}</b>{destructive}{outcome}
                        <pre class="mono small">{arguments}</pre>
                        <pre class="mono small">{result}</pre>
                    </li>
                }
            })
            .collect_view();
        let title = format!("Tool calls ({})", fields.tool_calls.len());
        view! { <details class="output-words"><summary>{title}</summary><ol class="stack">{rows}</ol></details> }.into_any()
    });
    let parts: Vec<AnyView> = [
        block(
            if said.redacted_from.is_some() {
                "What it said, redacted"
            } else {
                "What it said, verbatim"
            },
            &fields.output,
        ),
        block("What it was given", &fields.input),
        calls,
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| view! { {parts} }.into_any())
}
