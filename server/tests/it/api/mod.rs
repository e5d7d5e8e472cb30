//! The JSON API.

mod finder;
mod alarms;
mod house;
mod incidents;
mod remediations;
mod timeline;
mod tokens;
mod trends;
mod users;
