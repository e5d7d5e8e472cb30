//! Incidents as pages: the list, declaring, one incident with its sections, and its forms.

mod analysis;
mod change;
mod declare;
mod edit;
mod exposures;
mod history;
mod list;
mod members;
mod recurrence;
mod show;

pub use analysis::{
    add_control, add_factor, attach as attach_remediation, edit_control, edit_factor, join, leave,
    relate, retract_control, retract_factor, update_control, update_factor,
};
pub use change::{change_severity, change_status, hand_over};
pub use declare::{create, new, show_alike};
pub use edit::{edit, update};
pub use exposures::{
    add as add_exposure, edit as edit_exposure, retract as retract_exposure,
    update as update_exposure,
};
pub use history::history;
pub use list::{home, list};
pub use members::{add as add_member, remove as remove_member};
pub use recurrence::{
    confirm_finding, dismiss_finding, edit_relation, judge, retract_relation, update_relation,
};
pub use show::show;

pub(crate) use declare::declare;
pub(crate) use members::add_one;
pub(crate) use show::load;
