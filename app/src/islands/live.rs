//! What others do, as it happens: rows of the timeline come, change and go while one reads and types.
//!
//! The server draws the rows and says who did what; here they are put in place. The focus, what is
//! typed and the place on the page stay as they are.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, EventSource, HtmlElement, HtmlInputElement, MessageEvent, UrlSearchParams,
};

use super::browser::{
    Rest, all, awake, by_id, closest, drawn, field, focus_row, focused, list, on, query, sleep,
    tell, within,
};
use super::windows;
use crate::paths::with_query;

/// How long to wait before the stream is asked for again that the server refused, in milliseconds.
const AGAIN: i32 = 10_000;
/// How long the slider must rest before the server is asked, in milliseconds.
const SLIDE: i32 = 60;

/// Wakes the timeline of the page: `#live` says where to listen and since when.
#[island]
pub fn Live() -> impl IntoView {
    awake(|| {
        let Some(place) = by_id::<HtmlElement>("live") else { return };
        let open = Rc::new(RefCell::new(None::<EventSource>));
        let set = Rc::new(move |wanted: bool| {
            // A tab that nobody sees catches up when it is looked at again; and a page with an open
            // stream would not be kept for going back.
            let now = if wanted && !document().hidden() { listen(&place) } else { None };
            if let Some(old) = open.replace(now) {
                old.close();
            }
        });
        set(true);
        windows::wake();
        let rest = Rest::default();
        on("input", move |event: &Event| {
            if let Some(slider) = closest::<HtmlInputElement>(event, "#replay") {
                count(&slider);
                rest.then(SLIDE, replay(slider));
            }
        });
        for name in ["visibilitychange", "online", "stream", "pageshow", "pagehide"] {
            let set = set.clone();
            on(name, move |event: &Event| match name {
                "pageshow" if !field(event, "persisted").is_truthy() => {}
                _ => set(name != "pagehide"),
            });
        }
    });
}

/// How the timeline is looked at, as a query: as the page was asked for, or as the slider says.
pub(super) fn asked(place: &Element) -> String {
    let said = place.get_attribute("data-query");
    said.unwrap_or_else(|| window().location().search().unwrap_or_default())
}

/// Says on which step the slider stands, until the server says which moment that is.
fn count(slider: &HtmlInputElement) {
    let last = said(slider, "max");
    let counted = [slider.value(), last].map(|place| {
        let place: u32 = place.parse().unwrap_or_default();
        (place + 1).to_string()
    });
    let _ = slider.set_attribute("aria-valuetext", &["Step ", &counted.join(" of ")].concat());
}

/// Says in words where the slider stands, and in the field beside it.
fn agree(slider: &HtmlInputElement, fresh: &Element) {
    let Some(at) = within::<Element>(fresh, "#replay-at") else { return };
    let _ = slider.set_attribute("aria-valuetext", &at.text_content().unwrap_or_default());
    if let Some(field) = by_id::<HtmlInputElement>("filter-known_by") {
        field.set_value(&said(&at, "data-known-by"));
    }
}

/// Shows what was known at the step on which the slider stands.
async fn replay(slider: HtmlInputElement) {
    let Some(place) = by_id::<Element>("live") else { return };
    let step = slider.value();
    let Ok(pairs) = UrlSearchParams::new_with_str(&asked(&place)) else { return };
    pairs.set("step", &step);
    // Another moment has other rows, and is said by its step.
    for name in ["known_by", "rows", "at"] {
        pairs.delete(name);
    }
    let query = ["?", &String::from(pairs.to_string())].concat();
    let Some(html) = drawn(&(said(&place, "data-parts") + &query)).await else { return };
    let Ok(fresh) = document().create_element("div") else { return };
    fresh.set_inner_html(&html);
    if slider.value() == step {
        let _ = place.set_attribute("data-partial", "");
        let _ = place.set_attribute("data-query", &query);
        for id in ["replay-at", "timeline-list", "timeline-count", "claims-whole", "picture-now"] {
            replace(id, &fresh);
        }
        agree(&slider, &fresh);
    }
}

fn said(place: &Element, name: &str) -> String {
    place.get_attribute(name).unwrap_or_default()
}

