//! Pages and their parts, drawn from samples: no server, no database.
//!
//! One module per page; `draw` makes the HTML, `insta` keeps what a page looked like.
#![cfg(feature = "ssr")]

#[path = "pages/ui.rs"]
mod ui;

use leptos::prelude::*;

/// The HTML of a view.
fn draw<V: IntoView>(view: impl FnOnce() -> V) -> String {
    app::ui::without_marks(&Owner::new().with(|| view().into_view().to_html()))
}
