//! The keyboard, and dialogs that open over the page: what a page can do, one key away.
//!
//! Nothing is listed here: a key presses whatever carries it as `data-key`, so a page brings its own.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, HtmlDialogElement, HtmlElement, HtmlFormElement, KeyboardEvent, MouseEvent,
};

use crate::ui::shortcuts::ShortcutList;

/// How long the first of two keys is remembered.
const SEQUENCE: std::time::Duration = std::time::Duration::from_millis(1200);
/// What `j` and `k` walk along.
const ROWS: &str = "main [data-row], main td.title a";

/// The key handling of every page, and the sheet that `?` opens.
#[island]
pub fn Shortcuts() -> impl IntoView {
    let first = RwSignal::new(String::new());
    let opened = RwSignal::new(false);
    let sheet = NodeRef::<leptos::html::Dialog>::new();
    let show = move || {
        opened.set(true);
        if let Some(sheet) = sheet.get_untracked() {
            let _ = sheet.show_modal();
        }
    };
    Effect::new(move |_| {
        window_event_listener(ev::keydown, move |event| on_key(&event, first, show));
        window_event_listener(ev::click, move |event| on_click(&event, show));
        open_waiting_dialog();
        tell_zone();
    });
    view! {
        <dialog class="dialog" id="shortcuts" node_ref=sheet aria-labelledby="shortcuts-title" closedby="any">
            <div class="dialog-head">
                <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
                <a class="button button-quiet button-small" href="#main" data-close="">"Close"</a>
            </div>
            <div class="dialog-body">{move || opened.get().then(|| view! { <ShortcutList /> })}</div>
        </dialog>
    }
}

fn on_key(event: &KeyboardEvent, first: RwSignal<String>, show_sheet: impl Fn()) {
    if event.default_prevented() || event.is_composing() {
        return;
    }
    let handled = if event.ctrl_key() || event.meta_key() {
        on_chord(event)
    } else if event.alt_key() || query("dialog:modal").is_some() {
        // A dialog has its own keys, and the browser closes it on Escape.
        false
    } else if let Some(field) = field_of(event) {
        event.key() == "Escape" && field.blur().is_ok()
    } else {
        let keys = join(&first.get_untracked(), &event.key());
        remember(first, &keys);
        on_keys(&keys, show_sheet)
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
            let form = target(event).and_then(|e| e.closest("form").ok().flatten());
            form.and_then(|f| f.dyn_into::<HtmlFormElement>().ok())
                .is_some_and(|f| f.request_submit().is_ok())
        }
        _ => false,
    }
}

fn on_keys(keys: &str, show_sheet: impl Fn()) -> bool {
    match keys {
        "?" => {
            show_sheet();
            true
        }
        "/" => query("[data-search]").map_or_else(open_palette, |field| field.focus().is_ok()),
        "j" => walk(1),
        "k" => walk(-1),
        "x" => choose() || press(keys),
        _ => press(keys),
    }
}

fn join(first: &str, key: &str) -> String {
    if first.is_empty() { key.to_owned() } else { format!("{first} {key}") }
}

/// `g` waits for a second key; everything else is complete.
fn remember(first: RwSignal<String>, keys: &str) {
    if keys != "g" {
        first.set(String::new());
        return;
    }
    first.set(keys.to_owned());
    set_timeout(move || first.set(String::new()), SEQUENCE);
}

/// Presses what carries the key: in the page first, then around it.
fn press(keys: &str) -> bool {
    if keys.contains(['"', '\\']) {
        return false;
    }
    let selector = format!("[data-key=\"{keys}\"]");
    let Some(element) = query(&format!("main {selector}")).or_else(|| query(&selector)) else {
        return false;
    };
    if is_field(&element) {
        return element.focus().is_ok();
    }
    element.click();
    true
}

/// Moves the focus along the rows of a list.
fn walk(step: i32) -> bool {
    let Ok(rows) = document().query_selector_all(ROWS) else { return false };
    let active = document().active_element().map(JsValue::from);
    let now = (0..rows.length()).find(|i| rows.item(*i).map(JsValue::from) == active);
    let next = match now {
        Some(i) => i.checked_add_signed(step),
        None => Some(0),
    };
    let row = next.and_then(|i| rows.item(i)).and_then(|row| row.dyn_into::<HtmlElement>().ok());
    row.is_some_and(|row| row.focus().is_ok())
}

/// Ticks the box of the row that has the focus, or takes the tick away.
fn choose() -> bool {
    let row = document().active_element().and_then(|e| e.closest("[data-item]").ok().flatten());
    let tick = row.and_then(|row| row.query_selector("input[type=checkbox]").ok().flatten());
    tick.and_then(|tick| tick.dyn_into::<HtmlElement>().ok()).map(|tick| tick.click()).is_some()
}

fn on_click(event: &MouseEvent, show_sheet: impl Fn()) {
    let Some(clicked) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
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
    } else {
        closest("a[href^='#']")
            .and_then(|link| dialog_of(&link))
            .is_some_and(|d| d.show_modal().is_ok())
    };
    if handled {
        event.prevent_default();
    }
}

/// The dialog that a link to an id leads to.
fn dialog_of(link: &Element) -> Option<HtmlDialogElement> {
    let href = link.get_attribute("href")?;
    document().get_element_by_id(href.strip_prefix('#')?)?.dyn_into().ok()
}

/// A dialog that the server or the address has opened becomes a modal one.
fn open_waiting_dialog() {
    let waiting = query("dialog[data-open], dialog:target");
    let Some(dialog) = waiting.and_then(|d| d.dyn_into::<HtmlDialogElement>().ok()) else { return };
    let _ = dialog.remove_attribute("data-open");
    if dialog.matches(":target").unwrap_or_default() {
        // While it is the target it would show even when closed.
        let _ = window().location().set_hash("main");
    }
    let _ = dialog.show_modal();
}

/// Menus are `<details>`; a click elsewhere closes them.
fn close_menus(clicked: &Element) {
    let Ok(menus) =
        document().query_selector_all("details.nav-user[open], details.more-menu[open]")
    else {
        return;
    };
    for menu in (0..menus.length()).filter_map(|i| menus.item(i)) {
        if !menu.contains(Some(clicked)) {
            let _ = menu.unchecked_ref::<Element>().remove_attribute("open");
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
    let cookie = format!("zone={zone}");
    if document.cookie().is_ok_and(|cookies| !cookies.split("; ").any(|known| known == cookie)) {
        let _ = document.set_cookie(&format!("{cookie}; path=/; max-age=31536000; samesite=lax"));
    }
}

fn query(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

fn target(event: &KeyboardEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
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
