//! Which remediations a list shows: the same words in the address of a page and in the API.

use serde::{Deserialize, Serialize};

use super::{RemediationStatus, RemediationType};
use crate::domain::{Invalid, Vocabulary, account::UserRef, form::Checker, reference::IncidentRef};

vocab! {
    /// In which order remediations are listed.
    pub enum RemediationOrder ("order") {
        Due = "due", "By due date";
        Newest = "newest", "Newest first";
    }
}

/// A filter as it stands in an address; blank matches everything, several words match any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawRemediationFilter {
    /// Words of the title or the description, or a number like `REM-7`.
    pub q: String,
    /// Words of [`RemediationStatus`]; `open` means not yet implemented.
    pub status: Vec<String>,
    /// Words of [`RemediationType`].
    #[serde(rename = "type")]
    pub kind: Vec<String>,
    /// Who does it: an e-mail address or an id; `none` for nobody.
    pub owner: String,
    /// `true` for what the one who asks owns or verifies.
    pub mine: String,
    /// `true` for what is past its due date.
    pub overdue: String,
    /// An incident that it serves: `INC-1`.
    pub incident: String,
    /// A [`RemediationOrder`]; `due` when blank.
    pub sort: String,
}

/// Which remediations a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemediationFilter {
    /// Words of the title or the description, or a number.
    pub q: Option<String>,
    /// Any of these statuses.
    pub status: Vec<RemediationStatus>,
    /// Any of these types.
    pub kind: Vec<RemediationType>,
    /// Who does it.
    pub owner: Option<UserRef>,
    /// Those that nobody does.
    pub unowned: bool,
    /// What the one who asks owns or verifies.
    pub mine: bool,
    /// What is past its due date and still awaited.
    pub overdue: bool,
    /// An incident that it serves.
    pub incident: Option<IncidentRef>,
    /// In which order.
    pub sort: RemediationOrder,
}

impl RemediationFilter {
    /// Reads a filter.
    pub fn parse(raw: &RawRemediationFilter) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let unowned = raw.owner.trim() == "none";
        let owner = if unowned { "" } else { raw.owner.as_str() };
        let mut status = Vec::new();
        for word in words(&raw.status) {
            match word {
                "open" => status.extend(RemediationStatus::ALL.iter().filter(|s| s.is_open())),
                word => status.extend(check.optional_word::<RemediationStatus>("status", word)),
            }
        }
        let kind = words(&raw.kind).filter_map(|word| check.optional_word("type", word)).collect();
        let filter = Self {
            q: check.optional_line("q", &raw.q),
            status,
            kind,
            owner: check.optional("owner", owner, UserRef::parse),
            unowned,
            mine: check.flag("mine", &raw.mine),
            overdue: check.flag("overdue", &raw.overdue),
            incident: check.optional("incident", &raw.incident, IncidentRef::parse),
            sort: check.word_or("sort", &raw.sort, RemediationOrder::Due),
        };
        check.finish(filter)
    }
}

impl Default for RemediationFilter {
    /// Everything, by due date.
    fn default() -> Self {
        Self {
            q: None,
            status: Vec::new(),
            kind: Vec::new(),
            owner: None,
            unowned: false,
            mine: false,
            overdue: false,
            incident: None,
            sort: RemediationOrder::Due,
        }
    }
}

/// The words of a field that may be repeated, or hold several with commas.
fn words(raw: &[String]) -> impl Iterator<Item = &str> {
    raw.iter().flat_map(|item| item.split(',')).map(str::trim).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_means_what_is_not_implemented_yet() {
        let raw = RawRemediationFilter {
            status: vec!["open,verified".into()],
            ..RawRemediationFilter::default()
        };
        let filter = RemediationFilter::parse(&raw).unwrap();
        assert_eq!(filter.status.len(), 4);
        assert!(!filter.mine && filter.owner.is_none());
    }

    #[test]
    fn nobody_is_an_owner_to_look_for() {
        let raw = RawRemediationFilter { owner: "none".into(), ..RawRemediationFilter::default() };
        assert!(RemediationFilter::parse(&raw).unwrap().unowned);
    }
}
