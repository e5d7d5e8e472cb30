//! Status, severity and parts in the response: short forms on the incident's page.

use app::domain::Vocabulary;
use app::domain::incident::{ChangeStatus, HandOver, Incident, RawHandOver, RawStatusChange};
use app::domain::reference::IncidentRef;
use app::domain::severity::{ChangeSeverity, RawSeverityChange, severity_label};
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::response::Response;

use super::load;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::incidents;

/// `POST /incidents/{incident}/status`
pub async fn change_status(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ChangeStatus>,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, raw }: VersionedForm<RawStatusChange>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, ChangeStatus::parse(&raw), async |tx, to| {
        incidents::change_status(&tx, viewer, &reference, &to, version).await
    });
    let there = |incident: Incident| {
        let news = format!("The status is now {}.", incident.status.label().to_lowercase());
        (paths::incident(incident.number), news)
    };
    let refill = |page: &mut IncidentPage, trouble| page.head.status = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

/// `POST /incidents/{incident}/severity`
pub async fn change_severity(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ChangeSeverity>,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, mut raw }: VersionedForm<RawSeverityChange>,
) -> Result<Response> {
    // The form's first choice, SEV?, is sent blank.
    if raw.to.is_empty() {
        raw.to = "unset".to_owned();
    }
    let viewer = &who.viewer;
    let done = who.write(&state, ChangeSeverity::parse(&raw), async |tx, to| {
        incidents::change_severity(&tx, viewer, &reference, &to, version).await
    });
    let there = |incident: Incident| (paths::incident(incident.number), severities(&incident));
    let refill = |page: &mut IncidentPage, trouble| page.head.severity = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

fn severities(incident: &Incident) -> String {
    let potential = incident.potential_severity.map(|severity| format!(", potentially {severity}"));
    format!("It is now {}{}.", severity_label(incident.severity), potential.unwrap_or_default())
}

/// `POST /incidents/{incident}/people`
pub async fn hand_over(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ManagePeople>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawHandOver>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let done = who.write(&state, HandOver::parse(&raw), async |tx, part| {
        incidents::hand_over(&tx, viewer, &reference, &part, None).await
    });
    let there =
        |incident: Incident| (paths::incident_section(incident.number, "people"), "Handed over.");
    let refill = |page: &mut IncidentPage, trouble| page.people.hand_over = Sent::new(raw, trouble);
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}
