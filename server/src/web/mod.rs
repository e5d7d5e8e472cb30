//! HTML for browsers: GET loads and draws; POST parses, stores and redirects, or draws again.

pub mod account;
pub mod agents;
pub mod api_docs;
pub mod audit;
pub mod authority;
pub mod catalogue;
pub mod catalogue_entry;
pub mod families;
pub mod finder;
pub mod guardrails;
pub mod help;
pub mod inbox;
pub mod incidents;
pub mod layers;
pub(crate) mod links;
pub mod notices;
mod people;
pub mod postmortems;
pub mod remediations;
pub mod search;
pub mod session;
pub mod setup;
pub mod timeline;
pub mod trends;
pub mod users;
pub mod work;
