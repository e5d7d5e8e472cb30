//! Declaring and editing an incident: the same fields, the same reading.

use std::collections::BTreeMap;

use super::{
    AgentInvolvement, DataExposure, ExternalId, Incident, IncidentKind, Milestone, Milestones,
    PersonRole, Visibility,
};
use crate::domain::form::Checker;
use crate::domain::moment::RawMoment;
use crate::domain::severity::{RATIONALE_MIN, Severity, parse_severity};
use crate::domain::{Invalid, Vocabulary};

/// The most fields that an installation may add.
const CUSTOM_MAX: usize = 50;

/// An incident as it was sent or typed; only the title is required.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the same fields as Incident, as text")]
pub struct RawIncident {
    pub title: String,
    pub summary: String,
    pub kind: String,
    pub severity: String,
    pub severity_rationale: String,
    pub potential_severity: String,
    pub potential_rationale: String,
    pub agent_involvement: String,
    pub data_exposure: String,
    pub visibility: String,
    pub started: RawMoment,
    pub detected: RawMoment,
    pub declared: RawMoment,
    pub acknowledged: RawMoment,
    pub contained: RawMoment,
    pub resolved: RawMoment,
    pub commander: String,
    pub scribe: String,
    pub communications: String,
    pub services: Vec<String>,
    pub tags: Vec<String>,
    pub custom_fields: BTreeMap<String, String>,
    /// Each `system:id`.
    pub external_ids: Vec<String>,
}

/// What may be said of an incident while declaring and editing it, apart from its severities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentFields {
    /// What it is called.
    pub title: String,
    /// What happened, in Markdown.
    pub summary: String,
    /// What sort of thing it is.
    pub kind: IncidentKind,
    /// Which part AI agents had in it.
    pub agent_involvement: AgentInvolvement,
    /// Whether data was exposed.
    pub data_exposure: DataExposure,
    /// Who may see it.
    pub visibility: Visibility,
    /// When each station was reached.
    pub milestones: Milestones,
    /// The commander, by name or e-mail address.
    pub commander: Option<String>,
    /// The scribe, by name or e-mail address.
    pub scribe: Option<String>,
    /// Who speaks for the response, by name or e-mail address.
    pub communications: Option<String>,
    /// The services it touched.
    pub services: Vec<String>,
    /// Free words to find it by.
    pub tags: Vec<String>,
    /// What else this installation records, by field name.
    pub custom_fields: BTreeMap<String, String>,
    /// Its names in other systems.
    pub external_ids: Vec<ExternalId>,
}

impl IncidentFields {
    /// Reads the fields.
    pub fn parse(raw: &RawIncident) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let fields = Self::read(&mut check, raw);
        check.finish(fields)
    }

    /// Who holds a role, as far as the fields name it.
    pub fn person(&self, role: PersonRole) -> Option<&str> {
        match role {
            PersonRole::Commander => self.commander.as_deref(),
            PersonRole::Scribe => self.scribe.as_deref(),
            PersonRole::Communications => self.communications.as_deref(),
            PersonRole::Other => None,
        }
    }

    fn read(check: &mut Checker, raw: &RawIncident) -> Self {
        Self {
            title: check.line("title", &raw.title),
            summary: check.text("summary", &raw.summary),
            kind: check.word_or("kind", &raw.kind, IncidentKind::Incident),
            agent_involvement: check.word_or(
                "agent_involvement",
                &raw.agent_involvement,
                AgentInvolvement::None,
            ),
            data_exposure: check.word_or("data_exposure", &raw.data_exposure, DataExposure::None),
            visibility: check.word_or("visibility", &raw.visibility, Visibility::Open),
            milestones: read_milestones(check, raw),
            commander: check.optional_line("commander", &raw.commander),
            scribe: check.optional_line("scribe", &raw.scribe),
            communications: check.optional_line("communications", &raw.communications),
            services: check.list("services", &raw.services),
            tags: check.list("tags", &raw.tags),
            custom_fields: read_custom_fields(check, &raw.custom_fields),
            external_ids: read_external_ids(check, &raw.external_ids),
        }
    }
}

fn read_milestones(check: &mut Checker, raw: &RawIncident) -> Milestones {
    let mut milestones = Milestones::default();
    for milestone in Milestone::ALL {
        let raw = match milestone {
            Milestone::Started => &raw.started,
            Milestone::Detected => &raw.detected,
            Milestone::Declared => &raw.declared,
            Milestone::Acknowledged => &raw.acknowledged,
            Milestone::Contained => &raw.contained,
            Milestone::Resolved => &raw.resolved,
        };
        *milestones.get_mut(*milestone) = raw.parse(check, milestone.as_str());
    }
    milestones
}

fn read_custom_fields(
    check: &mut Checker,
    raw: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    if raw.len() > CUSTOM_MAX {
        check
            .error("custom_fields", format!("There are {}; the limit is {CUSTOM_MAX}.", raw.len()));
    }
    let mut fields = BTreeMap::new();
    for (name, value) in raw {
        let name = check.line("custom_fields", name);
        if let Some(value) = check.optional_line(&format!("custom_fields.{name}"), value) {
            fields.insert(name, value);
        }
    }
    fields
}

