//! JSON `/api/v1`: one file per resource, its `…In` and `…Out` beside its handlers.

pub mod agents;
pub mod analysis;
pub mod audit;
pub mod authority;
pub mod catalogue;
pub mod claims;
pub mod events;
pub mod evidence;
pub mod export;
pub mod finder;
pub mod idempotency;
pub mod incidents;
pub mod links;
pub mod moments;
pub mod openapi;
pub mod people;
pub mod postmortems;
pub mod problem;
pub mod recurrence;
pub mod remediations;
pub mod respond;
pub mod search;
pub mod services;
pub mod tokens;
pub mod trends;
pub mod users;
