//! Links between the events of an incident. Every rule of [`app::domain::link`] is checked inside
//! the write, with the incident locked, so that two writers at once cannot close a cycle.

mod graph;
mod read;
mod write;

pub use graph::standing as standing_graph;
pub(in crate::store) use read::at;
pub use read::{chain, find, get, list, standing, touching};
pub(in crate::store) use write::set_order;
pub use write::{add, edit, retract};
