//! Looking closer at the picture with mouse, fingers and keys, and drawing a link from mark to mark.
//! The server draws each look; what leads there are the links that are on the page without script.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, KeyboardEvent, UrlSearchParams,
};

use super::browser::{by_id, closest, drawn, field, focused, on, query, tell, within};
use super::in_place;
use super::live::asked;

/// How far a pointer moves before it drags, in pixels.
const FAR: f64 = 8.0;

/// A pointer that is down: its id, where it went down and where it is, and the mark or the name of a
/// lane it went down on.
struct Pointer {
    id: i32,
    from: (f64, f64),
    at: (f64, f64),
    mark: Option<String>,
    lane: Option<Element>,
}

thread_local! {
    static DOWN: RefCell<Vec<Pointer>> = const { RefCell::new(Vec::new()) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

pub(super) fn wake() {
    on("click", |event: &Event| {
        let plain =
            ["ctrlKey", "metaKey", "shiftKey"].iter().all(|key| !field(event, key).is_truthy());
        if let Some(link) = closest::<Element>(event, "#picture-now a[data-zoom]").filter(|_| plain)
        {
            event.prevent_default();
            follow(&link);
        }
    });
    on("submit", |event: &Event| {
        let Some(form) = closest::<HtmlFormElement>(event, "#picture-filter") else { return };
        let Ok(data) = FormData::new_with_form(&form) else { return };
        let fields = js_sys::Array::from(&data);
        if let Ok(asked) = UrlSearchParams::new_with_str_sequence_sequence(&fields) {
            event.prevent_default();
            load(asked);
        }
    });
    on("keydown", press);
    on("pointerdown", down);
    on("pointermove", |event: &Event| {
        DOWN.with_borrow_mut(|down| {
            let id = pointer(event);
            if let Some(pointer) = down.iter_mut().find(|pointer| pointer.id == id) {
                pointer.at = place(event);
                if let Some(lane) = &pointer.lane {
                    carry(lane, pointer.at.1 - pointer.from.1);
                }
            }
        });
    });
    on("pointerup", up);
    on("pointercancel", |_: &Event| {
        for pointer in DOWN.with_borrow_mut(std::mem::take) {
            pointer.lane.as_ref().map(|lane| lane.remove_attribute("transform"));
        }
    });
    on("dragstart", |event: &Event| {
        if closest::<Element>(event, ".drawing").is_some() {
            event.prevent_default();
        }
    });
    wheel();
}

/// With Ctrl the wheel looks closer at what is under the pointer. The browser must not zoom then, which
/// only a listener may say that announces it.
fn wheel() {
    let act: Box<dyn FnMut(Event)> = Box::new(|event| {
        let turned =
            closest::<Element>(&event, ".drawing").filter(|_| field(&event, "ctrlKey").is_truthy());
        if let Some(drawing) = turned {
            event.prevent_default();
            let (x, y) = place(&event);
            if let Some(at) = instant(&drawing, x, y) {
                let closer = number(&event, "deltaY") < 0.0;
                zoom(&drawing, at, if closer { 0.5 } else { 2.0 });
            }
        }
    });
    let act = Closure::wrap(act).into_js_value();
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"passive".into(), &JsValue::FALSE);
    if let Ok(listen) = field(&window(), "addEventListener").dyn_into::<js_sys::Function>() {
        let _ = listen.call3(&window(), &"wheel".into(), &act, &options);
    }
}

fn number(of: &JsValue, name: &str) -> f64 {
    field(of, name).as_f64().unwrap_or_default()
}

/// Which pointer an event is of.
#[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
fn pointer(event: &Event) -> i32 {
    number(event, "pointerId") as i32
}

fn place(event: &Event) -> (f64, f64) {
    (number(event, "clientX"), number(event, "clientY"))
}

/// `+`, `-` and `0` anywhere in the picture; arrows where no mark has the focus.
fn press(event: &KeyboardEvent) {
    let Some(picture) = closest::<Element>(event, ".picture") else { return };
    if closest::<Element>(event, "input, select, textarea").is_some()
        || event.ctrl_key()
        || event.meta_key()
    {
        return;
    }
    let here = closest::<Element>(event, "a").is_none();
    let name = match event.key().as_str() {
        "+" | "=" => "in",
        "-" => "out",
        "0" => "all",
        "ArrowLeft" if here => "earlier",
        "ArrowRight" if here => "later",
        _ => return,
    };
    if let Some(link) = within::<Element>(&picture, &["a[data-zoom=", name, "]"].concat()) {
        event.prevent_default();
        follow(&link);
    }
}

fn down(event: &Event) {
    let Some(_) = closest::<Element>(event, ".picture-body") else { return };
    if number(event, "button") != 0.0 {
        return;
    }
    let at = place(event);
    let id = pointer(event);
    // A finger that moves scrolls the page.
    let lane = closest::<Element>(event, ".drawing [data-lane]").filter(|_| is_mouse(event));
    DOWN.with_borrow_mut(|down| {
        down.retain(|pointer| pointer.id != id);
        down.push(Pointer { id, from: at, at, mark: mark(event), lane });
    });
}

fn is_mouse(event: &Event) -> bool {
    field(event, "pointerType").as_string().as_deref() == Some("mouse")
}

/// The number of the event whose mark this is.
fn mark(event: &Event) -> Option<String> {
    let link = closest::<Element>(event, ".drawing a")?.get_attribute("href")?;
    Some(link.rsplit_once("#E")?.1.to_owned())
}

fn up(event: &Event) {
    let down = DOWN.with_borrow_mut(std::mem::take);
    let Some(drawing) = query_drawing() else { return };
    match &down[..] {
        [one] => {
            let (x, y) = place(event);
            if let Some(lane) = &one.lane {
                let _ = lane.remove_attribute("transform");
                if (y - one.from.1).abs() >= FAR {
                    drop_lane(&drawing, lane, y);
                }
                return;
            }
            if (x - one.from.0).abs() + (y - one.from.1).abs() < FAR {
                return;
            }
            match (&one.mark, mark(event)) {
                (Some(from), Some(to)) if *from != to => link(from, &to),
                (None, None) if is_mouse(event) => pan(&drawing, one.from, (x, y)),
                _ => {}
            }
        }
        [one, two] => {
            let apart = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
            let (before, after) = (apart(one.from, two.from), apart(one.at, two.at));
            let middle = (one.from.0.midpoint(two.from.0), one.from.1.midpoint(two.from.1));
            if before > FAR
                && after > FAR
                && (before - after).abs() > FAR * 2.0
                && let Some(at) = instant(&drawing, middle.0, middle.1)
            {
                zoom(&drawing, at, before / after);
            }
        }
        _ => {}
    }
}

/// Draws the name of a lane so many pixels lower, while it is dragged.
fn carry(lane: &Element, pixels: f64) {
    let drawing = lane.closest(".drawing").ok().flatten();
    let side = drawing.and_then(|drawing| {
        let wide =
            js_sys::Number::parse_float(drawing.get_attribute("viewBox")?.split(' ').nth(2)?);
        Some(wide / number(&rectangle(&drawing), "width"))
    });
    let down = js_sys::Number::from(pixels * side.unwrap_or(1.0)).to_fixed(1).map(String::from);
    if let Ok(down) = down {
        let _ = lane.set_attribute("transform", &["translate(0 ", &down, ")"].concat());
    }
}

/// Puts a lane where its name was let go; all that have names keep their order in the address.
fn drop_lane(drawing: &Element, lane: &Element, y: f64) {
    let Ok(found) = drawing.query_selector_all("[data-lane]") else { return };
    let name = |lane: &Element| lane.get_attribute("data-lane").unwrap_or_default();
    let own = name(lane);
    let (mut names, mut place) = (Vec::new(), 0);
    for other in (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok()) {
        let seen = rectangle(&other);
        let other = name(&other);
        if other != own {
            place += usize::from(number(&seen, "top") + number(&seen, "height") / 2.0 < y);
            names.push(other);
        }
    }
    names.insert(place, own);
    let Some(live) = by_id::<Element>("live") else { return };
    if let Ok(pairs) = UrlSearchParams::new_with_str(&asked(&live)) {
        pairs.set("lanes", &names.join("|"));
        load(pairs);
    }
}

/// The drawing that is seen.
fn query_drawing() -> Option<Element> {
    let found = document().query_selector_all(".picture-body .drawing").ok()?;
    let mut drawings =
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<Element>().ok());
    drawings.find(|drawing| number(&rectangle(drawing), "width") > 0.0)
}

