//! What the tasks need of the machine: each is found, or installed where that may be, or named in
//! one line with how to install it.

pub mod apt;
pub mod chromium;
pub mod fallback;
pub mod node;
pub mod postgres;
pub mod wasm_target;
