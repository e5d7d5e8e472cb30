//! The JSON API.

mod alarms;
mod finder;
mod house;
mod incidents;
mod privacy;
mod lines;
mod remediations;
mod timeline;
mod tokens;
mod trends;
mod users;
