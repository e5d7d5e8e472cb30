//! The record of an incident, as the publish check and the first draft look at it.

use super::{
    CheckedFactor, CheckedOutput, CheckedRemediation, DraftControl, DraftEvent, DraftFactor,
    DraftFacts, DraftRemediation, Postmortem, PublishFacts, ReviewOutcome,
};
use crate::domain::{
    Vocabulary,
    claim::{Claim, open_questions},
    control::IncidentControl,
    durations::{DurationState, Durations},
    exposure::Exposure,
    factor::Factor,
    incident::{Incident, Milestone},
    link::{Link, LinkKind},
    remediation::Remediation,
    timeline::{Audience, Event},
};

/// Everything recorded about an incident that its postmortem is made from and held against.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// How long things took.
    pub durations: &'a Durations,
    /// The timeline, in its order; retracted events are passed over.
    pub events: &'a [Event],
    /// The links between events.
    pub links: &'a [Link],
    /// The exposure ledger.
    pub exposures: &'a [Exposure],
    /// The contributing factors.
    pub factors: &'a [Factor],
    /// The controls that mattered.
    pub controls: &'a [IncidentControl],
    /// The remediations.
    pub remediations: &'a [Remediation],
    /// The claims.
    pub claims: &'a [Claim],
}

impl<'a> Record<'a> {
    fn standing(&self) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(|event| !event.retracted)
    }
}

impl PublishFacts {
    /// What the check is made from: the record, and the postmortem that is to be published.
    pub fn of(record: Record<'_>, postmortem: &Postmortem) -> Self {
        let rationale = record.incident.severity_rationale.as_deref().unwrap_or_default();
        let contradictions = record.links.iter().filter(|link| link.kind == LinkKind::Contradicts);
        let questions = open_questions(record.claims);
        Self {
            has_severity: record.incident.severity.is_some(),
            has_severity_rationale: !rationale.trim().is_empty(),
            events: record.standing().count(),
            approvals_without_outcome: postmortem
                .reviews
                .iter()
                .filter(|review| review.required && review.outcome == ReviewOutcome::Pending)
                .map(|review| review.reviewer.name.clone())
                .collect(),
            factors: record.factors.iter().map(CheckedFactor::from).collect(),
            remediations: record.remediations.iter().map(CheckedRemediation::from).collect(),
            outputs: record.standing().filter_map(checked_output).collect(),
            contradictions: contradictions.map(|link| (link.from, link.to)).collect(),
            open_questions: questions.iter().map(|(text, _)| (*text).to_owned()).collect(),
            body: postmortem.body.clone(),
        }
    }
}

impl DraftFacts {
    /// What the first draft is made from.
    pub fn of(record: Record<'_>) -> Self {
        let incident = record.incident;
        Self {
            number: incident.number.0,
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            severity: incident.severity.map(|severity| {
                (severity.to_string(), incident.severity_rationale.clone().unwrap_or_default())
            }),
            times: times(record),
            exposures: record.exposures.iter().map(exposure).collect(),
            events: record.standing().map(DraftEvent::from).collect(),
            factors: record.factors.iter().map(DraftFactor::from).collect(),
            controls: record.controls.iter().map(DraftControl::from).collect(),
            remediations: record.remediations.iter().map(DraftRemediation::from).collect(),
            claims: record.claims.to_vec(),
        }
    }
}

/// The milestones that are known and the durations that are recorded.
fn times(record: Record<'_>) -> Vec<(String, String)> {
    let milestones = Milestone::ALL.iter().filter_map(|milestone| {
        let moment = record.incident.milestones.get(*milestone)?;
        Some((milestone.label().to_owned(), moment.label()))
    });
    let durations = record
        .durations
        .all()
        .filter(|(_, state)| matches!(state, DurationState::Recorded(_)))
        .map(|(measure, state)| (measure.label().to_owned(), state.label()));
    milestones.chain(durations).collect()
}

/// A row of the ledger as a sentence.
fn exposure(row: &Exposure) -> String {
    let row = &row.fields;
    let part = |before: &str, said: &Option<String>| {
        said.as_ref().map_or(String::new(), |said| format!("{before}{said}"))
    };
    let window = match (&row.window_start, &row.window_end) {
        (Some(start), Some(end)) => format!(", from {} to {}", start.label(), end.label()),
        (Some(start), None) => format!(", from {}", start.label()),
        (None, Some(end)) => format!(", until {}", end.label()),
        (None, None) => String::new(),
    };
    format!(
        "{}{}{}{window}; access confirmed: {}; left the organisation: {}",
        row.data_class,
        part(" of ", &row.population),
        part(", open to ", &row.unauthorised_audience),
        row.access_confirmed.label().to_lowercase(),
        row.left_organisation.label().to_lowercase()
    )
}

/// An agent's output or action, as far as it is complete.
fn checked_output(event: &Event) -> Option<CheckedOutput> {
    let known = |audience: Option<Audience>| audience.is_some_and(|a| a != Audience::Unknown);
    event.kind.has_agent_output().then(|| CheckedOutput {
        seq: event.seq,
        has_audience: known(event.audience_intended) && known(event.audience_actual),
        has_hash: event.agent_output.as_ref().is_some_and(|output| output.sha256.is_some()),
    })
}

