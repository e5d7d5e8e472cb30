//! Notices: who is told of what has happened, what they have read, and what goes out by e-mail.
//!
//! A notice is kept without the title of what it is about. It is read through what its reader may
//! see *now*: who has lost an incident, or a part in it, has lost its notices too.

mod follows;
mod mails;
mod read;
mod spread;
mod wishes;

pub use follows::{follow, follows, unfollow};
pub use mails::{Letter, claim, collect, failed, letter, sent};
pub(super) use read::unread;
pub use read::{mark_all_read, mark_read, page};
pub use spread::{Telling, spread};
pub use wishes::{set_wishes, wishes};
