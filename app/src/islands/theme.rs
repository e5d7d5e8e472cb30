//! Light, dark, or as the system has it: kept in this browser only.
//!
//! `theme.js` applies the choice before the first paint; here it is made.

use leptos::prelude::*;

const KEY: &str = "theme";

/// Where a colour scheme comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The word that `data-theme` and the browser's storage know; none follows the system.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn stored() -> Self {
        let word = storage().and_then(|s| s.get_item(KEY).ok().flatten());
        Self::ALL.into_iter().find(|t| t.word() == word.as_deref()).unwrap_or_default()
    }

    /// A browser that refuses to store still shows the choice on this page.
    fn apply(self) {
        let root = document().document_element();
        match self.word() {
            Some(word) => {
                root.map(|r| r.set_attribute("data-theme", word));
                storage().map(|s| s.set_item(KEY, word));
            }
            None => {
                root.map(|r| r.remove_attribute("data-theme"));
                storage().map(|s| s.remove_item(KEY));
            }
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Three buttons: follow the system, light, dark.
#[island]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move |_| chosen.set(Theme::stored()));
    let button = move |theme: Theme| {
        let choose = move |_| {
            theme.apply();
            chosen.set(theme);
        };
        view! {
            <button
                type="button"
                class="theme-choice"
                aria-pressed=move || (chosen.get() == theme).to_string()
                on:click=choose
            >
                {theme.label()}
            </button>
        }
    };
    view! {
        <div class="theme-switch" role="group" aria-label="Colour scheme">
            {Theme::ALL.map(button)}
        </div>
    }
}
