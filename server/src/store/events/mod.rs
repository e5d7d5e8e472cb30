//! Events: added alone or many at once, read in a constant number of queries, edited with what
//! they were kept, and retracted, never deleted.

mod add;
mod details;
mod edit;
mod facts;
mod nearest;
mod read;
mod retract;
mod revisions;
mod rows;
mod steps;
mod touched;
mod undo;

pub use add::{Added, add, add_all, content};
pub(in crate::store) use edit::rewrite;
pub use edit::{edit, pin};
pub(in crate::store) use facts::{Facts, facts_of, ids_of};
pub use nearest::nearest;
pub(in crate::store) use read::one;
pub use read::{Filter, Sort, cited, find, get, page, timeline};
pub use retract::{restore, retract};
pub use revisions::list as revisions;
pub(in crate::store) use rows::doc;
pub(in crate::store) use steps::{
    Into, Ready, UNDER_WAY, add_steps, docs, find_or_make_run, join_decisions, numbers, stretch,
};
pub use steps::{
    Seen, StepRow, counts as step_counts, counts_of as step_counts_of, page as steps, seen,
    step_of, unfold,
};
pub use touched::{these, touched};
pub(in crate::store) use undo::undo;
