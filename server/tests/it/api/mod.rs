//! The JSON API.

mod finder;
mod house;
mod incidents;
mod remediations;
mod timeline;
mod tokens;
mod trends;
mod users;