/// Where an element is in the window.
fn rectangle(element: &Element) -> JsValue {
    let rectangle = field(element, "getBoundingClientRect").dyn_into::<js_sys::Function>();
    rectangle.and_then(|rectangle| rectangle.call0(element)).unwrap_or_default()
}

/// Asks what is between two events, as the chooser does.
fn link(from: &str, to: &str) {
    let live = by_id::<Element>("live").filter(|live| live.has_attribute("data-writes"));
    if let Some(events) = live.and_then(|live| live.get_attribute("data-events")) {
        in_place::open([&events, "/", from, "/link?to=E", to].concat());
    }
}

/// Where on the axis of a drawing an instant stands, in milliseconds: pairs of a place and a time.
fn knots(drawing: &Element) -> Vec<(f64, f64)> {
    let said = drawing.get_attribute("data-axis").unwrap_or_default();
    let numbers: Vec<f64> = said.split(' ').map(js_sys::Number::parse_float).collect();
    numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The instant that stands at a point of the window.
fn instant(drawing: &Element, x: f64, y: f64) -> Option<f64> {
    let rectangle = rectangle(drawing);
    let view = drawing.get_attribute("viewBox")?;
    let sides: Vec<f64> = view.split(' ').map(js_sys::Number::parse_float).collect();
    let along = if drawing.has_attribute("data-down") {
        (y - number(&rectangle, "top")) / number(&rectangle, "height") * sides.get(3)?
    } else {
        (x - number(&rectangle, "left")) / number(&rectangle, "width") * sides.get(2)?
    };
    let knots = knots(drawing);
    let after = knots
        .iter()
        .position(|knot| knot.0 >= along)
        .unwrap_or(knots.len().saturating_sub(1))
        .max(1);
    let ((x0, t0), (x1, t1)) = (*knots.get(after - 1)?, *knots.get(after)?);
    let part = if x1 > x0 { ((along - x0) / (x1 - x0)).clamp(0.0, 1.0) } else { 0.0 };
    Some(t0 + (t1 - t0) * part)
}

fn ends(drawing: &Element) -> Option<(f64, f64)> {
    let knots = knots(drawing);
    Some((knots.first()?.1, knots.last()?.1))
}

/// Looks at a window around an instant, so many times as wide.
fn zoom(drawing: &Element, at: f64, times: f64) {
    if let Some((from, until)) = ends(drawing) {
        let times = times.max(60_000.0 / (until - from).max(1.0));
        look(at - (at - from) * times, at + (until - at) * times);
    }
}

fn pan(drawing: &Element, from: (f64, f64), to: (f64, f64)) {
    let (Some(before), Some(after)) =
        (instant(drawing, from.0, from.1), instant(drawing, to.0, to.1))
    else {
        return;
    };
    if let Some((since, until)) = ends(drawing) {
        look(since + before - after, until + before - after);
    }
}

fn look(from: f64, until: f64) {
    let Some(live) = by_id::<Element>("live") else { return };
    let Ok(pairs) = UrlSearchParams::new_with_str(&asked(&live)) else { return };
    for (name, at) in [("since", from), ("until", until)] {
        let at = js_sys::Date::new(&JsValue::from_f64(at));
        if at.get_time().is_finite() {
            pairs.set(name, &String::from(at.to_iso_string()));
        }
    }
    load(pairs);
}

/// Shows in place what a link leads to.
fn follow(link: &Element) {
    let href = link.get_attribute("href").unwrap_or_default();
    let asked = href.split('#').next().and_then(|path| path.split_once('?'));
    if let Ok(pairs) = UrlSearchParams::new_with_str(asked.map_or("", |(_, asked)| asked)) {
        load(pairs);
    }
}

/// Has the picture drawn as it is asked for, and keeps that in the address.
fn load(pairs: UrlSearchParams) {
    if BUSY.with(|busy| busy.replace(true)) {
        return;
    }
    spawn_local(async move {
        show(&["?", &String::from(pairs.to_string())].concat()).await;
        BUSY.with(|busy| busy.set(false));
    });
}

async fn show(asked: &str) {
    let Some(place) = by_id::<Element>("picture-now") else { return };
    let part = place.get_attribute("data-part").unwrap_or_default();
    let Some(html) = drawn(&[&part, asked].concat()).await else { return };
    let held = focused().filter(|at| place.contains(Some(at)));
    let name = held.as_ref().and_then(|at| at.get_attribute("data-zoom"));
    place.set_inner_html(&html);
    if let Some(live) = by_id::<Element>("live") {
        let _ = live.set_attribute("data-query", asked);
    }
    let location = window().location();
    let address = [&location.pathname().unwrap_or_default(), asked].concat();
    let history = field(&window(), "history");
    if let Ok(replace) = field(&history, "replaceState").dyn_into::<js_sys::Function>() {
        let _ = replace.call3(&history, &JsValue::NULL, &"".into(), &address.into());
    }
    if held.is_some() {
        let same = name.and_then(|name| query(&["#picture-now a[data-zoom=", &name, "]"].concat()));
        if let Some(next) = same.or_else(|| query::<HtmlElement>(".picture-body")) {
            let _ = next.focus();
        }
    }
    let shows = by_id::<Element>("picture-shows").and_then(|shows| shows.text_content());
    tell("live-said", &["The picture shows ", &shows.unwrap_or_default()].concat());
}
