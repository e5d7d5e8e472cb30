//! The JSON API.

mod house;
mod incidents;
mod timeline;
mod tokens;
mod users;
