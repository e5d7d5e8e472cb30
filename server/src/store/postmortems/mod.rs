//! Postmortems: one living text for each incident, every version of it, and who said what of it.

mod read;
mod write;

pub use read::{Comment, comments, find, get, of_incident, versions};
pub use write::{ask, comment, move_on, review, save};
