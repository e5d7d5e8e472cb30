//! One box for everything: what this page can do, where one can go, and what is written anywhere.
//!
//! What it offers is read from the page, so it never offers what the viewer may not do.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::paths;

/// What can be pressed from here.
const OFFERED: &str =
    ".nav-link, .nav-declare, .nav-user .menu-item, main [data-key], main .page-head .button";
/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(140);

/// Something to choose in the list.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    icon: &'static str,
    /// The reference, shown in bold before the words.
    reference: String,
    words: String,
    keys: Option<String>,
    act: Act,
}

#[derive(Clone, Debug, PartialEq)]
enum Act {
    /// Press the nth of [`OFFERED`].
    Press(u32),
    Go(String),
}

/// The part of the search's answer that is shown.
#[derive(serde::Deserialize)]
struct Found {
    items: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct Hit {
    kind: String,
    reference: String,
    title: String,
    path: String,
}

/// The palette: Ctrl-K or ⌘-K, or the search link.
#[island]
pub fn CommandPalette(
    /// Where the icons lie.
    sprite: String,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let offered = RwSignal::new(Vec::<Row>::new());
    let found = RwSignal::new(Vec::<Row>::new());
    let chosen = RwSignal::new(0_usize);
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let field = NodeRef::<leptos::html::Input>::new();

    let rows = move || rows(&query.get(), &offered.get(), &found.get());
    let open = move |_: web_sys::Event| {
        offered.set(offered_here());
        chosen.set(0);
        let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) else { return };
        let _ = dialog.show_modal();
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let run = move |row: &Row| {
        close();
        match &row.act {
            Act::Go(path) => drop(window().location().set_href(path)),
            Act::Press(nth) => nth_offered(*nth).as_ref().map_or((), HtmlElement::click),
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let rows = untrack(rows);
        let now = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => chosen.set((now + 1).min(rows.len().saturating_sub(1))),
            "ArrowUp" => chosen.set(now.saturating_sub(1)),
            "Enter" => rows.get(now).map_or((), run),
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move |_| {
        window_event_listener_untyped("palette", open);
        window_event_listener(ev::pagehide, move |_| close());
    });
    search_when_resting(query, found);

    let on_input = move |event| {
        query.set(event_target_value(&event));
        chosen.set(0);
    };
    let list = move || {
        rows()
            .into_iter()
            .enumerate()
            .map(|(i, row)| {
                let icon = format!("{sprite}#{}", row.icon);
                let picked = row.clone();
                view! {
                    <li
                        role="option"
                        id=format!("palette-{i}")
                        aria-selected=move || (chosen.get() == i).to_string()
                        on:click=move |_| run(&picked)
                    >
                        <svg class="icon" aria-hidden="true"><use href=icon></use></svg>
                        <span class="ellipsis"><b>{row.reference}</b>" "{row.words}</span>
                        {row.keys.map(|keys| view! { <kbd class="push">{keys}</kbd> })}
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <dialog class="dialog dialog-palette" id="palette" node_ref=dialog aria-label="Search or do" closedby="any">
            <div class="palette">
                <div class="palette-input">
                    <input
                        type="text"
                        role="combobox"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant=move || format!("palette-{}", chosen.get())
                        aria-label="Search or do"
                        placeholder="A reference, a word, or what to do"
                        autocomplete="off"
                        spellcheck="false"
                        node_ref=field
                        on:input=on_input
                        on:keydown=on_keydown
                    />
                    <kbd>"esc"</kbd>
                </div>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Results">{list}</ul>
            </div>
        </dialog>
    }
}

/// What fits the query: references and texts first when something is typed, acts after them.
fn rows(query: &str, offered: &[Row], found: &[Row]) -> Vec<Row> {
    let query = query.trim();
    let needles: Vec<_> = query.split_whitespace().map(str::to_lowercase).collect();
    let fits = |row: &&Row| {
        let words = row.words.to_lowercase();
        needles.iter().all(|needle| words.contains(needle))
    };
    let mut rows: Vec<_> = if query.is_empty() { Vec::new() } else { found.to_vec() };
    rows.extend(offered.iter().filter(fits).cloned());
    if !query.is_empty() {
        rows.push(Row {
            icon: "i-search",
            reference: String::new(),
            words: format!("Search everything for “{query}”"),
            keys: None,
            act: Act::Go(paths::search(query)),
        });
    }
    rows
}

/// What this page and its navigation let one press, in the order of the page.
fn offered_here() -> Vec<Row> {
    let mut seen = Vec::new();
    (0..)
        .map_while(|nth| Some((nth, nth_offered(nth)?)))
        .filter_map(|(nth, element)| {
            let words = words_of(&element)?;
            let fresh = !seen.contains(&words);
            seen.push(words.clone());
            let keys = element.get_attribute("data-key");
            fresh.then(|| Row {
                icon: "i-right",
                reference: String::new(),
                words,
                keys,
                act: Act::Press(nth),
            })
        })
        .collect()
}

fn nth_offered(nth: u32) -> Option<HtmlElement> {
    document().query_selector_all(OFFERED).ok()?.item(nth)?.dyn_into().ok()
}

/// The words of a button or link, without its key and number.
fn words_of(element: &HtmlElement) -> Option<String> {
    let copy: Element = element.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    while let Some(extra) = copy.query_selector("kbd, .count").ok().flatten() {
        extra.remove();
    }
    let words = copy.text_content()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// Asks the server once typing rests; an answer to an older question is dropped.
fn search_when_resting(query: RwSignal<String>, found: RwSignal<Vec<Row>>) {
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(handle) = waiting.flatten() {
            handle.clear();
        }
        let asked = query.get().trim().to_owned();
        if asked.chars().count() < 2 {
            found.set(Vec::new());
            return None;
        }
        let ask = move || {
            spawn_local(async move {
                let hits = search(&asked).await.unwrap_or_default();
                if query.get_untracked().trim() == asked {
                    found.set(hits);
                }
            });
        };
        set_timeout_with_handle(ask, REST).ok()
    });
}

/// The first hits, or nothing when the server cannot be asked: the search page still can.
async fn search(query: &str) -> Option<Vec<Row>> {
    let url = paths::with_query(paths::API_SEARCH, &[("q", query), ("limit", "8")]);
    let answer = gloo_net::http::Request::get(&url).send().await.ok()?;
    let found: Found = answer.json().await.ok()?;
    let row = |hit: Hit| Row {
        icon: match hit.kind.as_str() {
            "remediation" => "i-work",
            "postmortem" => "i-doc",
            "agent" => "i-agent",
            _ => "i-list",
        },
        reference: hit.reference,
        words: hit.title,
        keys: None,
        act: Act::Go(hit.path),
    };
    Some(found.items.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &str) -> Row {
        Row {
            icon: "i-right",
            reference: String::new(),
            words: words.into(),
            keys: None,
            act: Act::Press(0),
        }
    }

    #[test]
    fn every_word_that_is_typed_must_fit() {
        let offered = [row("Incidents"), row("Declare"), row("Edit the incident")];
        let fitting: Vec<_> = rows("inc ed", &offered, &[]).into_iter().map(|r| r.words).collect();
        assert_eq!(fitting, ["Edit the incident", "Search everything for “inc ed”"]);
        assert_eq!(rows("", &offered, &[row("old")]).len(), 3);
    }
}
