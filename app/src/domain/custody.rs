//! The chain of custody of a piece of evidence: who did what with it and when, and in what state
//! its contents were found.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::Person;

vocab! {
    /// What was done with a piece of evidence.
    pub enum CustodyAct ("custody act") {
        Added = "added", "Added";
        LookedAt = "looked_at", "Looked at";
        Downloaded = "downloaded", "Downloaded";
        Verified = "verified", "Verified, whole";
        FoundAltered = "found_altered", "Found altered";
        FoundMissing = "found_missing", "Found missing";
        Edited = "edited", "Edited what is known of it";
        Redacted = "redacted", "Redacted";
        Retracted = "retracted", "Retracted";
        Purged = "purged", "Contents removed for good";
    }
}

vocab! {
    /// In what state the contents of a file were when they were last hashed again.
    pub enum ContentState ("state of contents") {
        Whole = "whole", "Whole";
        Altered = "altered", "Altered";
        Missing = "missing", "Missing";
    }
}

impl ContentState {
    /// What the custody log says of a look that found this.
    pub fn act(self) -> CustodyAct {
        match self {
            Self::Whole => CustodyAct::Verified,
            Self::Altered => CustodyAct::FoundAltered,
            Self::Missing => CustodyAct::FoundMissing,
        }
    }
}

/// One entry of the chain of custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub act: CustodyAct,
    /// Who did it; none for the server itself and its command line.
    pub by: Option<Person>,
    /// The way in: `web`, `api`, `command`, `job`.
    pub via: String,
    /// The SHA-256 of the contents as it was recorded then.
    pub sha256: Option<String>,
}

/// Media types that a browser may show in place: images without scripts.
pub const SHOWN_IN_PLACE: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// A file's name as it is kept: the last part of a path, without control characters.
pub fn file_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    match plain.trim() {
        "" | "." | ".." => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// A number of bytes, for people: `1.5 MB`.
pub fn size_label(bytes: i64) -> String {
    let of = |unit: i64, name: &str| {
        let tenths = bytes.saturating_mul(10) / unit;
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    };
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => of(1_000, "kB"),
        1_000_000..1_000_000_000 => of(1_000_000, "MB"),
        _ => of(1_000_000_000, "GB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_the_end_of_its_path_and_without_tricks() {
        assert_eq!(file_name("C:\\fakepath\\log.txt"), "log.txt");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("a\r\nb\0.txt"), "ab.txt");
        assert_eq!((file_name(""), file_name("..")), ("file".into(), "file".into()));
        assert_eq!(file_name(&"x".repeat(999)).len(), 200);
    }

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        assert_eq!(size_label(999), "999 bytes");
        assert_eq!(size_label(1_550_000), "1.5 MB");
        assert_eq!(size_label(104_857_600), "104.8 MB");
    }
}
