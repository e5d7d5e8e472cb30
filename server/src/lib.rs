//! Everything that only the server does: HTTP and SQL around the rules and pages of `app`.
#![recursion_limit = "256"]

pub mod api;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
pub mod extract;
pub mod form_data;
pub mod health;
pub mod import;
pub mod jobs;
pub mod live;
pub mod mail;
pub mod markdown;
pub mod record;
pub mod render;
pub mod router;
pub mod serve;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod web;
pub mod webhooks;
