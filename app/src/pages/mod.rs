//! One file per page: what it is given, and how it is drawn.

pub mod account;
pub mod agents;
pub mod analysis;
pub mod api_docs;
pub mod audit;
pub mod authority;
pub mod catalogue;
pub mod catalogue_entry;
pub mod claim;
pub mod declare;
pub mod design;
pub mod due_policy;
pub mod edit_incident;
pub mod error;
pub mod event;
pub mod event_form;
pub mod evidence;
pub mod exposure;
pub mod families;
pub mod finder;
pub mod guardrails;
pub mod import;
pub mod in_place;
pub mod inbox;
pub mod incident;
pub mod incident_history;
pub mod incidents;
pub mod link;
pub mod link_chooser;
pub mod notices;
pub mod originals;
pub mod paste;
pub mod postmortem;
pub mod regroup;
pub mod remediations;
pub mod search;
pub mod sent;
pub mod setup;
pub mod shortcuts;
pub mod sign_in;
pub mod steps;
pub mod trends;
pub mod users;
pub mod webhooks;
pub mod work;

mod incident_forms;

use leptos::prelude::*;

use crate::ui::NavItem;

/// A page: plain data that knows its title and how to draw itself inside the frame of the site.
pub trait Page: Sized + Send + 'static {
    /// What the tab and the history say; the site's name is added.
    fn title(&self) -> String;

    /// The place in the navigation that this page belongs to.
    fn nav(&self) -> Option<NavItem> {
        None
    }

    /// The content of `<main>`.
    fn view(self) -> AnyView;
}