fn read_external_ids(check: &mut Checker, raw: &[String]) -> Vec<ExternalId> {
    let mut ids = Vec::new();
    for name in check.list("external_ids", raw) {
        match name.split_once(':').map(|(system, id)| (system.trim(), id.trim())) {
            Some((system, id)) if !system.is_empty() && !id.is_empty() => {
                ids.push(ExternalId { system: system.to_owned(), id: id.to_owned() });
            }
            _ => check.error("external_ids", "Write each as system:id, like pagerduty:PT4KHLK."),
        }
    }
    ids
}

/// The command to declare an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclareIncident {
    /// What is said of it.
    pub fields: IncidentFields,
    /// How bad it was, if that is said already.
    pub severity: Option<Severity>,
    /// Why; may be blank for now, which the postmortem check then names.
    pub severity_rationale: String,
    /// How bad it could have been, if that is said already.
    pub potential_severity: Option<Severity>,
    /// Why; may be blank for now.
    pub potential_rationale: String,
}

impl DeclareIncident {
    /// Reads a declaration.
    pub fn parse(raw: &RawIncident) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let fields = IncidentFields::read(&mut check, raw);
        let severity = parse_severity(&mut check, "severity", &raw.severity);
        let potential = parse_severity(&mut check, "potential_severity", &raw.potential_severity);
        let declared = Self {
            fields,
            severity,
            severity_rationale: rationale(
                &mut check,
                "severity_rationale",
                &raw.severity_rationale,
            ),
            potential_severity: potential,
            potential_rationale: rationale(
                &mut check,
                "potential_rationale",
                &raw.potential_rationale,
            ),
        };
        check.finish(declared)
    }
}

/// A rationale that may be left for later, but not be given in a word.
fn rationale(check: &mut Checker, field: &str, raw: &str) -> String {
    if raw.trim().is_empty() { String::new() } else { check.reason(field, raw, RATIONALE_MIN) }
}

/// The command to edit an incident; status and severity have their own commands, with reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditIncident {
    /// What is said of it from now on.
    pub fields: IncidentFields,
}

impl EditIncident {
    /// Reads an edit; a severity that differs from the current one is sent to where it may be
    /// changed.
    pub fn parse(raw: &RawIncident, current: &Incident) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let fields = IncidentFields::read(&mut check, raw);
        for (field, raw, current) in [
            ("severity", &raw.severity, current.severity),
            ("potential_severity", &raw.potential_severity, current.potential_severity),
        ] {
            if let Some(severity) = parse_severity(&mut check, field, raw)
                && Some(severity) != current
            {
                check.error(field, "A severity is changed on its own, with a rationale.");
            }
        }
        for (field, raw, current) in [
            ("severity_rationale", &raw.severity_rationale, &current.severity_rationale),
            ("potential_rationale", &raw.potential_rationale, &current.potential_rationale),
        ] {
            let raw = raw.trim();
            if !raw.is_empty() && Some(raw) != current.as_deref().map(str::trim) {
                check.error(field, "A rationale is given with a change of severity, and kept.");
            }
        }
        check.finish(Self { fields })
    }
}

impl From<&Incident> for RawIncident {
    fn from(incident: &Incident) -> Self {
        let severity =
            |severity: Option<Severity>| severity.map(|s| s.to_string()).unwrap_or_default();
        let person = |role| incident.person(role).map(|p| p.name.clone()).unwrap_or_default();
        let milestones = &incident.milestones;
        Self {
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            kind: incident.kind.to_string(),
            severity: severity(incident.severity),
            severity_rationale: incident.severity_rationale.clone().unwrap_or_default(),
            potential_severity: severity(incident.potential_severity),
            potential_rationale: incident.potential_rationale.clone().unwrap_or_default(),
            agent_involvement: incident.agent_involvement.to_string(),
            data_exposure: incident.data_exposure.to_string(),
            visibility: incident.visibility.to_string(),
            started: (&milestones.started).into(),
            detected: (&milestones.detected).into(),
            declared: (&milestones.declared).into(),
            acknowledged: (&milestones.acknowledged).into(),
            contained: (&milestones.contained).into(),
            resolved: (&milestones.resolved).into(),
            commander: person(PersonRole::Commander),
            scribe: person(PersonRole::Scribe),
            communications: person(PersonRole::Communications),
            services: incident.services.clone(),
            tags: incident.tags.clone(),
            custom_fields: incident.custom_fields.clone(),
            external_ids: incident.external_ids.iter().map(ToString::to_string).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_all_that_a_declaration_needs() {
        let raw = RawIncident { title: "Agent posted wrong advice".into(), ..Default::default() };
        let declared = DeclareIncident::parse(&raw).unwrap();
        assert_eq!(declared.severity, None);
        assert_eq!(declared.fields.milestones, Milestones::default());
        assert!(DeclareIncident::parse(&RawIncident::default()).is_err());
    }

    #[test]
    fn everything_wrong_is_named_at_once_by_its_field() {
        let raw = RawIncident {
            kind: "accident".into(),
            severity: "bad".into(),
            severity_rationale: "because".into(),
            started: RawMoment { at: "0000-01-01".into(), ..Default::default() },
            external_ids: vec!["PT4KHLK".into()],
            ..Default::default()
        };
        let invalid = DeclareIncident::parse(&raw).unwrap_err();
        let fields: Vec<_> = invalid.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            ["title", "kind", "started.at", "external_ids", "severity", "severity_rationale"]
        );
    }
}
