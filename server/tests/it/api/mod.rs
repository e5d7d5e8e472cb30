//! The JSON API.

mod house;
mod incidents;
mod remediations;
mod timeline;
mod tokens;
mod users;
