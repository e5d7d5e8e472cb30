//! The rules that are searched, and only they: without the pages, so that they are built in a minute.

#[path = "../../app/src/domain/mod.rs"]
pub mod domain;
