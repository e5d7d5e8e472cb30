//! Everything that is recorded of one incident, loaded at once: what its postmortem is made from
//! and held against, and what an export holds.

use app::domain::authority::{self, Act};
use app::domain::claim::Claim;
use app::domain::control::IncidentControl;
use app::domain::durations::Durations;
use app::domain::exposure::Exposure;
use app::domain::factor::Factor;
use app::domain::finder::{self, Judged};
use app::domain::incident::Incident;
use app::domain::link::Link;
use app::domain::permission::Viewer;
use app::domain::postmortem::{
    DraftFacts, Postmortem, PublishFacts, PublishFinding, Record, first_draft, publish_check,
};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::Remediation;
use app::domain::timeline::Event;
use serde::Serialize;
use uuid::Uuid;

use crate::store::{
    Read, Result, claims, controls, dismissals, events, factors, incidents, links, remediations,
};

/// The record of an incident, as far as its reader may see it.
#[derive(Clone, Debug, Serialize)]
pub struct Loaded {
    /// The incident.
    pub incident: Incident,
    /// How long things took.
    pub durations: Durations,
    /// The timeline.
    pub events: Vec<Event>,
    /// The links between events.
    pub links: Vec<Link>,
    /// The exposure ledger.
    pub exposures: Vec<Exposure>,
    /// The contributing factors.
    pub factors: Vec<Factor>,
    /// The controls that mattered.
    pub controls: Vec<IncidentControl>,
    /// The remediations.
    pub remediations: Vec<Remediation>,
    /// The claims.
    pub claims: Vec<Claim>,
}

/// An incident has a handful of them, and only a text or an export wants them whole.
async fn whole_remediations(
    db: &impl Read,
    viewer: &Viewer,
    incident: Uuid,
) -> Result<Vec<Remediation>> {
    let mut whole = Vec::new();
    for summary in remediations::of_incident(db, viewer, incident).await? {
        whole.push(remediations::get(db, viewer, &RemediationRef::Number(summary.number)).await?);
    }
    Ok(whole)
}

/// What agents said and did in an incident that the caller has already looked up, each with the
/// authority it had; of the record only the timeline and its links are read for it.
pub async fn authority(db: &impl Read, incident: Uuid) -> Result<Vec<Act>> {
    let events = events::timeline(db, incident, &events::Filter::default()).await?;
    Ok(authority::record(&events, &links::standing(db, incident).await?))
}

/// What the finder notices in an incident, each with the word that dismisses it; of the record only
/// what its rules read is loaded.
pub async fn notices(
    db: &impl Read,
    viewer: &Viewer,
    reference: &IncidentRef,
) -> Result<(Incident, Vec<Judged>)> {
    let incident = incidents::get(db, viewer, reference).await?;
    let exposures = incidents::exposures(db, viewer, reference).await?;
    let found = finder::find(&finder::Facts {
        incident: &incident,
        durations: &incidents::durations(db, &incident, &exposures).await?,
        events: &events::timeline(db, incident.id, &events::Filter::default()).await?,
        links: &links::standing(db, incident.id).await?,
        claims: &claims::of_incident(db, incident.id).await?,
    });
    let dismissed = dismissals::of_incident(db, incident.id).await?;
    Ok((incident, finder::judge(found, &dismissed)))
}

impl Loaded {
    /// Loads the record of an incident that `viewer` may see.
    pub async fn of(db: &impl Read, viewer: &Viewer, reference: &IncidentRef) -> Result<Self> {
        let incident = incidents::get(db, viewer, reference).await?;
        let exposures = incidents::exposures(db, viewer, reference).await?;
        let durations = incidents::durations(db, &incident, &exposures).await?;
        Ok(Self {
            events: events::timeline(db, incident.id, &events::Filter::default()).await?,
            links: links::standing(db, incident.id).await?,
            claims: claims::of_incident(db, incident.id).await?,
            factors: factors::of(db, incident.id).await?,
            controls: controls::of(db, incident.id).await?,
            remediations: whole_remediations(db, viewer, incident.id).await?,
            incident,
            durations,
            exposures,
        })
    }

    fn record(&self) -> Record<'_> {
        Record {
            incident: &self.incident,
            durations: &self.durations,
            events: &self.events,
            links: &self.links,
            exposures: &self.exposures,
            factors: &self.factors,
            controls: &self.controls,
            remediations: &self.remediations,
            claims: &self.claims,
        }
    }

    /// What the publish check says of `postmortem`.
    pub fn check(&self, postmortem: &Postmortem) -> Vec<PublishFinding> {
        publish_check(&PublishFacts::of(self.record(), postmortem))
    }

    /// The first draft: each sentence from the record, with its citation.
    pub fn draft(&self) -> String {
        first_draft(&DraftFacts::of(self.record()))
    }
}
