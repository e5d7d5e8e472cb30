//! The design system: every part a page is made of. Drawn on the server; nothing here is reactive.
//!
//! Pages `use crate::ui::*`. A [`Page`] is given a [`Shell`] and draws the whole document; a [`Form`]
//! is given what was wrong and hands it to its fields.

mod actor;
mod assets;
mod badge;
mod button;
mod choice;
mod dialog;
mod durations;
mod empty;
mod field;
mod filter;
mod form;
mod html;
mod icon;
mod layout;
mod markdown;
mod moment_field;
mod nav;
mod panel;
pub mod picture;
mod popover;
mod severity;
mod shell;
pub mod shortcuts;
mod stale;
mod state;
mod steps;
mod table;
mod tabs;
mod time;
mod toast;

pub mod chart;

pub use actor::*;
pub use assets::*;
pub use badge::*;
pub use button::*;
pub use choice::*;
pub use dialog::*;
pub use durations::*;
pub use empty::*;
pub use field::*;
pub use filter::*;
pub use form::*;
pub use html::*;
pub use icon::*;
pub use layout::*;
pub use markdown::*;
pub use moment_field::*;
pub use nav::*;
pub use panel::*;
pub use popover::*;
pub use severity::*;
pub use shell::*;
pub use stale::*;
pub use state::*;
pub use steps::*;
pub use table::*;
pub use tabs::*;
pub use time::*;
pub use toast::*;