fn listen(place: &HtmlElement) -> Option<EventSource> {
    let url = with_query(&said(place, "data-stream"), &[("after", said(place, "data-after"))]);
    let stream = EventSource::new(&url).ok()?;
    let (refused, here) = (stream.clone(), place.clone());
    hear(&stream, "error", move |_| {
        let _ = here.remove_attribute("data-open");
        // The browser tries again by itself, unless it was refused.
        if refused.ready_state() == EventSource::CLOSED {
            spawn_local(async {
                sleep(AGAIN).await;
                if let Ok(event) = Event::new("stream") {
                    let _ = window().dispatch_event(&event);
                }
            });
        }
    });
    let here = place.clone();
    hear(&stream, "open", move |_| {
        let _ = here.set_attribute("data-open", "");
    });
    for name in ["row", "news", "reload"] {
        let here = place.clone();
        hear(&stream, name, move |event| {
            let message: &MessageEvent = event.unchecked_ref();
            let _ = here.set_attribute("data-after", &message.last_event_id());
            let data = message.data().as_string().unwrap_or_default();
            put(&here, &data);
        });
    }
    Some(stream)
}

fn hear(stream: &EventSource, name: &str, act: impl FnMut(Event) + 'static) {
    let boxed: Box<dyn FnMut(Event)> = Box::new(act);
    let act = Closure::wrap(boxed).into_js_value();
    let _ = stream.add_event_listener_with_callback(name, act.unchecked_ref());
}

/// Shows an event that was just written here as it is on the server now.
pub(super) async fn look(seq: i32) {
    let Some(place) = by_id::<HtmlElement>("live") else { return };
    let path = [&said(&place, "data-events"), "/", &seq.to_string(), "/row"].concat();
    let query = asked(&place);
    may_undo();
    if let Some(html) = drawn(&[path.as_str(), query.as_str()].concat()).await {
        put(&place, &html);
    }
}

/// There is something of one's own now that can be taken back.
fn may_undo() {
    let undo = by_id::<Element>("undo-last");
    let _ = undo.map(|undo| undo.remove_attribute("hidden"));
}

/// Puts rows that the server has drawn in their places.
fn put(place: &HtmlElement, html: &str) {
    let Ok(drawn) = document().create_element("ol") else { return };
    // Apart from the document, where nothing of it runs.
    drawn.set_inner_html(html);
    let me = said(place, "data-me");
    let (mut whole, mut theirs, mut redraws) = (false, false, false);
    for news in drawn.query_selector_all(":scope > p").map(list).unwrap_or_default() {
        redraws |= news.has_attribute("data-redraws");
        if said(&news, "data-by") != me {
            announce(&news.text_content().unwrap_or_default());
        }
    }
    let rows = drawn.query_selector_all(":scope > li[id]").map(list).unwrap_or_default();
    if rows.is_empty() && !redraws {
        return;
    }
    for row in rows {
        let mine = said(&row, "data-by") == me;
        whole |= !set(&row, mine);
        if mine {
            may_undo();
        } else {
            theirs = true;
            mark(&row);
            announce(&said(&row, "data-said"));
        }
    }
    rest_of_it(whole, theirs);
}

/// Puts one row in its place; `false` when headings between rows have to change with it.
fn set(new: &HtmlElement, mine: bool) -> bool {
    let old = by_id::<HtmlElement>(&new.id());
    let gone = new.has_attribute("data-gone");
    let held =
        old.as_ref().is_some_and(|old| old.contains(focused().as_deref().map(AsRef::as_ref)));
    match (old, gone) {
        (None, true) => true,
        (Some(old), true) if held && !mine => {
            // Who stands on it reads on; it goes with the next look at the page.
            let _ = old.set_attribute("data-gone", "");
            true
        }
        (Some(old), true) => {
            let next = beside(&old);
            old.remove();
            if let Some(next) = next {
                stand_on(&next, held);
            }
            true
        }
        (Some(old), false) => {
            new.set_class_name(&old.class_name());
            let moved = said(&old, "data-at") != said(new, "data-at");
            let _ = old.replace_with_with_node_1(new);
            if held && let Some(link) = within::<HtmlElement>(new, "[data-row]") {
                let _ = link.focus();
            }
            !moved
        }
        (None, false) => insert(new),
    }
}

/// The event that comes next, else the one before.
fn beside(row: &Element) -> Option<HtmlElement> {
    let rows = all("#timeline-list li.event");
    let at = rows.iter().position(|other| other.id() == row.id())?;
    let next = rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?))?;
    within::<HtmlElement>(next, "[data-row]")
}

