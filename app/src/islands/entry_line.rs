//! The entry line, awake: shows what is read from it while it is typed, adds it without leaving the
//! page, and keeps in the browser what is not stored yet.
//!
//! The server reads the line, so that the grammar has one home; what is typed is in the browser's
//! storage until the server has acknowledged it.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::browser::{
    Rest, awake, by_id, closest, field as member, keep, on, post_json, read, stored, target, tell,
    text_of, value_of, within,
};
use super::live;

/// How long typing must rest before the line is read, in milliseconds.
const REST: i32 = 120;
const LOST: &str =
    "There is no connection. The line is kept here and in this browser: press Enter to try again.";
const SIGNED_OUT: &str = "You are signed out. The line is kept in this browser: sign in on this site, in another tab or here, and press Enter again.";

/// Wakes the line in whose form it stands.
#[island]
pub fn EntryLine() -> impl IntoView {
    awake(|| {
        let form = by_id::<Element>("line");
        let Some(incident) = form.and_then(|form| form.get_attribute("data-incident")) else {
            return;
        };
        let line = Rc::new(Line { incident, rest: Rest::default() });
        line.clone().restore();
        for name in ["input", "submit", "paste", "dragover", "drop"] {
            let line = line.clone();
            on(name, move |event: &Event| {
                if line.clone().handles(event) {
                    event.prevent_default();
                }
            });
        }
    });
}

struct Line {
    incident: String,
    rest: Rest,
}

impl Line {
    fn handles(self: Rc<Self>, event: &Event) -> bool {
        match event.type_().as_str() {
            "input" => {
                if is(event, "line-text") {
                    self.keep();
                    self.rest.clone().then(REST, self.show());
                }
                false
            }
            "submit" => is(event, "line") && self.add(),
            "paste" => is(event, "line-text") && many(event),
            "dragover" => closest::<Element>(event, "#line").is_some(),
            _ => closest::<Element>(event, "#line").is_some() && support(event),
        }
    }

    fn name(&self, what: &str) -> String {
        [what, ":", &self.incident].concat()
    }

    fn api(&self, what: &str) -> String {
        ["/api/v1/incidents/", &self.incident, "/", what].concat()
    }

    /// Puts back what was typed and never stored.
    fn restore(self: Rc<Self>) {
        let Some(field) = field() else { return };
        // What left as a form of the browser and came back as a new page was stored.
        let gone = stored(&self.name("line-sent"));
        keep(&self.name("line-sent"), None);
        let search = window().location().search().unwrap_or_default();
        if gone.is_some() && gone == stored(&self.name("line")) && search.contains("focus=line") {
            keep(&self.name("line"), None);
        }
        match stored(&self.name("line")) {
            Some(kept) if field.value().is_empty() => {
                field.set_value(&kept);
                tell("line-news", "The line that you had typed is here again.");
            }
            _ => {}
        }
        if !field.value().is_empty() {
            self.keep();
            spawn_local(self.show());
        }
    }

    fn keep(&self) {
        let text = value_of("line-text");
        keep(&self.name("line"), Some(text.as_str()).filter(|text| !text.is_empty()));
    }

    /// Shows what the line is read as.
    async fn show(self: Rc<Self>) {
        let Some(field) = field() else { return };
        let text = field.value();
        if text.trim().is_empty() {
            return draw("");
        }
        let answer = post_json(&self.api("line"), &[], &[("line", &text)]).await;
        if let Some(answer) = answer.filter(|answer| answer.ok() && field.value() == text) {
            draw(&text_of(&read(&answer), "html"));
        }
    }

    /// Sends the line; `false` leaves it to the browser, which takes evidence along.
    fn add(self: Rc<Self>) -> bool {
        let Some(field) = field() else { return false };
        let text = field.value();
        let Some(form) = field.form() else { return false };
        if carries_evidence(&form) {
            keep(&self.name("line-sent"), Some(&text));
            return false;
        }
        // One at a time: a second Enter waits for the answer to the first.
        if text.trim().is_empty() || form.has_attribute("aria-busy") {
            return true;
        }
        let _ = form.set_attribute("aria-busy", "true");
        spawn_local(async move {
            if let Some(problem) = self.send(&text).await {
                tell("line-news", "");
                complain(&problem);
            }
            let _ = form.remove_attribute("aria-busy");
        });
        true
    }

