//! What changed, as an entry of the audit log keeps it: names and values, with the JSON behind them.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::domain::capitalised;
use crate::domain::excerpt::shortened;

/// Hashes are told apart by their beginning.
const HASH_SHOWN: usize = 12;
/// How much of a text stands in a row.
const TEXT_SHOWN: usize = 160;

/// The names and values of an entry. What is not an object stands as it is.
pub(super) fn detail(json: &str) -> Option<AnyView> {
    if json.is_empty() {
        return None;
    }
    let Ok(Value::Object(said)) = serde_json::from_str(json) else {
        return Some(view! { <code>{json.to_owned()}</code> }.into_any());
    };
    if said.is_empty() {
        return None;
    }
    let rows = pairs(&said).into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
    });
    let rows = rows.collect_view();
    let json = json.to_owned();
    Some(
        view! {
            <div class="detail">
                <dl class="detail-facts">{rows}</dl>
                <details class="detail-json">
                    <summary>"JSON"</summary>
                    <code>{json}</code>
                </details>
            </div>
        }
        .into_any(),
    )
}

/// What was and what became stand in one line, the rest one by one; what nobody said is left out.
fn pairs(said: &Map<String, Value>) -> Vec<(String, AnyView)> {
    let change = said
        .get("from")
        .zip(said.get("to"))
        .filter(|(from, to)| [from, to].iter().all(|side| !side.is_object() && !side.is_array()));
    let mut rows = Vec::with_capacity(said.len());
    if let Some((from, to)) = change {
        let both = view! { {value(from)}" → "{value(to)} };
        rows.push(("Changed".to_owned(), both.into_any()));
    }
    let told = |name: &str| change.is_some() && matches!(name, "from" | "to");
    let rest = said.iter().filter(|(name, value)| !value.is_null() && !told(name));
    rows.extend(rest.map(|(name, said)| (label(name), value(said))));
    rows
}

/// `body_hash` is read as `Body hash`.
fn label(name: &str) -> String {
    capitalised(&name.replace(['_', '.'], " "))
}

fn value(of: &Value) -> AnyView {
    match of {
        Value::Null => view! { <span class="faint">"nothing"</span> }.into_any(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into_any(),
        Value::Number(number) => number.to_string().into_any(),
        Value::String(text) => words(text),
        Value::Array(all) if all.is_empty() => {
            view! { <span class="faint">"none"</span> }.into_any()
        }
        Value::Array(all) => {
            let all = all.iter().enumerate().map(|(at, one)| {
                view! { {(at > 0).then_some(", ")}{value(one)} }
            });
            all.collect_view().into_any()
        }
        Value::Object(said) => {
            let inner = pairs(said).into_iter().enumerate().map(|(at, (name, value))| {
                view! { {(at > 0).then_some("; ")}<span class="faint">{name}</span>" "{value} }
            });
            inner.collect_view().into_any()
        }
    }
}

fn words(text: &str) -> AnyView {
    if text.is_empty() {
        return view! { <span class="faint">"blank"</span> }.into_any();
    }
    let hex = |text: &str| text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let whole = text.to_owned();
    match text.len() {
        64 if hex(text) => {
            let short = shortened(text, HASH_SHOWN + 1);
            view! { <span class="mono" title=whole>{short}</span> }.into_any()
        }
        36 if hex(text) => view! { <span class="mono">{whole}</span> }.into_any(),
        _ if text.contains('_') && !text.contains(char::is_whitespace) && text.is_ascii() => {
            text.replace('_', " ").into_any()
        }
        _ => shortened(text, TEXT_SHOWN).into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::without_marks;

    fn shown(json: &str) -> String {
        without_marks(&Owner::new().with(|| detail(json).to_html()))
    }

    #[test]
    fn names_and_values_are_read_and_the_json_stays_within_reach() {
        let html = shown(r#"{"from":"in_review","to":"published","reason":null,"revision":1}"#);
        assert!(html.contains("Changed") && html.contains("in review"), "{html}");
        assert!(html.contains("Revision") && !html.contains("Reason"), "{html}");
        assert!(html.contains("<summary>JSON</summary>"), "{html}");
        assert_eq!(shown("{}"), "");
    }

    #[test]
    fn whatever_is_kept_is_shown() {
        let html =
            shown(r#"{"scopes":["read","write"],"of":{"kind":"a_b"},"gone":[],"done":true}"#);
        for words in ["Scopes", "read", "write", "Kind", "a b", "none", "yes"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(shown("[1]").contains("[1]"));
        assert!(shown("{").contains('{'));
    }
}
