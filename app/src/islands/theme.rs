//! Light, dark, or as the system has it: kept in this browser only.
//!
//! `theme.js` applies the choice before the first paint; here it is made.

use leptos::prelude::*;
use web_sys::{Element, Event};

use super::browser::{all, awake, closest, keep, on, stored};

const KEY: &str = "theme";
/// The words that `data-theme` and the browser's storage know, with what people read; blank follows the
/// system.
const THEMES: [(&str, &str); 3] = [("", "System"), ("light", "Light"), ("dark", "Dark")];

/// Three buttons: follow the system, light, dark.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let button = |(word, label): (&'static str, &'static str)| {
        let pressed = word.is_empty().to_string();
        view! {
            <button type="button" class="theme-choice" data-theme-choice=word aria-pressed=pressed>{label}</button>
        }
    };
    view! {
        <div class="theme-switch" role="group" aria-label="Colour scheme">
            {THEMES.map(button)}
            <ThemeChoice />
        </div>
    }
}

/// Wakes the buttons.
#[island]
pub fn ThemeChoice() -> impl IntoView {
    awake(|| {
        press(&stored(KEY).unwrap_or_default());
        on("click", |event: &Event| {
            let chosen = closest::<Element>(event, "[data-theme-choice]");
            if let Some(word) = chosen.and_then(|button| button.get_attribute("data-theme-choice"))
            {
                apply(&word);
                press(&word);
            }
        });
    });
}

/// A browser that refuses to store still shows the choice on this page.
fn apply(word: &str) {
    let Some(root) = document().document_element() else { return };
    if word.is_empty() {
        let _ = root.remove_attribute("data-theme");
        keep(KEY, None);
    } else {
        let _ = root.set_attribute("data-theme", word);
        keep(KEY, Some(word));
    }
}

fn press(word: &str) {
    for button in all("[data-theme-choice]") {
        let this = button.get_attribute("data-theme-choice").as_deref() == Some(word);
        let _ = button.set_attribute("aria-pressed", if this { "true" } else { "false" });
    }
}
