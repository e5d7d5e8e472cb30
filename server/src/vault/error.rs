//! What can go wrong with the contents of a file, and how it is told.

use app::domain::Refused;
use app::domain::custody::{ContentState, size_label};

/// Why contents were not taken or not handed out.
#[derive(Debug)]
pub enum Error {
    /// More bytes than the limit.
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// Of a type that is not taken.
    WrongType {
        /// What the contents look like.
        found: String,
    },
    /// No bytes at all.
    Empty,
    /// The upload broke off.
    Broken(String),
    /// What is kept is not what was put there.
    Altered,
    /// What was put there is gone.
    Missing,
    /// The disk said no.
    Io(std::io::Error),
    /// The bucket said no.
    Remote(object_store::Error),
}

impl Error {
    /// The state of the contents that this tells of, if it does.
    pub fn state(&self) -> Option<ContentState> {
        match self {
            Self::Altered => Some(ContentState::Altered),
            Self::Missing => Some(ContentState::Missing),
            _ => None,
        }
    }

    /// Whether the sender can do better, and what to tell them beside the field.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::TooLarge { .. } | Self::WrongType { .. } | Self::Empty)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge { max } => {
                let most = size_label(i64::try_from(*max).unwrap_or(i64::MAX));
                write!(f, "A file may have {most} at most. Nothing of it was kept.")
            }
            Self::WrongType { found } => write!(
                f,
                "By its contents this is {found}, which is not taken here. Nothing of it was kept. \
                 Pack it into an archive, or ask your operator."
            ),
            Self::Empty => f.write_str("The file is empty."),
            Self::Broken(why) => write!(f, "the upload broke off: {why}"),
            Self::Altered => f.write_str(
                "What is kept is not what was added: its SHA-256 is another one. It is not handed \
                 out. Restore it from a backup.",
            ),
            Self::Missing => f.write_str(
                "The contents are gone from where files are kept. Restore them from a backup.",
            ),
            Self::Io(error) => write!(f, "where files are kept: {error}"),
            Self::Remote(error) => write!(f, "where files are kept: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            error => Self::Remote(error),
        }
    }
}

impl From<Error> for crate::error::Error {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::TooLarge { .. } => Self::FileTooLarge(text),
            Error::WrongType { .. } => Self::FileType(text),
            Error::Empty => Self::Invalid(app::domain::Invalid::one("files", text)),
            Error::Broken(_) => {
                Self::BadRequest("The body broke off before its end; nothing was saved.".into())
            }
            Error::Altered => Self::Refused(Refused::new("evidence-altered", text)),
            Error::Missing => Self::Refused(Refused::new("evidence-missing", text)),
            Error::Io(_) | Error::Remote(_) => Self::Internal(text),
        }
    }
}
