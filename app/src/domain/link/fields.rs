//! A link as it is sent, recorded and read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Basis, Edge, Extent, LinkKind, LinkOrder};
use crate::domain::form::Checker;
use crate::domain::timeline::Confidence;
use crate::domain::{Invalid, raw};

/// A link as it was sent or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct RawLink {
    /// The number of the event it starts from, `5` or `E5`.
    #[serde(deserialize_with = "raw::text")]
    pub from: String,
    /// The number of the event it leads to.
    #[serde(deserialize_with = "raw::text")]
    pub to: String,
    /// A word of [`LinkKind`].
    pub kind: String,
    /// A word of [`Basis`]; blank is `testimony`.
    pub basis: String,
    /// A word of [`Confidence`]; blank is `reported`.
    pub confidence: String,
    /// A word of [`Extent`], of `mitigated` alone.
    pub extent: String,
    /// Why it is thought so.
    pub rationale: String,
    /// What supports it, by id.
    pub evidence: Vec<String>,
}

/// What is said of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFields {
    /// The number of the event it starts from.
    pub from: i32,
    /// The number of the event it leads to.
    pub to: i32,
    /// What it says.
    pub kind: LinkKind,
    /// What it rests on.
    pub basis: Basis,
    /// How sure the record is.
    pub confidence: Confidence,
    /// How far a mitigation reached.
    pub extent: Option<Extent>,
    /// Why it is thought so, in Markdown; may be blank.
    pub rationale: String,
    /// What supports it, by id.
    pub evidence: Vec<Uuid>,
}

/// The command to link two events.
pub type AddLink = LinkFields;

impl LinkFields {
    /// Reads a link, with what it has to rest on; its ends are then for [`super::check_ends`].
    ///
    /// A symmetric kind is turned so that it starts from the lower number.
    pub fn parse(raw: &RawLink) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let mut link = Self {
            from: raw::seq(&mut check, "from", &raw.from),
            to: raw::seq(&mut check, "to", &raw.to),
            kind: check.word("kind", &raw.kind),
            basis: check.word_or("basis", &raw.basis, Basis::Testimony),
            confidence: check.word_or("confidence", &raw.confidence, Confidence::Reported),
            extent: check.optional_word("extent", &raw.extent),
            rationale: check.text("rationale", &raw.rationale),
            evidence: raw::ids(&mut check, "evidence", &raw.evidence),
        };
        link.check_grounds(&mut check);
        if link.kind.is_symmetric() && link.from > link.to {
            std::mem::swap(&mut link.from, &mut link.to);
        }
        check.finish(link)
    }

    fn check_grounds(&self, check: &mut Checker) {
        if self.from == self.to && self.from > 0 {
            check.error("to", "An event is not linked to itself. Choose another event.");
        }
        if self.extent.is_some() && self.kind != LinkKind::Mitigated {
            check.error("extent", "Only a mitigation has an extent. Leave it blank.");
        }
        if self.kind != LinkKind::ActedOn {
            return;
        }
        if self.evidence.is_empty() && self.rationale.trim().is_empty() {
            check.error("rationale", "Reliance needs evidence, or a reason why it is thought so.");
        }
        if self.basis == Basis::Inferred && self.confidence == Confidence::Confirmed {
            check.error(
                "confidence",
                "Reliance that is inferred is never confirmed. Name a document or testimony, or choose another confidence.",
            );
        }
    }

    /// The link as the graph sees it.
    pub fn edge(&self) -> Edge {
        Edge { from: self.from, to: self.to, kind: self.kind }
    }
}

/// A link between two events of an incident.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// Its id.
    pub id: Uuid,
    /// The number of the event it starts from.
    pub from: i32,
    /// The number of the event it leads to.
    pub to: i32,
    /// What it says.
    pub kind: LinkKind,
    /// Whether the times of the two events bear it out.
    pub order: LinkOrder,
    /// What it rests on.
    pub basis: Basis,
    /// How sure the record is.
    pub confidence: Confidence,
    /// How far a mitigation reached.
    pub extent: Option<Extent>,
    /// Why it is thought so, in Markdown; may be blank.
    pub rationale: String,
    /// What supports it, by id.
    pub evidence: Vec<Uuid>,
    /// Who recorded it, by name.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Counts up with every edit.
    pub version: i32,
}

impl Link {
    /// The link as the graph sees it.
    pub fn edge(&self) -> Edge {
        Edge { from: self.from, to: self.to, kind: self.kind }
    }

    /// How the link reads from one of its ends, and the event at the other: `("acted on", 5)`.
    pub fn seen_from(&self, seq: i32) -> (&'static str, i32) {
        if seq == self.from {
            (super::label(self.kind, true), self.to)
        } else {
            (super::label(self.kind, false), self.from)
        }
    }
}

impl From<&Link> for RawLink {
    fn from(link: &Link) -> Self {
        Self {
            from: link.from.to_string(),
            to: link.to.to_string(),
            kind: link.kind.to_string(),
            basis: link.basis.to_string(),
            confidence: link.confidence.to_string(),
            extent: link.extent.map(|extent| extent.to_string()).unwrap_or_default(),
            rationale: link.rationale.clone(),
            evidence: link.evidence.iter().map(Uuid::to_string).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(kind: &str) -> RawLink {
        RawLink { from: "5".into(), to: "E2".into(), kind: kind.into(), ..Default::default() }
    }

    #[test]
    fn a_symmetric_link_is_stored_once_from_the_lower_number() {
        let link = LinkFields::parse(&raw("contradicts")).unwrap();
        assert_eq!((link.from, link.to), (2, 5));
        let link = LinkFields::parse(&raw("corroborates")).unwrap();
        assert_eq!((link.from, link.to), (5, 2));
    }

    #[test]
    fn an_event_is_not_linked_to_itself() {
        let raw = RawLink { to: "5".into(), ..raw("triggered") };
        assert_eq!(LinkFields::parse(&raw).unwrap_err().of("to").count(), 1);
    }

    #[test]
    fn reliance_needs_grounds_and_is_not_confirmed_by_inference() {
        let bare = raw("acted_on");
        assert_eq!(LinkFields::parse(&bare).unwrap_err().of("rationale").count(), 1);
        let stated = RawLink { rationale: "thread, reply 3".into(), ..bare };
        assert!(LinkFields::parse(&stated).is_ok());
        let sure = RawLink { basis: "inferred".into(), confidence: "confirmed".into(), ..stated };
        assert_eq!(LinkFields::parse(&sure).unwrap_err().of("confidence").count(), 1);
    }

    #[test]
    fn only_a_mitigation_has_an_extent() {
        let full = |kind| RawLink { extent: "full".into(), ..raw(kind) };
        assert_eq!(LinkFields::parse(&full("mitigated")).unwrap().extent, Some(Extent::Full));
        assert_eq!(LinkFields::parse(&full("detected")).unwrap_err().of("extent").count(), 1);
    }
}
