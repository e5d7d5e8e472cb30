//! The parts of a page that wake up in the browser; each is drawn by the server first.
//!
//! One file per island, named for what it does. Only code that an island reaches is in the wasm.

pub mod theme;

pub use theme::ThemeSwitch;
