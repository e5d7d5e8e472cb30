//! The picture under pointer and keyboard: pointing at a mark lights its reliance chain, arrow keys
//! walk the marks. It only sets attributes on what the server drew.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::browser::{awake, on};
use super::zoom;

/// Wakes all pictures of the page.
#[island]
pub fn TracePicture() -> impl IntoView {
    awake(|| {
        zoom::wake();
        on("pointerover", follow);
        on("focusin", follow);
        on("keydown", |event: &KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => 1,
                "ArrowLeft" | "ArrowUp" => -1,
                _ => return,
            };
            if let Some((drawing, mark)) = mark_of(event) {
                event.prevent_default();
                walk(&drawing, &mark, step);
            }
        });
    });
}

/// Lights the chain of the mark that an event is about; without one, all is as it was drawn.
fn follow(event: &Event) {
    match mark_of(event) {
        Some((drawing, mark)) => trace(&drawing, &mark),
        None => {
            if let Ok(Some(drawing)) = document().query_selector(".drawing[data-tracing]") {
                let _ = drawing.remove_attribute("data-tracing");
            }
        }
    }
}

fn mark_of(event: &Event) -> Option<(Element, Element)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let mark = target.closest("a").ok()??;
    let drawing = mark.closest(".drawing").ok()??;
    Some((drawing, mark))
}

fn trace(drawing: &Element, mark: &Element) {
    let Some(of) = seq(mark) else { return };
    let links: Vec<((u32, u32), Element)> =
        all(drawing, "[data-causal]").filter_map(|link| Some((ends(&link)?, link))).collect();
    let mut chain = BTreeSet::from([of]);
    for forwards in [true, false] {
        let mut reached = BTreeSet::from([of]);
        // Arrows are few, and a chain is short: look again until nothing is added.
        loop {
            let before = reached.len();
            for ((from, to), _) in &links {
                let (near, far) = if forwards { (from, to) } else { (to, from) };
                if reached.contains(near) {
                    reached.insert(*far);
                }
            }
            if reached.len() == before {
                break;
            }
        }
        chain.extend(reached);
    }
    for mark in all(drawing, "a") {
        let lit = seq(&mark).is_some_and(|seq| chain.contains(&seq));
        let _ = mark.toggle_attribute_with_force("data-traced", lit);
    }
    for ((from, to), link) in &links {
        let lit = chain.contains(from) && chain.contains(to);
        let _ = link.toggle_attribute_with_force("data-traced", lit);
    }
    let _ = drawing.toggle_attribute_with_force("data-tracing", true);
}

/// Moves the focus to the mark before or after this one, in the order of events.
fn walk(drawing: &Element, mark: &Element, step: isize) {
    let marks: Vec<Element> = all(drawing, "a").collect();
    let next = marks
        .iter()
        .position(|other| other == mark)
        .and_then(|at| at.checked_add_signed(step))
        .and_then(|at| marks.get(at));
    if let Some(next) = next {
        // A link of a drawing takes the focus like any other.
        let _ = next.unchecked_ref::<HtmlElement>().focus();
    }
}

fn all(drawing: &Element, selector: &str) -> impl Iterator<Item = Element> {
    let found = drawing.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(move |at| found.as_ref()?.item(at)?.dyn_into().ok())
}

/// The event a mark stands for, from its address `#E5`.
fn seq(mark: &Element) -> Option<u32> {
    mark.get_attribute("href")?.rsplit_once("#E")?.1.parse().ok()
}

/// The two events an arrow joins.
fn ends(link: &Element) -> Option<(u32, u32)> {
    let ends = link.get_attribute("data-causal")?;
    let (from, to) = ends.split_once(' ')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}
