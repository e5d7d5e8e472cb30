//! One box for everything: what this page can do, where one can go, and what is written anywhere.
//!
//! What it offers is read from the page, so it never offers what the viewer may not do; what it finds
//! is drawn by the server.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTemplateElement,
    KeyboardEvent, Node,
};

use super::browser::{Rest, all, awake, by_id, closest, drawn, list, on, target, within};
use crate::paths;
use crate::ui::{Glyph, Icon};

/// What can be pressed from here.
const OFFERED: &str =
    ".nav-link, .nav-declare, .nav-user .menu-item, main [data-key], main .page-head .button";
/// How long typing must rest before the server is asked, in milliseconds.
const REST: i32 = 140;

/// The palette: Ctrl-K or ⌘-K, or the search link.
#[component]
pub fn CommandPalette() -> impl IntoView {
    view! {
        <dialog class="dialog dialog-palette" id="palette" aria-label="Search or do" closedby="any">
            <div class="palette">
                <div class="palette-input">
                    <input
                        type="text"
                        id="palette-text"
                        role="combobox"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant="palette-0"
                        aria-label="Search or do"
                        placeholder="A reference, a word, or what to do"
                        autocomplete="off"
                        spellcheck="false"
                    />
                    <kbd>"esc"</kbd>
                </div>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Results"></ul>
                <template id="palette-row">
                    <li role="option"><Icon glyph=Glyph::Right /><span class="ellipsis"></span></li>
                </template>
                <PaletteKeys />
            </div>
        </dialog>
    }
}

/// What was found, as rows of the palette; the last one leads to everything that was.
#[component]
pub fn PaletteRows(
    /// What was typed.
    query: String,
    /// Icon, reference, title and address of each.
    found: Vec<(Glyph, String, String, String)>,
) -> impl IntoView {
    let row = |(glyph, reference, title, path): (Glyph, String, String, String)| {
        view! {
            <li role="option" data-href=path><Icon glyph=glyph /><span class="ellipsis"><b>{reference}</b>" "{title}</span></li>
        }
    };
    let rows = found.into_iter().map(row).collect_view();
    let words = format!("Search everything for “{query}”");
    view! {
        {rows}
        <li role="option" data-href=paths::search(&query) data-last=""><Icon glyph=Glyph::Search /><span class="ellipsis">{words}</span></li>
    }
}

/// Wakes the palette.
#[island]
pub fn PaletteKeys() -> impl IntoView {
    awake(|| {
        let (Some(dialog), Some(field), Some(rows)) =
            (by_id("palette"), by_id("palette-text"), by_id("palette-list"))
        else {
            return;
        };
        wake(Rc::new(Palette { dialog, field, rows, rest: Rest::default() }));
    });
}

struct Palette {
    dialog: HtmlDialogElement,
    field: HtmlInputElement,
    rows: Element,
    rest: Rest,
}

fn wake(palette: Rc<Palette>) {
    let this = palette.clone();
    on("palette", move |_: &Event| this.open());
    let this = palette.clone();
    on("pagehide", move |_: &Event| this.dialog.close());
    let this = palette.clone();
    on("input", move |event: &Event| {
        if target(event).as_ref() == Some(this.field.unchecked_ref()) {
            this.clone().typed();
        }
    });
    let this = palette.clone();
    on("keydown", move |event: &KeyboardEvent| {
        if target(event).as_ref() == Some(this.field.unchecked_ref()) && this.key(&event.key()) {
            event.prevent_default();
        }
    });
    on("click", move |event: &Event| {
        if let Some(row) = closest::<HtmlElement>(event, "#palette-list li") {
            palette.run(&row);
        }
    });
}

impl Palette {
    fn open(&self) {
        if self.dialog.open() {
            return;
        }
        self.offer();
        let _ = self.dialog.show_modal();
        self.field.select();
    }

    /// Puts a row into the list for each thing that this page and its navigation let one press.
    fn offer(&self) {
        for row in self.all("li[data-nth]") {
            row.remove();
        }
        let Some(template) = by_id::<HtmlTemplateElement>("palette-row") else { return };
        let mut seen = Vec::new();
        for (nth, element) in all(OFFERED).iter().enumerate() {
            let Some(words) = words_of(element).filter(|words| !seen.contains(words)) else {
                continue;
            };
            let Ok(copy) = template.content().clone_node_with_deep(true) else { return };
            let Some(row) = first_element(&copy) else { return };
            let _ = row.set_attribute("data-nth", &nth.to_string());
            if let Some(place) = within::<Element>(&row, ".ellipsis") {
                place.set_text_content(Some(&words));
            }
            if let (Some(keys), Ok(kbd)) =
                (element.get_attribute("data-key"), document().create_element("kbd"))
            {
                kbd.set_class_name("push");
                kbd.set_text_content(Some(&keys));
                let _ = row.append_child(&kbd);
            }
            let _ = self.rows.append_child(&row);
            seen.push(words);
        }
        self.narrow();
    }

