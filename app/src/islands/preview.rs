//! Shows Markdown as it will read while it is typed, and keeps the words in the browser until saved.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlTextAreaElement};

use super::browser::{
    Rest, awake, by_id, closest, keep, on, post_json, read, stored, target, tell, text_of,
};

/// How long typing must rest before the text is drawn, in milliseconds.
const REST: i32 = 350;

/// Wakes the text area that [`PreviewNotes`] names.
#[island]
pub fn MarkdownPreview() -> impl IntoView {
    awake(wake);
}

/// What the preview says beside the text: that words are kept, and an offer to take them.
#[component]
pub fn PreviewNotes(
    /// The id of the text area.
    field: String,
    /// The id of the element that shows the text.
    output: String,
    /// The incident whose events `E12` means.
    incident: String,
    /// Names what is kept in the browser.
    key: String,
) -> impl IntoView {
    view! {
        <div id="kept" data-field=field data-output=output data-incident=incident data-key-of=key>
            <p class="quiet" role="status" id="kept-note"></p>
            <p class="panel panel-body" role="status" id="kept-offer" hidden>
                "This browser holds words for this text that were not saved. "
                <button type="button" class="button button-small" id="kept-take">"Take them"</button>
            </p>
            <MarkdownPreview />
        </div>
    }
}

fn wake() {
    let Some(place) = by_id::<Element>("kept") else { return };
    let said = |name: &str| place.get_attribute(name).unwrap_or_default();
    let Some(area) = by_id::<HtmlTextAreaElement>(&said("data-field")) else { return };
    let name = format!("draft:{}", said("data-key-of"));
    let (output, incident) = (said("data-output"), said("data-incident"));
    let draw = move |text: String| draw(output.clone(), incident.clone(), text);
    if stored(&name).is_some_and(|text| text != area.value()) {
        offer(true);
    }
    let (rest, typed_in, kept_as, show) =
        (Rest::default(), area.clone(), name.clone(), draw.clone());
    on("input", move |event: &Event| {
        if target(event).as_ref() != Some(typed_in.unchecked_ref()) {
            return;
        }
        let text = typed_in.value();
        keep(&kept_as, Some(&text));
        tell("kept-note", "What you typed is kept in this browser, too.");
        rest.then(REST, show(text));
    });
    on("click", move |event: &Event| {
        if closest::<Element>(event, "#kept-take").is_some() {
            if let Some(text) = stored(&name) {
                area.set_value(&text);
                wasm_bindgen_futures::spawn_local(draw(text));
            }
            offer(false);
        }
    });
}

fn offer(there: bool) {
    if let Some(offer) = by_id::<HtmlElement>("kept-offer") {
        offer.set_hidden(!there);
    }
}

async fn draw(output: String, incident: String, text: String) {
    let asked = [("markdown", text.as_str()), ("incident", incident.as_str())];
    let Some(answer) = post_json("/api/v1/markdown/preview", &[], &asked).await else { return };
    if let Some(place) = by_id::<Element>(&output).filter(|_| answer.ok()) {
        // The server's sanitiser made this HTML; it is what the saved page will hold.
        let html = text_of(&read(&answer), "html");
        place.set_inner_html(&["<div class=\"prose\">", html.as_str(), "</div>"].concat());
    }
}
