//! The entry line, awake: shows what is read from it while it is typed, adds it without leaving the
//! page, and keeps in the browser what is not stored yet.
//!
//! The server reads the line, so that the grammar has one home; what is typed is in the browser's
//! storage until the server has acknowledged it.

use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::Request;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, Storage};

/// How long typing must rest before the line is read.
const REST: Duration = Duration::from_millis(120);

#[derive(Clone, serde::Serialize)]
struct Said {
    line: String,
}

/// What the server answers: what a line is read as, the event that it became, or what was wrong.
/// One type for all of them is less wasm.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Answer {
    html: String,
    seq: i32,
    detail: String,
    errors: Vec<Finding>,
}

#[derive(serde::Deserialize)]
struct Finding {
    message: String,
}

/// Wakes the line in whose form it stands.
#[island]
pub fn EntryLine(
    /// The incident.
    incident: String,
) -> impl IntoView {
    let news = RwSignal::new(String::new());
    let line = StoredValue::new(Line { incident, news });
    Effect::new(move |_| {
        let line = line.get_value();
        line.restore();
        let waiting = StoredValue::new_local(None::<TimeoutHandle>);
        let on = Rc::new(move |event: &Event| {
            let handled = match event.type_().as_str() {
                "input" => {
                    if is(event, "line-text") {
                        line.keep();
                        if let Some(waiting) = waiting.get_value() {
                            waiting.clear();
                        }
                        let line = line.clone();
                        let show = set_timeout_with_handle(move || line.show(), REST);
                        waiting.set_value(show.ok());
                    }
                    false
                }
                "submit" => is(event, "line") && line.add(),
                "paste" => is(event, "line-text") && many(event),
                "dragover" => within(event),
                _ => within(event) && support(event),
            };
            if handled {
                event.prevent_default();
            }
        });
        for name in ["input", "submit", "paste", "dragover", "drop"] {
            let on = on.clone();
            window_event_listener_untyped(name, move |event| on(&event));
        }
    });
    view! { <p class="visually-hidden" role="status">{news}</p> }
}

#[derive(Clone)]
struct Line {
    incident: String,
    news: RwSignal<String>,
}

impl Line {
    fn name(&self, what: &str) -> String {
        format!("{what}:{}", self.incident)
    }

    fn api(&self, what: &str) -> String {
        format!("/api/v1/incidents/{}/{what}", self.incident)
    }

    /// Puts back what was typed and never stored.
    fn restore(&self) {
        let (Some(field), Some(storage)) = (field(), storage()) else { return };
        let stored = |name: &str| storage.get_item(&self.name(name)).ok().flatten();
        // What left as a form of the browser and came back as a new page was stored.
        let gone = stored("line-sent");
        let _ = storage.remove_item(&self.name("line-sent"));
        let search = window().location().search().unwrap_or_default();
        if gone.is_some() && gone == stored("line") && search.contains("focus=line") {
            let _ = storage.remove_item(&self.name("line"));
        }
        match stored("line") {
            Some(kept) if field.value().is_empty() => {
                field.set_value(&kept);
                self.news.set("The line that you had typed is here again.".to_owned());
            }
            _ => {}
        }
        if !field.value().is_empty() {
            self.keep();
            self.show();
        }
    }

    fn keep(&self) {
        let (Some(field), Some(storage)) = (field(), storage()) else { return };
        let name = self.name("line");
        let _ = match field.value() {
            text if text.is_empty() => storage.remove_item(&name),
            text => storage.set_item(&name, &text),
        };
    }

    /// Shows what the line is read as.
    fn show(&self) {
        let Some(field) = field() else { return };
        let text = field.value();
        if text.trim().is_empty() {
            draw("");
            return;
        }
        let path = self.api("line");
        spawn_local(async move {
            let Ok(request) = Request::post(&path).json(&Said { line: text.clone() }) else {
                return;
            };
            let Ok(answer) = request.send().await else { return };
            if let Ok(read) = answer.json::<Answer>().await
                && field.value() == text
            {
                draw(&read.html);
            }
        });
    }

    /// Sends the line; `false` leaves it to the browser, which takes evidence along.
    fn add(&self) -> bool {
        let Some(field) = field() else { return false };
        let text = field.value();
        let Some(form) = field.form() else { return false };
        if ["line-quote", "line-url"].iter().any(|id| !value_of(id).trim().is_empty()) {
            if let Some(storage) = storage() {
                let _ = storage.set_item(&self.name("line-sent"), &text);
            }
            return false;
        }
        // One at a time: a second Enter waits for the answer to the first.
        if text.trim().is_empty() || form.has_attribute("aria-busy") {
            return true;
        }
        let _ = form.set_attribute("aria-busy", "true");
        let line = self.clone();
        spawn_local(async move {
            let problem = line.send(&text).await.err();
            if let Some(problem) = &problem {
                line.news.set(String::new());
                tell(problem);
            }
            let _ = form.remove_attribute("aria-busy");
        });
        true
    }

