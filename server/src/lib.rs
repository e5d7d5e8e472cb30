//! Server.
#![recursion_limit = "256"]

pub mod assets;
pub mod store;
