//! Server.
#![recursion_limit = "256"]

pub mod assets;
#[cfg(test)]
mod demo;
pub mod store;
