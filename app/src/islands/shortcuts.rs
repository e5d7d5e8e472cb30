//! The keyboard, and dialogs that open over the page: what a page can do, one key away.
//!
//! Nothing is listed here: a key presses whatever carries it as `data-key`, so a page brings its own.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, HtmlDialogElement, HtmlElement, HtmlFormElement, KeyboardEvent, MouseEvent,
};

use super::browser::{
    all, awake, by_id, closest, drawn, focused, on, query, show_modal, sleep, target, within,
};
use super::in_place;
use crate::paths;

/// How long the first of two keys is remembered, in milliseconds.
const SEQUENCE: i32 = 1200;
/// What `j` and `k` walk along.
const ROWS: &str = "main [data-row], main td.title a";

thread_local! {
    /// The first of two keys.
    static FIRST: RefCell<String> = RefCell::default();
}

/// The sheet that `?` opens, and the key handling of every page.
#[component]
pub fn Shortcuts() -> impl IntoView {
    view! {
        <dialog class="dialog" id="shortcuts" aria-label="Keyboard shortcuts" closedby="any">
            {in_place::head()}
            <div class="dialog-body"></div>
        </dialog>
        <ShortcutKeys />
    }
}

/// Wakes the keys.
#[island]
pub fn ShortcutKeys() -> impl IntoView {
    awake(|| {
        on("keydown", on_key);
        on("click", on_click);
        open_waiting_dialog();
        tell_zone();
        in_place::wake();
    });
}

/// Opens the sheet; the server draws what is on it when it is first asked for.
fn show_sheet() {
    let Some(sheet) = by_id::<HtmlDialogElement>("shortcuts") else { return };
    let _ = sheet.show_modal();
    let Some(body) = within::<Element>(&sheet, ".dialog-body") else { return };
    if body.child_element_count() == 0 {
        spawn_local(async move {
            if let Some(html) = drawn(paths::SHORTCUTS).await {
                body.set_inner_html(&html);
            }
        });
    }
}

fn on_key(event: &KeyboardEvent) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let handled = if event.ctrl_key() || event.meta_key() {
        on_chord(event)
    } else if event.alt_key() || query::<Element>("dialog:modal").is_some() {
        // A dialog has its own keys, and the browser closes it on Escape.
        false
    } else if let Some(field) = field_of(event) {
        event.key() == "Escape" && field.blur().is_ok()
    } else {
        let keys = join(&FIRST.take(), &event.key());
        remember(&keys);
        on_keys(&keys)
    };
    if handled {
        event.prevent_default();
    }
}

/// Ctrl or ⌘ with K opens the palette, with Enter sends the form one is typing in.
fn on_chord(event: &KeyboardEvent) -> bool {
    match event.key().as_str() {
        "k" | "K" if !event.shift_key() => open_palette(),
        "Enter" => {
            closest::<HtmlFormElement>(event, "form").is_some_and(|f| f.request_submit().is_ok())
        }
        _ => false,
    }
}

fn on_keys(keys: &str) -> bool {
    match keys {
        "?" => {
            show_sheet();
            true
        }
        "/" => {
            query::<HtmlElement>("[data-search]").map_or_else(open_palette, |f| f.focus().is_ok())
        }
        "j" => walk(1),
        "k" => walk(-1),
        "x" if choose() => true,
        _ => in_place::press(keys) || press(keys),
    }
}

fn join(first: &str, key: &str) -> String {
    if first.is_empty() { key.to_owned() } else { [first, " ", key].concat() }
}

/// `g` waits for a second key; everything else is complete.
fn remember(keys: &str) {
    if keys == "g" {
        FIRST.set(keys.to_owned());
        spawn_local(async {
            sleep(SEQUENCE).await;
            FIRST.take();
        });
    }
}

/// Presses what carries the key: in the page first, then around it.
fn press(keys: &str) -> bool {
    if keys.contains(['"', '\\']) {
        return false;
    }
    let selector = ["[data-key=\"", keys, "\"]"].concat();
    let inside = query::<HtmlElement>(&["main ", selector.as_str()].concat());
    let Some(element) = inside.or_else(|| query(&selector)) else { return false };
    if is_field(&element) {
        return element.focus().is_ok();
    }
    element.click();
    true
}

