//! A view that somebody keeps: a name for an address.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{RawWorkFilter, WorkFilter};
use crate::domain::{Invalid, form::Checker};

/// The most that one person keeps.
pub const VIEWS_MAX: u64 = 50;

/// A view that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// The view's id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub filter: RawWorkFilter,
}

/// A view to be kept, as typed.
#[derive(Default, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawSavedView {
    /// What it is called; the same name again takes the place of the one before.
    pub name: String,
    /// What it shows.
    pub filter: RawWorkFilter,
}

/// Keeps a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveView {
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub filter: RawWorkFilter,
}

impl SaveView {
    /// Understands a view, or says what is wrong with each field.
    pub fn parse(raw: RawSavedView) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let name = check.line("name", &raw.name);
        check.nested("filter.", WorkFilter::parse(&raw.filter));
        let filter = RawWorkFilter { page: String::new(), ..raw.filter };
        check.finish(Self { name, filter })
    }
}
