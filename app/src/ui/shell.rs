//! What every page is told about its surroundings: who looks, from where, with what news.

use std::sync::Arc;

use chrono_tz::Tz;

use super::{Assets, Flash, NavItem};

/// The surroundings of a page, filled in by the server for each request.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The title of the tab, before ` · Throughline`.
    pub title: String,
    /// The nonce of this answer's Content-Security-Policy.
    pub nonce: String,
    /// Where the site's own files lie.
    pub assets: Arc<Assets>,
    /// Who is signed in.
    pub user: Option<ShellUser>,
    /// Which entry of the navigation this page belongs to.
    pub current: Option<NavItem>,
    /// Numbers beside the entries.
    pub counts: NavCounts,
    /// The news that the last act left, shown once.
    pub flash: Option<Flash>,
    /// Path and query of this page, to come back to after signing in.
    pub path: String,
    /// The zone in which instants are shown; UTC until the browser has told its own.
    pub zone: Tz,
}

/// Who is signed in, as far as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellUser {
    /// The name.
    pub name: String,
    /// The role, in words.
    pub role: String,
    /// May declare incidents and write.
    pub writes: bool,
    /// May manage users and read the audit log.
    pub administers: bool,
}

/// Numbers beside the entries of the navigation; only what the viewer may see is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NavCounts {
    /// Incidents that are open or contained.
    pub open_incidents: u64,
    /// One's own remediations that are past their day.
    pub late_work: u64,
    /// Notices that one has not read.
    pub unread_notices: u64,
    /// Runs in the inbox, of those who may sort them.
    pub waiting_runs: u64,
}

impl NavCounts {
    /// No more than so many of anything are counted: a page does not wait for a number that nobody
    /// reads to its end.
    pub const MOST: u64 = 100;
}

impl Shell {
    /// The surroundings with another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The surroundings with an entry of the navigation marked as current.
    #[must_use]
    pub fn at(mut self, item: NavItem) -> Self {
        self.current = Some(item);
        self
    }

    /// Whether the viewer may write.
    pub fn writes(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user.writes)
    }
}
