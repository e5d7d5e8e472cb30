//! Where the site's own files lie: under hashed names in a built site.

use std::sync::Arc;

use leptos::prelude::use_context;

/// Addresses of the files that every page refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The icons, one symbol each.
    pub sprite: String,
    /// Sets the chosen colour scheme before the first paint.
    pub theme_script: String,
    /// Starts the wasm and wakes the islands.
    pub islands_script: String,
    /// The tab's icon.
    pub favicon: String,
    /// The font of the interface, fetched before the style sheet asks for it.
    pub font: String,
}

impl Assets {
    /// The addresses as `url` answers for each file's plain name.
    pub fn new(url: impl Fn(&str) -> String) -> Self {
        Self {
            style: url("style.css"),
            sprite: url("sprite.svg"),
            theme_script: url("theme.js"),
            islands_script: url("islands.js"),
            favicon: url("favicon.svg"),
            font: url("fonts/inter.woff2"),
        }
    }
}

impl Default for Assets {
    fn default() -> Self {
        Self::new(|name| format!("/assets/{name}"))
    }
}

/// The address of an icon: `#i-plus` in the sprite of the page that is being drawn.
pub fn sprite_href(id: &str) -> String {
    match use_context::<Arc<Assets>>() {
        Some(assets) => format!("{}#{id}", assets.sprite),
        None => format!("/assets/sprite.svg#{id}"),
    }
}