    async fn send(&self, text: &str) -> Result<(), String> {
        let lost = |_| {
            "There is no connection. The line is kept here and in this browser: press Enter to try again."
                .to_owned()
        };
        let request = Request::post(&self.api("events"))
            // Sent twice, it is stored once.
            .header("Idempotency-Key", &key(text))
            .json(&Said { line: text.to_owned() })
            .map_err(lost)?;
        let answer = request.send().await.map_err(lost)?;
        match answer.status() {
            200 | 201 => {}
            401 => {
                return Err(
                    "You are signed out. The line is kept in this browser: sign in on this \
                    site, in another tab or here, and press Enter again."
                        .to_owned(),
                );
            }
            _ => {
                let wrong = answer.json::<Answer>().await.map_err(lost)?;
                let mut said: Vec<String> = wrong.errors.into_iter().map(|e| e.message).collect();
                if said.is_empty() {
                    said.push(wrong.detail);
                }
                return Err(format!("Not added; the line is kept. {}", said.join(" ")));
            }
        }
        // Stored, whatever else the answer holds.
        let seq = answer.json::<Answer>().await.map_or(0, |added| added.seq);
        self.acknowledged(text, seq);
        refresh().await;
        Ok(())
    }

    fn acknowledged(&self, text: &str, seq: i32) {
        tell("");
        draw("");
        forget();
        if let Some(field) = field() {
            // What was typed meanwhile stays.
            let now = field.value();
            field.set_value(now.strip_prefix(text).unwrap_or(&now).trim_start());
            let _ = field.remove_attribute("aria-invalid");
            let _ = field.focus();
        }
        self.keep();
        self.show();
        self.news.set(format!("Added E{seq}."));
        if let Some(next) = document().get_element_by_id("line-next") {
            next.set_text_content(Some(&format!("E{}", seq + 1)));
        }
    }
}

/// Hands several lines to the page that previews them.
fn many(event: &Event) -> bool {
    let text = carried(event, "clipboardData", "text/plain");
    if !text.trim().contains('\n') {
        return false;
    }
    let Some(form) = document().get_element_by_id("line-many") else { return false };
    let Ok(Some(target)) = form.query_selector("input") else { return false };
    // An input would drop the line ends, the form's own field is hidden and keeps them.
    target.unchecked_ref::<HtmlInputElement>().set_value(&text);
    form.unchecked_ref::<HtmlFormElement>().submit().is_ok()
}

fn field() -> Option<HtmlInputElement> {
    document().get_element_by_id("line-text")?.dyn_into().ok()
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn is(event: &Event, id: &str) -> bool {
    target(event).is_some_and(|element| element.id() == id)
}

fn within(event: &Event) -> bool {
    target(event).is_some_and(|element| element.closest("#line").ok().flatten().is_some())
}

fn value_of(id: &str) -> String {
    let element = document().get_element_by_id(id);
    element.map(|e| e.unchecked_ref::<HtmlInputElement>().value()).unwrap_or_default()
}

/// What an event carries in `bag`: a clipboard, or what is dropped.
fn carried(event: &JsValue, bag: &str, kind: &str) -> String {
    let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &JsValue::from_str(name));
    let found = get(event, bag).and_then(|bag| {
        let read: js_sys::Function = get(&bag, "getData")?.dyn_into()?;
        read.call1(&bag, &JsValue::from_str(kind))
    });
    found.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Takes what is dropped as evidence: a link, or words.
fn support(event: &JsValue) -> bool {
    let link = carried(event, "dataTransfer", "text/uri-list");
    let words = carried(event, "dataTransfer", "text/plain");
    let (id, text) = if link.is_empty() { ("line-quote", words) } else { ("line-url", link) };
    if text.trim().is_empty() {
        return false;
    }
    let Some(place) = document().get_element_by_id(id) else { return false };
    place.unchecked_ref::<HtmlInputElement>().set_value(text.trim());
    if let Some(more) = document().get_element_by_id("line-evidence") {
        let _ = more.set_attribute("open", "");
    }
    true
}

fn draw(html: &str) {
    if let Some(chips) = document().get_element_by_id("line-chips") {
        // The server drew these chips, as it does without script.
        chips.set_inner_html(html);
    }
}

fn tell(problem: &str) {
    if let Some(place) = document().get_element_by_id("line-problem") {
        place.set_text_content(Some(problem));
    }
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
    let random = || (js_sys::Math::random() * 1e15) as u64;
    let key = format!("line-{}-{}", random(), random());
    if let Some(field) = element {
        let _ = field.set_attribute("data-key-of", &format!("{key} {text}"));
    }
    key
}

fn forget() {
    if let Some(field) = field() {
        let _ = field.remove_attribute("data-key-of");
    }
}

/// Draws what the page shows of the timeline anew, as the server draws it now.
async fn refresh() {
    let Ok(page) = window().location().href() else { return };
    let Ok(answer) = Request::get(&page).send().await else { return };
    let (Ok(html), Ok(fresh)) = (answer.text().await, document().create_element("div")) else {
        return;
    };
    // Apart from the document, where nothing of it runs.
    fresh.set_inner_html(&html);
    for id in ["timeline-list", "timeline-count", "picture-now"] {
        let new = fresh.query_selector(&format!("#{id}")).ok().flatten();
        if let (Some(old), Some(new)) = (document().get_element_by_id(id), new) {
            old.set_inner_html(&new.inner_html());
        }
    }
    if let Some(last) = document().get_element_by_id("line") {
        last.unchecked_ref::<HtmlElement>().scroll_into_view_with_bool(false);
    }
}
