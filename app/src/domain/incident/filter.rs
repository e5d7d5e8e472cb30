//! Which incidents a list shows: the same words in the address of a page and in the API.

use super::{AgentInvolvement, IncidentKind, Status, Visibility};
use crate::domain::form::Checker;
use crate::domain::severity::{Severity, parse_severity};
use crate::domain::{Invalid, Vocabulary};

/// A filter as it stands in an address; blank matches everything, several words match any.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawIncidentFilter {
    /// Words of the title or the summary, or a number like `INC-42`.
    pub q: String,
    /// `SEV0` to `SEV9`; `unset` for those without.
    pub severity: Vec<String>,
    /// Words of [`Status`]; `active` means open or contained.
    pub status: Vec<String>,
    /// Words of [`IncidentKind`].
    pub kind: Vec<String>,
    /// The key of an agent that acted or spoke.
    pub agent: String,
    /// The name or key of a service.
    pub service: String,
    /// A tag.
    pub tag: String,
    /// Words of [`AgentInvolvement`]; `any` means every one but `none`.
    pub involvement: Vec<String>,
    /// Words of [`Visibility`].
    pub visibility: Vec<String>,
}

/// Which incidents a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Words of the title or the summary, or a number.
    pub q: Option<String>,
    /// Any of these severities.
    pub severity: Vec<Severity>,
    /// Also those without a severity.
    pub severity_unset: bool,
    /// Any of these statuses.
    pub status: Vec<Status>,
    /// Any of these kinds.
    pub kind: Vec<IncidentKind>,
    /// The key of an agent that acted or spoke.
    pub agent: Option<String>,
    /// The name or key of a service.
    pub service: Option<String>,
    /// A tag.
    pub tag: Option<String>,
    /// Any of these.
    pub involvement: Vec<AgentInvolvement>,
    /// Any of these.
    pub visibility: Vec<Visibility>,
}

impl IncidentFilter {
    /// Reads a filter.
    pub fn parse(raw: &RawIncidentFilter) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let (unset, ranked): (Vec<_>, Vec<_>) = words(&raw.severity)
            .partition(|word| matches!(word.to_ascii_lowercase().as_str(), "unset" | "sev?"));
        let severity =
            ranked.iter().filter_map(|word| parse_severity(&mut check, "severity", word)).collect();
        let filter = Self {
            q: check.optional_line("q", &raw.q),
            severity,
            severity_unset: !unset.is_empty(),
            status: any_of(&mut check, "status", &raw.status, ("active", &ACTIVE)),
            kind: any_of(&mut check, "kind", &raw.kind, ("", &[])),
            agent: check.optional_line("agent", &raw.agent),
            service: check.optional_line("service", &raw.service),
            tag: check.optional_line("tag", &raw.tag),
            involvement: any_of(
                &mut check,
                "involvement",
                &raw.involvement,
                ("any", &AgentInvolvement::ALL[1..]),
            ),
            visibility: any_of(&mut check, "visibility", &raw.visibility, ("", &[])),
        };
        check.finish(filter)
    }

    /// Whether it lets everything through.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// The statuses in which somebody still has to act at once.
const ACTIVE: [Status; 2] = [Status::Open, Status::Contained];

/// The words of a field that may be repeated, or hold several with commas.
fn words(raw: &[String]) -> impl Iterator<Item = &str> {
    raw.iter().flat_map(|item| item.split(',')).map(str::trim).filter(|word| !word.is_empty())
}

fn any_of<V: Vocabulary>(
    check: &mut Checker,
    field: &str,
    raw: &[String],
    (short, meant): (&str, &[V]),
) -> Vec<V> {
    let mut found = Vec::new();
    for word in words(raw) {
        if word == short {
            found.extend_from_slice(meant);
        } else {
            found.extend(check.optional_word::<V>(field, word));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_repeated_joined_and_short() {
        let raw = RawIncidentFilter {
            severity: vec!["SEV1,sev2".into(), "unset".into()],
            status: vec!["active".into(), "closed".into()],
            involvement: vec!["any".into()],
            ..Default::default()
        };
        let filter = IncidentFilter::parse(&raw).unwrap();
        assert_eq!(filter.severity.len(), 2);
        assert!(filter.severity_unset);
        assert_eq!(filter.status, [Status::Open, Status::Contained, Status::Closed]);
        assert!(!filter.involvement.contains(&AgentInvolvement::None));
    }

    #[test]
    fn a_word_that_is_no_status_is_named_and_blanks_match_all() {
        let raw = RawIncidentFilter { status: vec!["done".into()], ..Default::default() };
        assert_eq!(IncidentFilter::parse(&raw).unwrap_err().of("status").count(), 1);
        let raw = RawIncidentFilter { status: vec![String::new()], ..Default::default() };
        assert!(IncidentFilter::parse(&raw).unwrap().is_blank());
    }
}
