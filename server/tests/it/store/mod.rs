//! The store, on SQLite and (with `TEST_DATABASE_URL`) on PostgreSQL.

mod accounts;
mod core;
mod plans;
mod schema;
