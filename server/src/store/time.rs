//! Instants between the program (`DateTime<Utc>`) and the database (integer milliseconds).

use chrono::{DateTime, Utc};

/// Milliseconds since 1970, as stored.
pub fn to_ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant that was stored; what no calendar can hold becomes the calendar's end.
pub fn from_ms(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(if ms < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}
