//! The rules, free of I/O: what is recorded, in which words, and what may follow what.
//!
//! Depends on nothing but std, serde, chrono (with its zone table) and uuid, so that the server,
//! the forms, the imports and the browser hold the same rules.

#[macro_use]
mod vocab;

pub mod account;
pub mod actor;
pub mod agent;
pub mod authority;
pub mod catalogue;
pub mod claim;
pub mod control;
pub mod custody;
pub mod due;
pub mod durations;
pub mod evidence;
pub mod excerpt;
pub mod exposure;
pub mod factor;
pub mod feed;
pub mod figures;
pub mod finder;
pub mod form;
pub mod guardrail;
pub mod import;
pub mod incident;
mod inputs;
pub mod line;
pub mod link;
pub mod moment;
pub mod notice;
pub mod permission;
pub mod postmortem;
pub mod probe;
pub mod raw;
pub mod recurrence;
pub mod redaction;
pub mod reference;
pub mod regroup;
pub mod remediation;
pub mod service;
pub mod severity;
pub mod statistics;
pub mod timeline;
pub mod trends;
pub mod webhook;
pub mod work;

pub use form::{Invalid, Refused};
pub use vocab::{Vocabulary, capitalised};
