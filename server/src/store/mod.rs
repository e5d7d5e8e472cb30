//! All SQL, and nothing else. Readers get a [`Db`], writers a [`Tx`] from [`write`](fn@write); both are what
//! the functions of the resource modules (`users::find`, `audit::page`, …) take.

mod columns;
mod connect;
mod entity;
mod error;
mod group;
mod seqs;
mod tx;

pub mod actors;
pub mod agents;
pub mod alarms;
pub mod alike;
pub mod audit;
pub mod catalogue;
pub mod claims;
pub mod controls;
pub mod copy;
pub mod counts;
pub mod dismissals;
pub mod due_policy;
pub mod events;
pub mod evidence;
pub mod factors;
pub mod families;
pub mod feeds;
pub mod findings;
pub mod guardrails;
pub mod idempotency;
pub mod import_parts;
mod import_ties;
pub mod imports;
pub mod inbox;
pub mod incidents;
pub mod lines;
pub mod links;
pub mod memo;
pub mod notices;
pub mod outbox;
pub mod page;
pub mod plans;
pub mod postmortems;
pub mod regroup;
pub mod relations;
pub mod remediations;
pub mod renditions;
pub mod retractions;
pub mod search;
pub mod services;
pub mod sessions;
pub mod settings;
pub mod severities;
pub mod testing;
pub mod throttle;
pub mod time;
pub mod tokens;
pub mod trends;
pub mod undo;
pub mod users;
pub mod views;
pub mod webhooks;

pub use connect::{Db, Options, connect};
pub use error::{Conflict, Error};
pub use page::{Page, PageRequest};
pub use tx::{By, Tx, Via, write};

use sea_orm::ConnectionTrait;

/// What every read takes: a [`Db`], or the [`Tx`] of the write it is part of.
pub trait Read: ConnectionTrait {
    /// What was read before and still holds; a transaction reads for itself.
    fn memo(&self) -> Option<&memo::Memo> {
        None
    }
}

impl Read for Db {
    fn memo(&self) -> Option<&memo::Memo> {
        Self::memo(self)
    }
}

impl Read for Tx {}

/// The store's answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Brings the schema up to this version of the program; answers at once when it is.
pub async fn migrate(db: &Db) -> Result<()> {
    connect::migrate(db).await
}

/// Reads from every table, to tell that program and database fit; answers how many tables.
pub async fn probe(db: &Db) -> Result<usize> {
    Ok(entity::probe(db).await?)
}

/// `bytes` in hexadecimal, as hashes are stored.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether the database answers.
pub async fn ping(db: &Db) -> Result<()> {
    db.execute_unprepared("SELECT 1").await?;
    Ok(())
}

/// The rule under which somebody may not retract what another one wrote.
pub const RETRACT_OWN: &str = "retract-own";

/// Refuses to retract what somebody else wrote, unless the viewer may retract anything.
fn may_retract(viewer: &app::domain::permission::Viewer, writer: Option<uuid::Uuid>) -> Result<()> {
    if viewer.may_retract(writer) {
        return Ok(());
    }
    let message = "Somebody else wrote this; a commander may retract it.";
    Err(app::domain::Refused::new(RETRACT_OWN, message).into())
}

/// A new id: a UUIDv7, so that ids sort roughly by time of making.
pub fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
