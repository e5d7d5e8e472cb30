//! Shows what the server draws for what is typed into a field, while it is typed.

use leptos::prelude::*;
use web_sys::{Element, Event, HtmlInputElement};

use super::browser::{Rest, awake, closest, drawn, on, query};
use crate::paths;

/// How long typing must rest before the server is asked, in milliseconds.
const REST: i32 = 350;

/// Wakes every element with `data-draw-for`, the id of a field, and `data-draw`, the address that draws
/// what belongs in it. What is typed is asked for under the field's own name.
#[island]
pub fn DrawWhileTyping() -> impl IntoView {
    awake(|| {
        let rest = Rest::default();
        on("input", move |event: &Event| {
            let Some(field) = closest::<HtmlInputElement>(event, "input[id]") else { return };
            let selector = ["[data-draw-for='", &field.id(), "']"].concat();
            if let Some(place) = query::<Element>(&selector) {
                rest.then(REST, draw(field, place));
            }
        });
    });
}

async fn draw(field: HtmlInputElement, place: Element) {
    let typed = field.value();
    let path = place.get_attribute("data-draw").unwrap_or_default();
    let url = paths::with_query(&path, &[(field.name(), typed.as_str())]);
    let Some(html) = drawn(&url).await else { return };
    // An answer to what is no longer typed comes too late.
    if field.value() == typed {
        place.set_inner_html(&html);
    }
}
