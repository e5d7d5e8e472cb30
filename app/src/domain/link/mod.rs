//! Links between events: thirteen kinds, each stored once, from → to, and read from both sides.

mod chain;
mod checks;
mod fields;
mod graph;
mod rules;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod table;

pub use chain::{Chain, ChainStep};
pub use fields::{AddLink, Link, LinkFields, RawLink};
pub use graph::{Edge, LinkGraph};
pub use rules::{Choice, EventFacts, Rechecked, check_ends, choices, order_of, recheck};

vocab! {
    /// What a link says.
    pub enum LinkKind("link kind") {
        Triggered = "triggered", "triggered";
        ContributedTo = "contributed_to", "contributed to";
        Informed = "informed", "informed";
        ActedOn = "acted_on", "was acted on by";
        Approved = "approved", "approved";
        FailedToStop = "failed_to_stop", "failed to stop";
        Detected = "detected", "detected";
        Mitigated = "mitigated", "mitigated";
        Contradicts = "contradicts", "contradicts";
        Corroborates = "corroborates", "corroborates";
        Corrected = "corrected", "corrected";
        PartOf = "part_of", "is part of";
        SameAs = "same_as", "is the same as";
    }
}

vocab! {
    /// What a link is for.
    pub enum LinkClass("link class") {
        Causal = "causal", "What led to what";
        Response = "response", "What answered it";
        Epistemic = "epistemic", "What bears on what is known";
        Structural = "structural", "How the record is put together";
    }
}

vocab! {
    /// What a link rests on.
    pub enum Basis("basis") {
        Documented = "documented", "Documented";
        Testimony = "testimony", "Testimony";
        Inferred = "inferred", "Inferred";
    }
}

vocab! {
    /// Whether the times of the two events bear the link out.
    pub enum LinkOrder("link order") {
        Certain = "certain", "Order certain";
        Undetermined = "undetermined", "Order not certain";
    }
}

vocab! {
    /// How far a mitigation reached.
    pub enum Extent("extent") {
        Partial = "partial", "Partly";
        Full = "full", "Fully";
    }
}

impl LinkKind {
    /// What the kind is for.
    pub fn class(self) -> LinkClass {
        match self {
            Self::Triggered
            | Self::ContributedTo
            | Self::Informed
            | Self::ActedOn
            | Self::Approved
            | Self::FailedToStop => LinkClass::Causal,
            Self::Detected | Self::Mitigated => LinkClass::Response,
            Self::Contradicts | Self::Corroborates | Self::Corrected => LinkClass::Epistemic,
            Self::PartOf | Self::SameAs => LinkClass::Structural,
        }
    }

    /// Whether links of this kind are part of the one acyclic graph of causes.
    pub fn is_causal(self) -> bool {
        self.class() == LinkClass::Causal
    }

    /// Whether the kind says the same from both sides, and is stored from the lower number.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::Contradicts | Self::SameAs)
    }

    /// The label read from the other side; only shown, never stored.
    pub fn inverse_label(self) -> &'static str {
        match self {
            Self::Triggered => "was triggered by",
            Self::ContributedTo => "was made likelier by",
            Self::Informed => "was informed by",
            Self::ActedOn => "acted on",
            Self::Approved => "was approved by",
            Self::FailedToStop => "was not stopped by",
            Self::Detected => "was detected by",
            Self::Mitigated => "was mitigated by",
            Self::Contradicts => "contradicts",
            Self::Corroborates => "is corroborated by",
            Self::Corrected => "was corrected by",
            Self::PartOf => "includes",
            Self::SameAs => "is the same as",
        }
    }

    /// What the kind means, for choosers.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Triggered => "Directly set it off.",
            Self::ContributedTo => "Made it likelier or worse.",
            Self::Informed => "Whoever did it had seen this.",
            Self::ActedOn => "Carried out what this said: reliance.",
            Self::Approved => "Authorised it.",
            Self::FailedToStop => "This control should have stopped it.",
            Self::Detected => "Revealed it.",
            Self::Mitigated => "Lessened or ended it.",
            Self::Contradicts => "The two cannot both be true.",
            Self::Corroborates => "Supports it.",
            Self::Corrected => "Corrects what it said.",
            Self::PartOf => "Is a step of it.",
            Self::SameAs => "Two records of one occurrence.",
        }
    }
}

/// How a link reads from one of its ends: `was acted on by` from the output, `acted on` from the act.
pub fn label(kind: LinkKind, from_this_side: bool) -> &'static str {
    if from_this_side { super::Vocabulary::label(kind) } else { kind.inverse_label() }
}
