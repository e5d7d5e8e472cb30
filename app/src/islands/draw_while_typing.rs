//! Shows what the server draws for what is typed into a field, while it is typed.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::paths;

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(350);

/// Asks `path?name=` for each rest in typing, and puts the answer where it belongs.
#[island]
pub fn DrawWhileTyping(
    /// The id of the field.
    field: String,
    /// The name under which its value is asked for.
    name: String,
    /// The address of the part of a page that the server draws.
    path: String,
    /// The id of the element that shows it.
    output: String,
) -> impl IntoView {
    let ask = StoredValue::new((name, path, output));
    let draw = move |input: HtmlInputElement| {
        let (name, path, output) = ask.get_value();
        let typed = input.value();
        let url = paths::with_query(&path, &[(name, typed.as_str())]);
        spawn_local(async move {
            let Ok(answer) = gloo_net::http::Request::get(&url).send().await else { return };
            if !answer.ok() {
                return;
            }
            let Ok(html) = answer.text().await else { return };
            // An answer to what is no longer typed comes too late.
            if input.value() == typed
                && let Some(place) = document().get_element_by_id(&output)
            {
                place.set_inner_html(&html);
            }
        });
    };
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let field = field.clone();
        window_event_listener(ev::input, move |event| {
            let input =
                event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input.filter(|input| input.id() == field) else { return };
            if let Some(waiting) = waiting.get_value() {
                waiting.clear();
            }
            let draw = move || draw(input.clone());
            waiting.set_value(set_timeout_with_handle(draw, REST).ok());
        });
    });
}
