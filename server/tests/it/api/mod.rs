//! The JSON API.

mod alarms;
mod finder;
mod guardrails;
mod house;
mod imports;
mod incidents;
mod lines;
mod live;
mod notices;
mod otlp;
mod privacy;
mod remediations;
mod remedy;
mod timeline;
mod tokens;
mod trends;
mod users;
mod webhooks;