    /// Answers what went wrong.
    async fn send(self: Rc<Self>, text: &str) -> Option<String> {
        // Sent twice, it is stored once.
        let key = key(text);
        let headers = [("idempotency-key", key.as_str())];
        let sent = post_json(&self.api("events"), &headers, &[("line", text)]).await;
        let Some(answer) = sent else { return Some(LOST.to_owned()) };
        let said = read(&answer);
        if answer.ok() {
            #[expect(clippy::cast_possible_truncation, reason = "the number of an event")]
            let seq = member(&said, "seq").as_f64().map_or(0, |seq| seq as i32);
            self.acknowledged(text, seq);
            live::look(seq).await;
            if let Some(line) = by_id::<HtmlElement>("line") {
                line.scroll_into_view_with_bool(false);
            }
            return None;
        }
        if answer.status == 401 {
            return Some(SIGNED_OUT.to_owned());
        }
        let mut words = vec!["Not added; the line is kept.".to_owned()];
        let errors = js_sys::Array::from(&member(&said, "errors"));
        words.extend(errors.iter().map(|error| text_of(&error, "message")));
        if words.len() == 1 {
            words.push(text_of(&said, "detail"));
        }
        Some(words.join(" "))
    }

    fn acknowledged(self: Rc<Self>, text: &str, seq: i32) {
        complain("");
        draw("");
        if let Some(field) = field() {
            let _ = field.remove_attribute("data-key-of");
            // What was typed meanwhile stays.
            let now = field.value();
            field.set_value(now.strip_prefix(text).unwrap_or(&now).trim_start());
            let _ = field.remove_attribute("aria-invalid");
            let _ = field.focus();
        }
        self.keep();
        spawn_local(self.show());
        tell("line-news", &["Added E", &seq.to_string(), "."].concat());
        tell("line-next", &["E", &(seq + 1).to_string()].concat());
    }
}

/// Whether the form holds more than the line: words, a link or a file.
fn carries_evidence(form: &HtmlFormElement) -> bool {
    ["line-quote", "line-url"].iter().any(|id| !value_of(id).trim().is_empty())
        || within::<HtmlInputElement>(form, "input[type=file]")
            .is_some_and(|file| !file.value().is_empty())
}

/// Hands several lines to the page that previews them.
fn many(event: &Event) -> bool {
    let text = carried(event, "clipboardData", "text/plain");
    if !text.trim().contains('\n') {
        return false;
    }
    let Some(form) = by_id::<HtmlFormElement>("line-many") else { return false };
    let Some(target) = within::<Element>(&form, "input") else { return false };
    // An input would drop the line ends, the form's own field is hidden and keeps them.
    target.unchecked_ref::<HtmlInputElement>().set_value(&text);
    form.submit().is_ok()
}

fn field() -> Option<HtmlInputElement> {
    by_id("line-text")
}

fn is(event: &Event, id: &str) -> bool {
    target(event).is_some_and(|element| element.id() == id)
}

/// What an event carries in `bag`: a clipboard, or what is dropped.
fn carried(event: &JsValue, bag: &str, kind: &str) -> String {
    let bag = member(event, bag);
    let Ok(read) = member(&bag, "getData").dyn_into::<js_sys::Function>() else {
        return String::new();
    };
    read.call1(&bag, &JsValue::from_str(kind))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// Takes what is dropped as evidence: a link, or words.
fn support(event: &JsValue) -> bool {
    let link = carried(event, "dataTransfer", "text/uri-list");
    let words = carried(event, "dataTransfer", "text/plain");
    let (id, text) = if link.is_empty() { ("line-quote", words) } else { ("line-url", link) };
    if text.trim().is_empty() {
        return false;
    }
    let Some(place) = by_id::<Element>(id) else { return false };
    place.unchecked_ref::<HtmlInputElement>().set_value(text.trim());
    if let Some(more) = by_id::<Element>("line-evidence") {
        let _ = more.set_attribute("open", "");
    }
    true
}

fn draw(html: &str) {
    if let Some(chips) = by_id::<Element>("line-chips") {
        // The server drew these chips, as it does without script.
        chips.set_inner_html(html);
    }
}

fn complain(problem: &str) {
    tell("line-problem", problem);
    if let Some(field) = field().filter(|_| !problem.is_empty()) {
        let _ = field.set_attribute("aria-invalid", "true");
    }
}

/// The key of one attempt to store a line: the same until it is acknowledged.
fn key(text: &str) -> String {
    let element = field();
    let known = element.as_ref().and_then(|field| field.get_attribute("data-key-of"));
    if let Some((key, of)) = known.as_deref().and_then(|known| known.split_once(' '))
        && of == text
    {
        return key.to_owned();
    }
    // Whole numbers: writing out a fraction would be a tenth of all wasm.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a random number")]
    let random = || ((js_sys::Math::random() * 1e15) as u64).to_string();
    let key = ["line-", &random(), "-", &random()].concat();
    if let Some(field) = element {
        let _ = field.set_attribute("data-key-of", &[key.as_str(), " ", text].concat());
    }
    key
}
