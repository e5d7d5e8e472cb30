//! The JSON API.

mod house;
mod timeline;
mod tokens;
mod users;
