//! Remediations: written down, moved step by step, each serving any number of incidents.
//!
//! A remediation is seen by who may see one of its incidents, by its owner and its verifier, and
//! by everybody while it serves none; of its incidents everybody sees those they may see.

mod aims;
mod bulk;
mod due;
mod implement;
mod list;
mod notes;
mod read;
mod remind;
mod serve;
mod step;
mod visible;
mod work;
mod write;

pub use bulk::change;
pub use due::{ask_verifiers, expire_risks, waiting};
pub use implement::implement;
pub(super) use list::late;
pub use list::{alike, of_incident, page};
pub use notes::{add_note, notes, remove_note, tick};
pub use read::{find, get, history};
pub(in crate::store) use remind::owner_left;
pub use remind::{owners_gone, remind, to_remind};
pub use serve::{attach, detach};
pub use step::step;
pub(in crate::store) use visible::visible;
pub use visible::{Title, hushed, titles, visible_ids};
pub use work::{MOST, work, work_items, work_page};
pub use write::{edit, write};

pub(in crate::store) use aims::aims;
pub(in crate::store) use read::{named, numbers};
pub(in crate::store) use step::disprove;
