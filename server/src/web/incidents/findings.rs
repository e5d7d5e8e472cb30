//! Whether an incident repeats an earlier one: judging it, confirming it, dismissing it.

use app::domain::permission::Viewer;
use app::domain::recurrence::{Finding, JudgeRecurrence, RawFinding, Verdict};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::timeline::RawRetraction;
use app::pages::incident::{IncidentPage, Sent};
use app::pages::sent::Trouble;
use app::paths;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::load;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, findings, incidents};
use crate::web::rows::reason;

type Writer = Require<right::WriteAnalysis>;

fn section(incident: impl std::fmt::Display) -> String {
    paths::incident_section(incident, "recurrence")
}

/// `POST /incidents/{incident}/findings`: this incident repeats an earlier one.
pub async fn judge(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawFinding>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let said = RawFinding { later: reference.to_string(), ..raw.clone() };
    let done = who.write(&state, JudgeRecurrence::parse(said), async |tx, command| {
        findings::judge(&tx, viewer, &command, &[]).await
    });
    let refill = |page: &mut IncidentPage, trouble| page.recurrence.judge = Sent::new(raw, trouble);
    let there = |_| (section(number), "Recorded.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

/// The finding, if it is one of this incident.
async fn finding(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<Finding> {
    let incident = incidents::brief(&state.db, viewer, reference).await?.number.0;
    let finding = findings::get(&state.db, viewer, id).await?;
    let ends = [Some(finding.later.number), finding.earlier.as_ref().map(|line| line.number)];
    if ends.contains(&Some(incident)) { Ok(finding) } else { Err(Error::NotFound) }
}

/// The same judgement with another verdict.
fn again(finding: &Finding, verdict: Verdict, rationale: String) -> JudgeRecurrence {
    JudgeRecurrence {
        later: IncidentRef::Number(finding.later.number),
        earlier: finding.earlier.as_ref().map(|line| IncidentRef::Number(line.number)),
        remediation: finding.remediation.map(RemediationRef::Number),
        verdict,
        rationale,
        facts: finding.facts,
    }
}

/// Confirming says nothing more than that.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub struct Confirm {}

/// `POST /incidents/{incident}/findings/{id}/confirm`
pub async fn confirm(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw: Confirm {} }: VersionedForm<Confirm>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let before = finding(&state, viewer, &reference, id).await?;
    let command = again(&before, Verdict::Confirmed, before.rationale.clone());
    let done = store::write(&state.db, who.by(&state), async |tx| {
        findings::edit(&tx, viewer, id, &command, version).await
    });
    let done = done.await.map_err(Error::from);
    let refill = |page: &mut IncidentPage, trouble: Trouble| {
        page.recurrence.judge.invalid = trouble.into();
    };
    let there = |_| (section(number), "Confirmed.");
    frame.answer(done, there, load(&state, viewer, &reference), refill).await
}

/// `POST /incidents/{incident}/findings/{id}/dismiss`: rejected, with the reason.
pub async fn dismiss(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let before = finding(&state, viewer, &reference, id).await?;
    let done = who.write(&state, reason(&raw), async |tx, reason| {
        let command = again(&before, Verdict::Rejected, reason);
        findings::edit(&tx, viewer, id, &command, version).await
    });
    let refill = |page: &mut IncidentPage, trouble| {
        page.recurrence.dismiss = (Some(id), Sent::new(raw.reason, trouble));
    };
    let there = |_| (section(number), "Dismissed.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}
