//! The JSON API.

mod alarms;
mod finder;
mod house;
mod incidents;
mod privacy;
mod remediations;
mod timeline;
mod tokens;
mod trends;
mod users;
