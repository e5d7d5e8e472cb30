//! The rules, free of I/O: what is recorded, in which words, and what may follow what.
//!
//! Depends on nothing but std, serde, chrono (with its zone table) and uuid, so that the server,
//! the forms, the imports and the browser hold the same rules.

#[macro_use]
mod vocab;

pub mod account;
pub mod agent;
pub mod claim;
pub mod control;
pub mod evidence;
pub mod factor;
pub mod form;
mod inputs;
pub mod permission;
pub mod postmortem;
pub mod recurrence;
pub mod reference;
pub mod remediation;

pub use form::{Invalid, Refused};
pub use vocab::Vocabulary;