/// Where the keys go on when the event is gone on which they were: at once, or when the dialog closes
/// in which it was retracted.
fn stand_on(link: &HtmlElement, now: bool) {
    if now {
        let _ = link.focus();
    } else if let Some(dialog) = query::<Element>("#in-place[open]") {
        let row = link.closest("li").ok().flatten().map(|row| row.id()).unwrap_or_default();
        let _ = dialog.set_attribute("data-back", &row);
    }
}

/// Puts a new row behind the last one that is not later.
fn insert(new: &HtmlElement) -> bool {
    if query::<Element>("#live[data-partial]").is_some() {
        return false;
    }
    let at = |row: &Element| said(row, "data-at").parse::<i64>().unwrap_or(i64::MAX);
    let mine = at(new);
    let before = all("#timeline-list li.event").into_iter().rev().find(|row| at(row) <= mine);
    let Some(before) = before else { return query::<Element>("[data-more=earlier]").is_some() };
    let next = before.next_element_sibling();
    // Its place is among the rows that are not on the page.
    if next.as_ref().is_some_and(|next| next.has_attribute("data-more")) {
        return true;
    }
    let between = next.is_some_and(|next| !next.class_list().contains("event"));
    let day = all("#timeline-list li.timeline-day").into_iter().rev().find(|day| {
        // Of the headings before that row, the last.
        day.compare_document_position(&before) & web_sys::Node::DOCUMENT_POSITION_FOLLOWING != 0
    });
    let same = day.and_then(|day| within::<Element>(&day, "h3")?.text_content());
    if between || same != new.get_attribute("data-day") {
        return false;
    }
    before.after_with_node_1(new).is_ok()
}

/// Says on the row what is new about it.
fn mark(row: &HtmlElement) {
    if let (Some(meta), Ok(note)) =
        (within::<Element>(row, ".event-meta"), document().create_element("span"))
    {
        note.set_class_name("event-news");
        note.set_text_content(Some(&said(row, "data-did")));
        let _ = meta.append_child(&note);
    }
}

fn announce(words: &str) {
    if !words.is_empty() {
        tell("live-said", words);
    }
}

thread_local! {
    static PICTURE: Rest = Rest::default();
    static WHOLE: Cell<bool> = const { Cell::new(false) };
}

/// Draws anew, once changes rest, what depends on all rows: picture, counts, and the list when needed.
fn rest_of_it(whole: bool, theirs: bool) {
    WHOLE.with(|wanted| wanted.set(wanted.get() || whole));
    // Many readers do not ask all at once.
    #[expect(clippy::cast_possible_truncation, reason = "a random number below 2,000")]
    let some = (js_sys::Math::random() * 2_000.0) as i32;
    // The server says how long changes must rest before the picture is drawn anew.
    let place = by_id::<Element>("live");
    let rest = place.and_then(|place| said(&place, "data-rest").parse().ok()).unwrap_or(0);
    let wait = match (whole, theirs) {
        (true, _) => 0,
        (false, true) => rest + some,
        (false, false) => rest,
    };
    PICTURE.with(Clone::clone).then(wait, async {
        let Some(place) = by_id::<Element>("live") else { return };
        let query = asked(&place);
        let path = [said(&place, "data-parts"), query].concat();
        let Some(html) = drawn(&path).await else { return };
        let Ok(fresh) = document().create_element("div") else { return };
        fresh.set_inner_html(&html);
        let list = WHOLE.with(|wanted| wanted.replace(false));
        for id in ["timeline-list", "timeline-count", "claims-whole", "picture-now"] {
            let held = by_id::<Element>(id)
                .is_some_and(|old| old.contains(focused().as_deref().map(AsRef::as_ref)));
            if (id == "timeline-list" && !list) || (held && id == "picture-now") {
                continue;
            }
            replace(id, &fresh);
        }
    });
}

fn replace(id: &str, fresh: &Element) {
    let new = within::<Element>(fresh, &["#", id].concat());
    let (Some(old), Some(new)) = (by_id::<Element>(id), new) else { return };
    let at = focused().filter(|focused| old.contains(Some(focused)));
    let row = at.and_then(|focused| focused.closest("li").ok().flatten()).map(|row| row.id());
    old.set_inner_html(&new.inner_html());
    // The focus stays on the event on which it was.
    if let Some(row) = row {
        focus_row(&row);
    }
}
