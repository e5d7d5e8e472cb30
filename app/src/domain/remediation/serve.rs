//! Letting a remediation serve one more incident.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Invalid,
    form::Checker,
    reference::{EventRef, IncidentRef},
};

/// One more incident that a remediation serves, as typed.
#[derive(Default, Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct RawServe {
    /// The incident: `INC-2`.
    pub incident: String,
    /// The event it answers to: `E5` or `5`; may be blank.
    pub event: String,
    /// Why it serves this incident too.
    pub why: String,
}

/// Lets a remediation serve one more incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeIncident {
    /// The incident.
    pub incident: IncidentRef,
    /// The event it answers to, by number.
    pub event: Option<i32>,
    /// Why it serves this incident too; blank when nobody said.
    pub why: String,
}

impl ServeIncident {
    /// Understands it, or says what is wrong with each field.
    pub fn parse(raw: RawServe) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let incident = check.taken("incident", IncidentRef::parse(&raw.incident));
        let event = check.optional("event", &raw.event, EventRef::parse_seq);
        let why = check.text("why", &raw.why);
        match incident {
            Some(incident) => check.finish(Self { incident, event, why }),
            None => check.failed(),
        }
    }
}
