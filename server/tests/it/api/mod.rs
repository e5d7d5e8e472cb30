//! The JSON API.

mod house;
mod tokens;
mod users;
