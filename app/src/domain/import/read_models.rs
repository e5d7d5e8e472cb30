//! What an import would do, and what one has done.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::slack::Contents;
use super::{Problem, ReadColumn};

/// An import that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its id.
    pub id: Uuid,
    /// Which adapter read it.
    pub adapter: String,
    /// What the file was called, or which run was received.
    pub file_name: String,
    /// SHA-256 of the file; blank of a stream that was received.
    pub sha256: String,
    /// How long it was, in bytes.
    pub size: u64,
    /// How many steps it added.
    pub added: u64,
    /// How many were on record already.
    pub known: u64,
    /// How many records were left out, because they could not be read or said something else.
    pub left_out: u64,
    /// Whether all of it is found by the search already; a large import needs a while.
    pub findable: bool,
    /// When.
    pub imported_at: DateTime<Utc>,
    /// Who, by name.
    pub imported_by: String,
    /// Who, by id, for who may undo it.
    pub imported_by_id: Option<Uuid>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// What an import would do; nothing is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// SHA-256 of the file.
    pub sha256: String,
    /// How long it is, in bytes.
    pub size: u64,
    /// How many steps it has.
    pub steps: u64,
    /// How many of them are new.
    pub new: u64,
    /// How many are on record already, or stand in the file twice.
    pub known: u64,
    /// How many are on record with another content.
    pub changed: u64,
    /// The first of these: the id in the other program and the number of the event.
    pub changed_first: Vec<(String, Option<i32>)>,
    /// How many records cannot be stored.
    pub left_out: u64,
    /// How many are stored and worth a look.
    pub doubtful: u64,
    /// The first problems, those that leave something out before the others.
    pub problems: Vec<Problem>,
    /// How many sessions, conversations, traces or threads the steps are folded below.
    pub runs: u64,
    /// How many steps stand on the timeline themselves.
    pub alone: u64,
    /// Whether all is folded below one event, because there is too much for a timeline.
    pub folded: bool,
    /// What was passed over as bookkeeping of the other program, by its sort.
    pub passed: BTreeMap<String, u64>,
    /// When the first step happened.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last step happened.
    pub last_at: Option<DateTime<Utc>>,
    /// Whether it links rows or names where evidence is.
    #[serde(skip)]
    pub tied: bool,
    /// What the columns of a table are read as.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ReadColumn>,
    /// What an archive holds, to choose from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contents: Option<Contents>,
    /// The first steps, as they are understood.
    pub rows: Vec<PreviewRow>,
}

/// A step, as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Where it stands.
    pub place: String,
    /// When it happened.
    pub at: Option<DateTime<Utc>>,
    /// What sort of thing happened.
    pub kind: String,
    /// Who or what did it.
    pub actor: String,
    /// What happened.
    pub text: String,
}

/// A run that was received without an incident, and waits to be sorted into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRun {
    /// Its id.
    pub id: Uuid,
    /// Its id in the other program.
    pub external_id: String,
    /// What it is, in a line.
    pub title: String,
    /// The service that sent it.
    pub sender: String,
    /// How many steps of it are here.
    pub steps: u64,
    /// When the first of them happened.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last of them happened.
    pub last_at: Option<DateTime<Utc>>,
    /// When it was received first.
    pub received_at: DateTime<Utc>,
}
