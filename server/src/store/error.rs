//! What can go wrong in the store, in the words that the callers act on.

use app::domain::{Invalid, Refused};
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why the store did not do what it was asked.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or the one who asks may not see it.
    NotFound,
    /// Something else got there first; nothing was written.
    Conflict(Conflict),
    /// A rule of the domain says no.
    Refused(Refused),
    /// The input names something that the store cannot make sense of, field by field.
    Invalid(Invalid),
    /// The database failed; the text is for the log only.
    Database(DbErr),
}

/// With what a write collided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The row has been changed since it was read; this is its version now.
    Stale {
        /// The version to read and decide on again.
        current: i32,
    },
    /// Something with these unique values exists; the table and columns or the constraint's name.
    Exists(String),
    /// A reference points at nothing, or something still points here.
    Reference(String),
}

impl Error {
    /// The row was changed by somebody else; `current` is its version now.
    pub fn stale(current: i32) -> Self {
        Self::Conflict(Conflict::Stale { current })
    }

    /// `Ok` when `expected` is what the row has (or nobody asked), else [`Conflict::Stale`].
    pub fn check_version(expected: Option<i32>, current: i32) -> Result<(), Self> {
        match expected {
            Some(expected) if expected != current => Err(Self::stale(current)),
            _ => Ok(()),
        }
    }

    /// Whether the row was changed since it was read.
    pub fn is_stale(&self) -> bool {
        matches!(self, Self::Conflict(Conflict::Stale { .. }))
    }

    /// Whether a unique value was taken already.
    pub fn is_exists(&self) -> bool {
        matches!(self, Self::Conflict(Conflict::Exists(_)))
    }

    /// Whether doing the same again may work: the database chose this transaction to give way.
    pub(super) fn is_transient(&self) -> bool {
        let Self::Database(
            DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)),
        ) = self
        else {
            return false;
        };
        // PostgreSQL: serialization failure, deadlock detected.
        let Some(error) = error.as_database_error() else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::Refused(refused) => refused.fmt(f),
            Self::Invalid(invalid) => invalid.fmt(f),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Stale { .. } => "It has been changed since you read it.",
            Self::Exists(_) => "The same exists already.",
            Self::Reference(_) => {
                "It refers to something that is not there, or is still referred to."
            }
        })
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => Self::Conflict(Conflict::Exists(what)),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => {
                Self::Conflict(Conflict::Reference(what))
            }
            _ => match error {
                DbErr::RecordNotFound(_) | DbErr::RecordNotUpdated => Self::NotFound,
                error => Self::Database(error),
            },
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
