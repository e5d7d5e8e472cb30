//! The JSON API.

mod alarms;
mod finder;
mod house;
mod incidents;
mod lines;
mod privacy;
mod remediations;
mod timeline;
mod tokens;
mod trends;
mod users;