impl From<&Factor> for CheckedFactor {
    fn from(factor: &Factor) -> Self {
        Self { code: factor.code.clone(), group: factor.group }
    }
}

impl From<&Remediation> for CheckedRemediation {
    fn from(remediation: &Remediation) -> Self {
        Self {
            number: remediation.number,
            has_owner: remediation.owner.is_some(),
            has_measure: !remediation.measure.is_blank(),
            strength: remediation.strength,
            given_up: remediation.status.is_given_up(),
        }
    }
}

impl From<&Event> for DraftEvent {
    fn from(event: &Event) -> Self {
        let who = event.actor.as_ref().map(|actor| match &event.on_behalf_of {
            Some(person) => format!("{}, on behalf of {}", actor.name, person.name),
            None => actor.name.clone(),
        });
        Self {
            seq: event.seq,
            kind: event.kind,
            when: event.occurred.bounds().map(|_| event.occurred.label()),
            who,
            text: event.text.clone(),
            pinned: event.pinned,
        }
    }
}

impl From<&Factor> for DraftFactor {
    fn from(factor: &Factor) -> Self {
        Self {
            name: factor.name.clone(),
            scope: factor.scope.clone(),
            role: factor.role,
            known: factor.known,
            note: factor.note.clone(),
            events: factor.events.clone(),
        }
    }
}

impl From<&IncidentControl> for DraftControl {
    fn from(control: &IncidentControl) -> Self {
        Self {
            name: control.name.clone(),
            state: control.state,
            note: control.note.clone(),
            events: control.events.clone(),
        }
    }
}

impl From<&Remediation> for DraftRemediation {
    fn from(remediation: &Remediation) -> Self {
        Self {
            number: remediation.number,
            title: remediation.title.clone(),
            status: remediation.status,
            owner: remediation.owner.as_ref().map(|owner| owner.name.clone()),
            due: remediation.due.map(|day| day.format("%-d %b %Y").to_string()),
            measure: remediation.measure.what.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::postmortem::{first_draft, publish_check};

    fn incident() -> Incident {
        serde_json::from_value(json!({
            "id": "0198f0a0-0000-7000-8000-000000000001", "number": "INC-1", "title": "Wrong advice",
            "summary": "An agent answered in public.", "kind": "incident", "status": "in_review",
            "severity": "SEV1", "severity_rationale": " ", "agent_involvement": "output_acted_on",
            "data_exposure": "confirmed", "visibility": "open", "people": [], "services": [],
            "tags": [], "custom_fields": {}, "external_ids": [], "evidence_hold": false,
            "started": {"at": "2026-03-17T00:00:00Z", "precision": "day"}, "version": 1,
            "created_by": {"id": "0198f0a0-0000-7000-8000-000000000002", "name": "Ada"},
            "created_at": "2026-03-18T00:00:00Z", "updated_at": "2026-03-18T00:00:00Z",
        }))
        .unwrap()
    }

    fn event(seq: i32, kind: &str, retracted: bool) -> Event {
        serde_json::from_value(json!({
            "id": "0198f0a0-0000-7000-8000-000000000003", "seq": seq, "kind": kind,
            "occurred": {"at": "2026-03-17T00:00:00Z", "precision": "day"}, "text": "It replied",
            "actor": {"id": "0198f0a0-0000-7000-8000-000000000004", "kind": "ai_agent", "name": "Helper"},
            "audience_intended": "requester", "audience_actual": "unknown", "confidence": "reported",
            "pinned": false, "recorded_by": "Ada", "recorded_at": "2026-03-18T00:00:00Z",
            "retracted": retracted, "version": 1, "evidence": [],
        }))
        .unwrap()
    }

    fn postmortem() -> Postmortem {
        serde_json::from_value(json!({
            "id": "0198f0a0-0000-7000-8000-000000000005",
            "incident_id": "0198f0a0-0000-7000-8000-000000000001", "status": "in_review",
            "body": "It went rogue.", "body_hash": "aa", "revision": 1,
            "updated_at": "2026-03-18T00:00:00Z", "reviews": [], "version": 1,
        }))
        .unwrap()
    }

    #[test]
    fn the_check_and_the_draft_read_the_record_and_pass_over_what_was_retracted() {
        let incident = incident();
        let events = [event(1, "agent_output", false), event(2, "agent_action", true)];
        let state = DurationState::Pending;
        let durations = Durations {
            detect: state,
            acknowledge: state,
            contain: state,
            resolve: state,
            exposure: state,
            reliance: state,
            latent_error: state,
        };
        let record = Record {
            incident: &incident,
            durations: &durations,
            events: &events,
            links: &[],
            exposures: &[],
            factors: &[],
            controls: &[],
            remediations: &[],
            claims: &[],
        };
        let found = publish_check(&PublishFacts::of(record, &postmortem()));
        let rules: Vec<_> = found.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(
            rules,
            [
                "no-severity-rationale",
                "few-factors",
                "only-weak-remediation",
                "output-incomplete",
                "loaded-words"
            ]
        );
        let draft = first_draft(&DraftFacts::of(record));
        assert!(draft.contains("- **17 Mar 2026**, Helper: It replied (E1)"), "{draft}");
        assert!(!draft.contains("E2"), "{draft}");
        assert!(draft.contains("- Started: 17 Mar 2026"), "{draft}");
    }
}
