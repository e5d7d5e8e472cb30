//! The rows of a long timeline that are not on the page yet: they come when one scrolls to them, asks
//! for them, or follows a link to one of them. The server draws them.

use std::cell::Cell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, MouseEvent, UrlSearchParams};

use super::browser::{
    Rest, by_id, closest, drawn, field, focus_row, focused, is_idle, on, query, within,
};
use super::live::asked;

/// How long scrolling must rest before rows are asked for, in milliseconds.
const REST: i32 = 150;

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn wake() {
    on("click", |event: &MouseEvent| {
        let plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if let Some(link) = closest::<HtmlElement>(event, ".timeline-more a").filter(|_| plain) {
            event.prevent_default();
            spawn_local(fill(link, true));
            return;
        }
        // A row that is here needs no other page.
        let Some(link) = closest::<Element>(event, "a[href*='#E']").filter(|_| plain) else {
            return;
        };
        let href = link.get_attribute("href").unwrap_or_default();
        let here = href.starts_with('?') || href.starts_with(&path());
        if let Some((_, row)) = href.split_once('#').filter(|_| here)
            && by_id::<Element>(row).is_some()
        {
            event.prevent_default();
            if let Some(over) = closest::<HtmlDialogElement>(event, "dialog[open]") {
                over.close();
            }
            let _ = window().location().set_hash(row);
            focus_row(row);
        }
    });
    let rest = Rest::default();
    on("scroll", move |_: &Event| {
        rest.clone().then(REST, async {
            let Some(link) = query::<HtmlElement>("[data-more=later] a") else { return };
            if is_seen(&link) {
                fill(link, false).await;
            }
        });
    });
    on("hashchange", |_: &Event| find(true));
    // Who has begun to type stays there.
    find(is_idle());
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// Looks for the row that the address names: puts the focus there, so that its keys work, or asks for
/// the page that has it.
fn find(focus: bool) {
    let location = window().location();
    let hash = location.hash().unwrap_or_default();
    let Some(seq) = hash.strip_prefix("#E").filter(|seq| seq.parse::<u32>().is_ok()) else {
        return;
    };
    if by_id::<Element>(&hash[1..]).is_some() {
        if focus {
            focus_row(&hash[1..]);
        }
        return;
    }
    let asked = ["at=E", seq].concat();
    let tried = location.search().unwrap_or_default().contains(&asked);
    if !tried && query::<Element>(".timeline-more").is_some() {
        let _ = location.replace(&[&path(), "?", &asked, &hash].concat());
    }
}

/// Puts the rows to which a link leads in its place.
async fn fill(link: HtmlElement, asked: bool) {
    if BUSY.with(|busy| busy.replace(true)) {
        return;
    }
    put(&link, asked).await;
    BUSY.with(|busy| busy.set(false));
}

async fn put(link: &HtmlElement, asked: bool) {
    let Some(place) = link.closest("li").ok().flatten() else { return };
    let side = place.get_attribute("data-more").unwrap_or_default();
    let path = link.get_attribute("data-rows").unwrap_or_default();
    let Some(html) = drawn(&[&path, "&side=", &side].concat()).await else { return };
    let Ok(fresh) = document().create_element("ol") else { return };
    fresh.set_inner_html(&html);
    let held = asked && focused().is_some_and(|at| place.contains(Some(&at)));
    let mut first = None;
    while let Some(row) = fresh.first_element_child() {
        row.remove();
        // What others added meanwhile may stand here already.
        if row.id().is_empty() || by_id::<Element>(&row.id()).is_none() {
            let _ = place.before_with_node_1(&row);
            first = first.or_else(|| within::<HtmlElement>(&row, "[data-row]"));
        }
    }
    place.remove();
    if let Some(first) = first.filter(|_| held) {
        let _ = first.focus();
    }
    remember();
}

/// Keeps which rows are shown, for when the list is drawn anew.
fn remember() {
    let Some(live) = by_id::<Element>("live") else { return };
    let part = |side: &str| -> Option<u32> {
        let link = query::<Element>(&["[data-more=", side, "] a"].concat())?;
        let path = link.get_attribute("data-rows")?;
        path.split_once("rows=")?.1.split('&').next()?.parse().ok()
    };
    let from = part("earlier").unwrap_or(0) + 1;
    let to = part("later").map_or(99_999, |part| part - 1);
    let Ok(query) = UrlSearchParams::new_with_str(&asked(&live)) else { return };
    query.delete("at");
    query.set("rows", &[from.to_string(), "-".to_owned(), to.to_string()].concat());
    let query = String::from(query.to_string());
    let _ = live.set_attribute("data-query", &["?", &query].concat());
}

/// Whether some of an element is on the screen.
fn is_seen(element: &Element) -> bool {
    let rectangle = field(element, "getBoundingClientRect").dyn_into::<js_sys::Function>();
    let place = rectangle.and_then(|rectangle| rectangle.call0(element)).unwrap_or_default();
    let side = |name: &str| field(&place, name).as_f64().unwrap_or_default();
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    side("bottom") > 0.0 && side("top") < height.unwrap_or_default()
}
