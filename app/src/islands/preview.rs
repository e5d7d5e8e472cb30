//! Shows Markdown as it will read while it is typed, and keeps the words in the browser until saved.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// How long typing must rest before the text is drawn.
const REST: Duration = Duration::from_millis(350);

#[derive(serde::Serialize)]
struct Asked {
    markdown: String,
    incident: Option<String>,
}

#[derive(serde::Deserialize)]
struct Drawn {
    html: String,
}

/// Draws what is typed into `field` in `output`; offers what was typed and not saved.
#[island]
pub fn MarkdownPreview(
    /// The id of the text area.
    field: String,
    /// The id of the element that shows the text.
    output: String,
    /// The incident whose events `E12` means.
    incident: String,
    /// Names what is kept in the browser.
    key: String,
) -> impl IntoView {
    let kept = RwSignal::new(None::<String>);
    let note = RwSignal::new(String::new());
    let area = StoredValue::new_local(None::<HtmlTextAreaElement>);
    let storage = move || window().local_storage().ok().flatten();
    let name = StoredValue::new(format!("draft:{key}"));
    let draw = StoredValue::new((output, incident));

    let show = move |markdown: String| {
        let (output, incident) = draw.get_value();
        spawn_local(async move {
            let asked = Asked { markdown, incident: Some(incident) };
            let request = gloo_net::http::Request::post("/api/v1/markdown/preview").json(&asked);
            let Ok(request) = request else { return };
            let Ok(answer) = request.send().await else { return };
            let Ok(drawn) = answer.json::<Drawn>().await else { return };
            if let Some(place) = document().get_element_by_id(&output) {
                // The server's sanitiser made this HTML; it is what the saved page will hold.
                place.set_inner_html(&format!("<div class=\"prose\">{}</div>", drawn.html));
            }
        });
    };
    let changed = move |text: String| {
        if let Some(storage) = storage() {
            let _ = storage.set_item(&name.get_value(), &text);
        }
        note.set("What you typed is kept in this browser, too.".into());
        show(text);
    };
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let found = document().get_element_by_id(&field);
        let Some(found) = found.and_then(|found| found.dyn_into::<HtmlTextAreaElement>().ok())
        else {
            return;
        };
        let stored = storage().and_then(|s| s.get_item(&name.get_value()).ok().flatten());
        kept.set(stored.filter(|text| *text != found.value()));
        area.set_value(Some(found));
        window_event_listener(ev::input, move |event| {
            let here =
                event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
            if here.is_none() || here != area.get_value() {
                return;
            }
            let text = here.map(|here| here.value()).unwrap_or_default();
            if let Some(waiting) = waiting.get_value() {
                waiting.clear();
            }
            waiting.set_value(set_timeout_with_handle(move || changed(text), REST).ok());
        });
    });
    let take = move |_| {
        if let (Some(text), Some(area)) = (kept.get_untracked(), area.get_value()) {
            area.set_value(&text);
            show(text);
        }
        kept.set(None);
    };
    view! {
        <p class="quiet" role="status">{note}</p>
        <Show when=move || kept.get().is_some()>
            <p class="panel panel-body" role="status">
                "This browser holds words for this text that were not saved. "
                <button type="button" class="button button-small" on:click=take>"Take them"</button>
            </p>
        </Show>
    }
}
