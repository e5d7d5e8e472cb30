//! The program as its users meet it: through its router, on a real database.
//!
//! SQLite by default; PostgreSQL when `TEST_DATABASE_URL` names a server on which databases may be
//! created. Each test has a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod demo;
mod durability;
mod store;
mod support;
mod web;
