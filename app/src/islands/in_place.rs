//! Forms where one reads: what a link marked `data-in-place` leads to is shown in a dialog over the
//! page, and what is sent from it comes back there until it is done.
//!
//! The server draws both, and leaves the frame of the page away when it is asked for a part; without
//! script the same links lead to the same pages.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, UrlSearchParams,
};

use super::browser::{
    Answer, by_id, closest, drawn, field, focus_row, focus_unscrolled, focused, is_idle, leave,
    left, on, query, send, show_modal, tell, within,
};
use crate::ui::shortcuts::ROW_ACTS;

/// Where the news waits while the page is looked at again.
const NEWS: &str = "in-place-news";
/// Where the event waits on which the focus was.
const ROW: &str = "in-place-row";

/// The dialog and the place of its news; the server draws both once a page.
#[component]
pub fn InPlace() -> impl IntoView {
    view! {
        <dialog class="dialog dialog-wide" id="in-place" aria-label="Change it here">
            {head()}
            <div class="dialog-body"></div>
        </dialog>
        <p class="toast toast-here" role="status" id="in-place-done"></p>
    }
}

/// The head of a dialog that shows a page, which brings its own heading.
pub(super) fn head() -> impl IntoView {
    view! {
        <div class="dialog-head">
            <a class="button button-quiet button-small push" href="#main" data-close="">"Close"</a>
        </div>
    }
}

pub(super) fn wake() {
    resume();
    on("submit", |event: &Event| {
        let Some(form) = closest::<HtmlFormElement>(event, "form[method=post]") else { return };
        let here = form.closest("#in-place, #in-place-done, #undo-last").ok().flatten();
        if here.is_some() && !event.default_prevented() {
            event.prevent_default();
            let button = field(event, "submitter").dyn_into::<HtmlElement>().ok();
            spawn_local(submit(form, button));
        }
    });
    // What is typed is not thrown away by closing the dialog.
    on("input", |event: &Event| {
        if let Some(dialog) = closest::<Element>(event, "#in-place") {
            let _ = dialog.set_attribute("data-typed", "");
        }
    });
}

/// Does what a key means on the event that has the focus; `false` when none has.
pub(super) fn press(key: &str) -> bool {
    let acts = by_id::<Element>("live").filter(|live| live.has_attribute("data-writes"));
    let Some(events) = acts.and_then(|live| live.get_attribute("data-events")) else {
        return false;
    };
    if key == "u"
        && query::<Element>("main [data-key=u]").is_none()
        && let Some(form) = by_id::<HtmlFormElement>("undo-last")
    {
        spawn_local(submit(form, None));
        return true;
    }
    let Some(row) = standing_on() else { return false };
    let Some((_, part, _)) = ROW_ACTS.iter().find(|(known, _, _)| *known == key) else {
        return false;
    };
    let seq = row.trim_start_matches('E');
    let path = [events.as_str(), "/", seq, part].concat();
    if *part == "/pin" {
        spawn_local(async move { done(send_part("POST", &path, None).await) });
    } else {
        open(path);
    }
    true
}

/// The row that has the focus, by its id.
fn standing_on() -> Option<String> {
    let row = focused()?.closest("#timeline-list li.event").ok()??;
    Some(row.id())
}

/// Shows in the dialog what the server draws at an address.
pub(super) fn open(path: String) {
    spawn_local(async move {
        let Some(dialog) = by_id::<HtmlDialogElement>("in-place") else { return };
        let same = dialog.get_attribute("data-path").as_deref() == Some(&path);
        if !(same && dialog.has_attribute("data-typed")) {
            let Some(html) = drawn(&path).await else {
                // As without script.
                let _ = window().location().set_href(&path);
                return;
            };
            let _ = dialog.set_attribute("data-path", &path);
            show(&dialog, &html);
        }
        show_modal(&dialog);
    });
}

fn show(dialog: &HtmlDialogElement, html: &str) {
    let _ = dialog.remove_attribute("data-typed");
    let Some(body) = within::<Element>(dialog, ".dialog-body") else { return };
    body.set_inner_html(html);
    if let Some(title) = within::<Element>(&body, "h1, h2").and_then(|title| title.text_content()) {
        let _ = dialog.set_attribute("aria-label", &title);
    }
}

/// Sends a form as the browser would, and stays.
async fn submit(form: HtmlFormElement, button: Option<HtmlElement>) {
    if form.has_attribute("aria-busy") {
        return;
    }
    let _ = form.set_attribute("aria-busy", "true");
    if let Some(body) = body(&form, button.as_ref()) {
        let path = form.get_attribute("action").unwrap_or_default();
        done(send_part("POST", &path, Some(&body)).await);
    }
    let _ = form.remove_attribute("aria-busy");
}

fn body(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<JsValue> {
    let data = FormData::new_with_form(form).ok()?;
    if let Some((name, button)) = button.and_then(|b| Some((b.get_attribute("name")?, b))) {
        let value = button.get_attribute("value").unwrap_or_default();
        let _ = data.append_with_str(&name, &value);
    }
    if form.enctype().starts_with("multipart") {
        return Some(data.into());
    }
    let plain = UrlSearchParams::new_with_str_sequence_sequence(&js_sys::Array::from(&data));
    plain.ok().map(Into::into)
}

async fn send_part(method: &str, path: &str, body: Option<&JsValue>) -> Option<Answer> {
    let blank = JsValue::from(UrlSearchParams::new().ok()?);
    send(method, path, &[("part", "1")], Some(body.unwrap_or(&blank))).await
}

/// What came of it: 202 says in words that it is done, all else is the form again.
fn done(answer: Option<Answer>) {
    let Some(dialog) = by_id::<HtmlDialogElement>("in-place") else { return };
    match answer {
        Some(answer) if answer.status == 202 => settle(&dialog, &answer.text),
        Some(answer) if answer.text.contains('<') => {
            show(&dialog, &answer.text);
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
            let first = "[role=alert], [aria-invalid=true]";
            if let Some(first) = within::<HtmlElement>(&dialog, first) {
                let _ = first.focus();
            }
        }
        Some(answer) if answer.status == 401 => {
            tell(
                "in-place-done",
                "You are signed out. What you typed is still here: sign in, in another tab, and send it again.",
            );
        }
        _ => tell(
            "in-place-done",
            "There is no connection. What you typed is still here: send it again.",
        ),
    }
}

/// Closes the dialog and tells the news; where nothing tells of the change, the page is looked at
/// again, which tells them then.
fn settle(dialog: &HtmlDialogElement, news: &str) {
    let _ = dialog.remove_attribute("data-typed");
    dialog.close();
    if let Some(row) = dialog.get_attribute("data-back") {
        // The event is gone from which the dialog was opened.
        let _ = dialog.remove_attribute("data-back");
        focus_row(&row);
    }
    announce(news);
    if by_id::<Element>("live").is_none_or(|live| !live.has_attribute("data-open")) {
        leave(NEWS, news);
        leave(ROW, &standing_on().unwrap_or_default());
        let _ = window().location().reload();
    }
}

/// Puts the news, which the server has drawn, into their place.
fn announce(news: &str) {
    if let Some(place) = by_id::<Element>("in-place-done") {
        place.set_inner_html(news);
    }
}

/// Tells what was done before the page was looked at again, and goes on from the event on which one
/// stood, or else from the page.
fn resume() {
    let (Some(news), row) = (left(NEWS), left(ROW)) else { return };
    announce(&news);
    let there = row.is_some_and(|row| focus_row(&row));
    if !there
        && is_idle()
        && let Some(page) = by_id::<HtmlElement>("main")
    {
        focus_unscrolled(&page);
    }
}
