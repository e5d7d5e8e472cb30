//! What islands need of the browser, kept small: elements, one listener for the whole page, a rest in
//! typing, and asking the server for what it draws.
//!
//! An island draws nothing itself: the server has drawn it, or draws it when it is asked. So the wasm
//! holds behaviour only, and no second way to make HTML.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{JSON, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, NodeList, RequestInit,
    Response, Storage,
};

/// Runs in the browser, where an island wakes up; the server only draws its place.
pub(super) fn awake(wake: impl FnOnce()) {
    if cfg!(target_arch = "wasm32") {
        wake();
    }
}

/// Calls `act` for each event of this name that reaches the window.
pub(super) fn on<E: JsCast + 'static>(name: &str, mut act: impl FnMut(&E) + 'static) {
    let boxed: Box<dyn FnMut(Event)> = Box::new(move |event| act(event.unchecked_ref()));
    let act = Closure::wrap(boxed).into_js_value();
    let _ = window().add_event_listener_with_callback(name, act.unchecked_ref());
}

/// The element on which an event happened.
pub(super) fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The closest element around the one on which an event happened, itself included.
pub(super) fn closest<T: JsCast>(event: &Event, selector: &str) -> Option<T> {
    target(event)?.closest(selector).ok()??.dyn_into().ok()
}

pub(super) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

pub(super) fn query<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

pub(super) fn within<T: JsCast>(element: &Element, selector: &str) -> Option<T> {
    element.query_selector(selector).ok()??.dyn_into().ok()
}

/// Opens a dialog over the page; the cursor goes to what went wrong, else to its first field.
pub(super) fn show_modal(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
    let body = |what: &str| within::<HtmlElement>(dialog, &[".dialog-body ", what].concat());
    let first = body("[autofocus]")
        .or_else(|| body(":is(input:not([type=hidden]), textarea, select)"))
        .or_else(|| body(":is(a, button)"));
    let _ = first.map(|first| first.focus());
}

/// All elements of the page that fit.
pub(super) fn all(selector: &str) -> Vec<HtmlElement> {
    document().query_selector_all(selector).map(list).unwrap_or_default()
}

pub(super) fn list(nodes: NodeList) -> Vec<HtmlElement> {
    (0..nodes.length()).filter_map(|i| nodes.item(i)?.dyn_into().ok()).collect()
}

/// The element that has the focus.
pub(super) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Whether nothing on the page has the focus.
pub(super) fn is_idle() -> bool {
    focused().is_none_or(|at| at.tag_name() == "BODY")
}

/// Puts the focus on a row of the timeline, where its keys work; `false` when it is not on the page.
pub(super) fn focus_row(id: &str) -> bool {
    let row = by_id::<Element>(id);
    let link = row.and_then(|row| within::<HtmlElement>(&row, "[data-row]"));
    link.is_some_and(|link| link.focus().is_ok())
}

/// Puts the focus on an element; the page stays where it was scrolled to.
pub(super) fn focus_unscrolled(element: &HtmlElement) {
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("preventScroll"), &JsValue::TRUE);
    if let Ok(focus) = field(element, "focus").dyn_into::<js_sys::Function>() {
        let _ = focus.call1(element, &options);
    }
}

/// What is written in the field with this id.
pub(super) fn value_of(id: &str) -> String {
    by_id(id)
        .map(|field: Element| field.unchecked_into::<HtmlInputElement>().value())
        .unwrap_or_default()
}

/// Says something in an element that screen readers follow.
pub(super) fn tell(id: &str, words: &str) {
    if let Some(place) = by_id::<Element>(id) {
        place.set_text_content(Some(words));
    }
}

/// What this browser keeps for the site.
pub(super) fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub(super) fn stored(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text under this name; none keeps nothing.
pub(super) fn keep(name: &str, text: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match text {
            Some(text) => storage.set_item(name, text),
            None => storage.remove_item(name),
        };
    }
}

/// Leaves a text for the next page of this tab.
pub(super) fn leave(name: &str, text: &str) {
    if let Some(storage) = window().session_storage().ok().flatten() {
        let _ = storage.set_item(name, text);
    }
}

/// What the page before left in this tab; it is there once.
pub(super) fn left(name: &str) -> Option<String> {
    let storage = window().session_storage().ok().flatten()?;
    let text = storage.get_item(name).ok().flatten()?;
    let _ = storage.remove_item(name);
    Some(text)
}

/// Lets some time pass.
pub(super) async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |done, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
    });
    let _ = JsFuture::from(promise).await;
}

/// Waits until nothing has happened for a while: only the last of several acts is done.
#[derive(Clone, Default)]
pub(super) struct Rest(Rc<Cell<u32>>);

impl Rest {
    /// Does `act` after `ms`, unless another one comes before.
    pub(super) fn then(&self, ms: i32, act: impl Future<Output = ()> + 'static) {
        let (turn, last) = (self.0.get().wrapping_add(1), self.0.clone());
        last.set(turn);
        spawn_local(async move {
            sleep(ms).await;
            if last.get() == turn {
                act.await;
            }
        });
    }
}

/// What the server answered.
pub(super) struct Answer {
    /// Its status.
    pub(super) status: u16,
    /// Its body.
    pub(super) text: String,
}

impl Answer {
    pub(super) fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Sends a request; none when no answer came.
pub(super) async fn send(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&JsValue>,
) -> Option<Answer> {
    let request = RequestInit::new();
    request.set_method(method);
    let named = js_sys::Object::new();
    for (name, value) in headers {
        let _ = Reflect::set(&named, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    request.set_headers(&named);
    if let Some(body) = body {
        request.set_body(body);
    }
    let sent = window().fetch_with_str_and_init(path, &request);
    let answer: Response = JsFuture::from(sent).await.ok()?.unchecked_into();
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some(Answer { status: answer.status(), text })
}

/// What the server draws at an address; none when it does not.
pub(super) async fn drawn(path: &str) -> Option<String> {
    let answer = send("GET", path, &[("part", "1")], None).await?;
    answer.ok().then_some(answer.text)
}

/// Sends fields with their texts as JSON.
pub(super) async fn post_json(
    path: &str,
    headers: &[(&str, &str)],
    fields: &[(&str, &str)],
) -> Option<Answer> {
    let body = js_sys::Object::new();
    for (name, text) in fields {
        let _ = Reflect::set(&body, &JsValue::from_str(name), &JsValue::from_str(text));
    }
    let body = JSON::stringify(&body).ok()?;
    let headers = [headers, &[("content-type", "application/json")]].concat();
    send("POST", path, &headers, Some(&body)).await
}

/// A field of an answer in JSON; undefined when there is none.
pub(super) fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A text of an answer in JSON; blank when there is none.
pub(super) fn text_of(of: &JsValue, name: &str) -> String {
    field(of, name).as_string().unwrap_or_default()
}

/// An answer in JSON, read; undefined when it is none.
pub(super) fn read(answer: &Answer) -> JsValue {
    JSON::parse(&answer.text).unwrap_or(JsValue::UNDEFINED)
}
