//! Feeds: days for calendars (RFC 5545) and news for readers (RFC 4287), as text.

mod atom;
mod calendar;

pub use atom::{NewsItem, atom};
pub use calendar::{CalendarDay, calendar};

/// A person's feed address, without its secret part.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FeedToken {
    /// Its id.
    pub id: uuid::Uuid,
    /// When it was made.
    pub created_at: chrono::DateTime<chrono::Utc>,
}