/// Moves the focus along the rows of a list; from within a row, to the next one.
fn walk(step: isize) -> bool {
    let rows = all(ROWS);
    let focused = focused();
    let item = focused.as_ref().and_then(|at| at.closest("li").ok().flatten());
    let now = rows.iter().position(|row| Some(row) == focused.as_ref()).or_else(|| {
        let item = item?;
        rows.iter().position(|row| item.contains(Some(row)))
    });
    let next = now.map_or(Some(0), |now| now.checked_add_signed(step));
    next.and_then(|i| rows.get(i)).is_some_and(|row| row.focus().is_ok())
}

/// Ticks the box of the row that has the focus, or takes the tick away.
fn choose() -> bool {
    let row = document().active_element().and_then(|e| e.closest("[data-item]").ok().flatten());
    let tick = row.and_then(|row| row.query_selector("input[type=checkbox]").ok().flatten());
    tick.and_then(|tick| tick.dyn_into::<HtmlElement>().ok()).map(|tick| tick.click()).is_some()
}

fn on_click(event: &MouseEvent) {
    let Some(clicked) = target(event) else { return };
    close_menus(&clicked);
    if event.default_prevented() || event.button() != 0 || event.ctrl_key() || event.meta_key() {
        return;
    }
    let closest = |selector: &str| clicked.closest(selector).ok().flatten();
    let handled = if closest("[data-palette]").is_some() {
        open_palette()
    } else if closest("[data-shortcuts]").is_some() {
        show_sheet();
        true
    } else if closest("[data-close]").is_some() {
        closest("dialog[open]")
            .and_then(|d| d.dyn_into::<HtmlDialogElement>().ok())
            .inspect(HtmlDialogElement::close)
            .is_some()
    } else if let Some(link) = closest("a[data-in-place]") {
        in_place::open(link.get_attribute("href").unwrap_or_default());
        true
    } else {
        closest("a[href^='#']").and_then(|link| dialog_of(&link)).inspect(show_modal).is_some()
    };
    if handled {
        event.prevent_default();
    }
}

/// The dialog that a link to an id leads to.
fn dialog_of(link: &Element) -> Option<HtmlDialogElement> {
    let href = link.get_attribute("href")?;
    by_id(href.strip_prefix('#')?)
}

/// A dialog that the server or the address has opened becomes a modal one.
fn open_waiting_dialog() {
    let waiting = query::<HtmlDialogElement>("dialog[data-open], dialog:target");
    let Some(dialog) = waiting else { return };
    let _ = dialog.remove_attribute("data-open");
    if dialog.matches(":target").unwrap_or_default() {
        // While it is the target it would show even when closed.
        let _ = window().location().set_hash("main");
    }
    show_modal(&dialog);
}

/// Menus are `<details>`; a click elsewhere closes them.
fn close_menus(clicked: &Element) {
    for menu in all("details.nav-user[open], details.more-menu[open]") {
        if !menu.contains(Some(clicked)) {
            let _ = menu.remove_attribute("open");
        }
    }
}

fn open_palette() -> bool {
    web_sys::Event::new("palette").is_ok_and(|event| window().dispatch_event(&event).is_ok())
}

/// Tells the server the browser's zone, so that the next page shows instants in it.
fn tell_zone() {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    let zone = js_sys::Reflect::get(&options, &JsValue::from_str("timeZone"));
    let Some(zone) = zone.ok().and_then(|zone| zone.as_string()) else { return };
    let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() else { return };
    let cookie = ["zone=", zone.as_str()].concat();
    if document.cookie().is_ok_and(|cookies| !cookies.split("; ").any(|known| known == cookie)) {
        let kept = [cookie.as_str(), "; path=/; max-age=31536000; samesite=lax"].concat();
        let _ = document.set_cookie(&kept);
    }
}

/// The field one is typing in.
fn field_of(event: &KeyboardEvent) -> Option<HtmlElement> {
    let element: HtmlElement = target(event)?.dyn_into().ok()?;
    (is_field(&element) || element.is_content_editable()).then_some(element)
}

fn is_field(element: &HtmlElement) -> bool {
    let unlike_text = ["checkbox", "radio", "button", "submit"];
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => {
            !element.get_attribute("type").is_some_and(|t| unlike_text.contains(&t.as_str()))
        }
        _ => false,
    }
}
