//! The browser's entry: only what the islands of `app` reach is in the wasm.
//!
//! `loader/islands.js` starts it and then wakes every island on the page.

// Named, or the linker drops the crate and every island's export with it.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Sets up the reactive owner that the islands live in. Called once, before the first island.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
