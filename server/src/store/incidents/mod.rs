//! Incidents: who may see them, and everything that is recorded of them but the timeline.
//!
//! Whatever belongs to an incident is read through [`visible`] (or [`visible_ids`] for tables that
//! only carry its id), so that a restricted incident is as good as absent to who is not on it.

mod brief;
mod declare;
mod durations;
mod edit;
mod exposures;
mod labels;
mod list;
mod members;
mod people;
mod read;
mod severity;
mod similar;
mod status;
mod visible;

pub(in crate::store) use brief::named;
pub(in crate::store) use brief::numbers;
pub use brief::{Brief, brief, briefs, find_brief, number_of, resolve, seen_numbers};
pub use declare::declare;
pub use durations::durations;
pub use edit::edit;
pub use exposures::{
    add as add_exposure, edit as edit_exposure, get as get_exposure, list as exposures,
    of as exposures_of, retract as retract_exposure,
};
pub(in crate::store) use labels::key as service_key;
pub(in crate::store) use labels::known_services;
pub use labels::{agents_named, services_named};
pub(super) use list::matching;
pub(super) use list::unresolved;
pub use list::{counts, page};
pub use members::{Member, add as add_member, list as members, remove as remove_member};
pub(in crate::store) use people::{commanding, taking_part};
pub use people::{hand_over, known_names};
pub(super) use read::milestones;
pub(in crate::store) use read::name_of;
pub use read::names;
pub use read::{find, get};
pub use severity::{change as change_severity, history as severity_history};
pub use similar::similar;
pub use status::{change as change_status, history as status_history};
pub(in crate::store) use visible::{hidden_ids, leads_to};
pub use visible::{visible, visible_ids};
