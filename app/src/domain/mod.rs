//! The rules, free of I/O: what is recorded, in which words, and what may follow what.
//!
//! Depends on nothing but std, serde, chrono (with its zone table) and uuid, so that the server,
//! the forms, the imports and the browser hold the same rules.

#[macro_use]
mod vocab;

pub mod form;

pub use form::{Invalid, Refused};
pub use vocab::Vocabulary;
