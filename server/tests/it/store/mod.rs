//! The store, on SQLite and (with `TEST_DATABASE_URL`) on PostgreSQL.

mod accounts;
mod copy;
mod core;
mod plans;
mod schema;
