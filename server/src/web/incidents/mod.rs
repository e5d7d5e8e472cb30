//! Incidents as pages: the list, declaring, one incident with its sections, and its forms.

mod change;
mod controls;
mod declare;
mod edit;
mod exposures;
mod factors;
mod families;
mod findings;
mod history;
mod list;
mod members;
mod regroup;
mod relations;
mod remediations;
mod show;

pub use change::{change_severity, change_status, hand_over};
pub use controls::Controls;
pub use declare::{create, new, show_alike};
pub use edit::{edit, update};
pub use exposures::Exposures;
pub use factors::Factors;
pub use families::{join, leave};
pub use findings::{confirm as confirm_finding, dismiss as dismiss_finding, judge};
pub use history::history;
pub use list::{home, list};
pub use members::{add as add_member, remove as remove_member};
pub use regroup::{ask_merge, ask_split, merge, merged_record, split};
pub use relations::Relations;
pub use remediations::attach as attach_remediation;
pub use show::show;

pub(crate) use declare::declare;
pub(crate) use members::add_one;
pub(crate) use show::load;
