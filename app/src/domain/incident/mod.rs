//! An incident: what it is called, how far it has come, who works on it.

mod fields;
mod filter;
mod hand_over;
mod read;
mod status;

pub use fields::{DeclareIncident, EditIncident, IncidentFields, RawIncident};
pub use filter::{IncidentFilter, RawIncidentFilter};
pub use hand_over::{HandOver, RawHandOver};
pub use read::{ExternalId, Incident, IncidentPerson, IncidentRow};
pub use status::{ChangeStatus, REASON_MIN, RawStatusChange, Status, StatusChange, StatusEntry};

use super::moment::Moment;

vocab! {
    /// What sort of thing is recorded; drills stay out of every statistic.
    pub enum IncidentKind("incident kind") {
        Incident = "incident", "Incident";
        NearMiss = "near_miss", "Near miss";
        Hazard = "hazard", "Hazard";
        Drill = "drill", "Drill";
    }
}

vocab! {
    /// Which part AI agents had in it.
    pub enum AgentInvolvement("agent involvement") {
        None = "none", "No agent involved";
        Suspected = "suspected", "Agent suspected";
        OutputActedOn = "output_acted_on", "A person relied on agent output";
        AgentActed = "agent_acted", "An agent acted";
        Both = "both", "An agent acted, and a person relied on its output";
    }
}

vocab! {
    /// Whether data was open to those who were not entitled to it.
    pub enum DataExposure("data exposure") {
        None = "none", "No data exposed";
        Suspected = "suspected", "Exposure suspected";
        Contained = "contained", "Exposed inside, contained";
        Confirmed = "confirmed", "Exposure confirmed";
        Exploited = "exploited", "Exposed data was used";
    }
}

vocab! {
    /// Who may see the incident.
    pub enum Visibility("visibility") {
        Open = "open", "Open to everyone signed in";
        Restricted = "restricted", "Restricted to named members";
    }
}

vocab! {
    /// What a person does in the response.
    pub enum PersonRole("role in the incident") {
        Commander = "commander", "Commander";
        Scribe = "scribe", "Scribe";
        Communications = "communications", "Communications";
        Other = "other", "Other";
    }
}

vocab! {
    /// The stations of an incident's course.
    pub enum Milestone("milestone") {
        Started = "started", "Started";
        Detected = "detected", "Detected";
        Declared = "declared", "Declared";
        Acknowledged = "acknowledged", "Acknowledged";
        Contained = "contained", "Contained";
        Resolved = "resolved", "Resolved";
    }
}

/// When each station was reached; blank stays blank.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Milestones {
    /// When it began, known or not at the time.
    pub started: Option<Moment>,
    /// When somebody or something noticed.
    pub detected: Option<Moment>,
    /// When it was declared an incident.
    pub declared: Option<Moment>,
    /// When somebody took it on.
    pub acknowledged: Option<Moment>,
    /// When it could do no further harm.
    pub contained: Option<Moment>,
    /// When the harm was repaired.
    pub resolved: Option<Moment>,
}

impl Milestones {
    /// The moment of one station.
    pub fn get(&self, milestone: Milestone) -> Option<&Moment> {
        match milestone {
            Milestone::Started => self.started.as_ref(),
            Milestone::Detected => self.detected.as_ref(),
            Milestone::Declared => self.declared.as_ref(),
            Milestone::Acknowledged => self.acknowledged.as_ref(),
            Milestone::Contained => self.contained.as_ref(),
            Milestone::Resolved => self.resolved.as_ref(),
        }
    }

    /// The place of one station's moment.
    pub fn get_mut(&mut self, milestone: Milestone) -> &mut Option<Moment> {
        match milestone {
            Milestone::Started => &mut self.started,
            Milestone::Detected => &mut self.detected,
            Milestone::Declared => &mut self.declared,
            Milestone::Acknowledged => &mut self.acknowledged,
            Milestone::Contained => &mut self.contained,
            Milestone::Resolved => &mut self.resolved,
        }
    }
}

/// The human reference of an incident, `INC-42`: gapless, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentNumber(pub i32);

impl std::fmt::Display for IncidentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "INC-{}", self.0)
    }
}

impl std::str::FromStr for IncidentNumber {
    type Err = String;

    /// Reads `INC-42` in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let shown: String = text.chars().take(40).collect();
            format!("“{shown}” is not an incident number. Write it like INC-42.")
        };
        let (prefix, digits) = text.trim().split_once('-').ok_or_else(wrong)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|_| plain && prefix.eq_ignore_ascii_case("inc"));
        number.map(Self).ok_or_else(wrong)
    }
}

impl serde::Serialize for IncidentNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for IncidentNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_number_reads_as_it_is_written() {
        assert_eq!("INC-42".parse(), Ok(IncidentNumber(42)));
        assert_eq!(" inc-7".parse(), Ok(IncidentNumber(7)));
        for bad in
            ["INC-0", "INC-042", "INC--1", "INC-", "42", "REM-1", "INC-99999999999", "INC-+5"]
        {
            assert!(bad.parse::<IncidentNumber>().is_err(), "{bad}");
        }
    }
}