    /// Shows what fits what is typed, and takes the first row.
    fn narrow(&self) {
        let typed = lower(&self.field.value());
        for row in self.all("li[data-nth]") {
            let words = lower(&row.text_content().unwrap_or_default());
            row.set_hidden(!fits(&words, &typed));
        }
        self.choose(0);
    }

    fn typed(self: Rc<Self>) {
        self.narrow();
        let this = self.clone();
        self.rest.then(REST, async move {
            let typed = this.field.value();
            let asked = typed.trim();
            let mut html = String::new();
            if asked.chars().count() > 1 {
                let path = paths::with_query(paths::SEARCH_PALETTE, &[("q", asked)]);
                // Without an answer the search page still can.
                html = drawn(&path).await.unwrap_or_default();
            }
            // An answer to an older question comes too late.
            if this.field.value() == typed {
                this.show(&html);
            }
        });
    }

    /// What was found stands before the acts, the way to all of it after them.
    fn show(&self, html: &str) {
        for row in self.all("li[data-href]") {
            row.remove();
        }
        let _ = self.rows.insert_adjacent_html("afterbegin", html);
        if let Some(last) = within::<Element>(&self.rows, "[data-last]") {
            let _ = self.rows.append_child(&last);
        }
        self.choose(0);
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        self.rows.query_selector_all(selector).map(list).unwrap_or_default()
    }

    fn shown(&self) -> Vec<HtmlElement> {
        self.all("li:not([hidden])")
    }

    fn chosen(&self) -> Option<usize> {
        let chosen =
            |row: &HtmlElement| row.get_attribute("aria-selected").as_deref() == Some("true");
        self.shown().iter().position(chosen)
    }

    fn choose(&self, nth: usize) {
        for row in self.all("li[hidden]") {
            let _ = row.remove_attribute("id");
        }
        for (i, row) in self.shown().iter().enumerate() {
            let id = format!("palette-{i}");
            row.set_id(&id);
            let _ = row.set_attribute("aria-selected", if i == nth { "true" } else { "false" });
            if i == nth {
                let _ = self.field.set_attribute("aria-activedescendant", &id);
            }
        }
    }

    fn key(&self, key: &str) -> bool {
        let (now, rows) = (self.chosen().unwrap_or(0), self.shown());
        match key {
            "ArrowDown" => self.choose((now + 1).min(rows.len().saturating_sub(1))),
            "ArrowUp" => self.choose(now.saturating_sub(1)),
            "Enter" => match rows.get(now) {
                Some(row) => self.run(row),
                None => go(&paths::search(&self.field.value())),
            },
            _ => return false,
        }
        true
    }

    fn run(&self, row: &HtmlElement) {
        self.dialog.close();
        if let Some(path) = row.get_attribute("data-href") {
            go(&path);
        } else if let Some(nth) = row.get_attribute("data-nth").and_then(|nth| nth.parse().ok())
            && let Some(element) = all(OFFERED).get::<usize>(nth)
        {
            element.click();
        }
    }
}

fn go(path: &str) {
    let _ = window().location().set_href(path);
}

/// By the browser's tables: Rust's would be a part of the wasm.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

fn first_element(node: &Node) -> Option<Element> {
    let mut child = node.first_child();
    while let Some(node) = child {
        child = node.next_sibling();
        if let Ok(element) = node.dyn_into() {
            return Some(element);
        }
    }
    None
}

/// Every word that is typed must occur.
fn fits(words: &str, typed: &str) -> bool {
    typed.split_whitespace().all(|needle| words.contains(needle))
}

/// The words of a button or link, without its key and number.
fn words_of(element: &HtmlElement) -> Option<String> {
    let copy: Element = element.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
    while let Some(extra) = within::<Element>(&copy, "kbd, .count") {
        extra.remove();
    }
    let words = copy.text_content()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_that_is_typed_must_fit() {
        assert!(fits("edit the incident", "inc ed"));
        assert!(!fits("incidents", "inc ed"));
        assert!(fits("declare", ""));
    }
}
