//! Relations and findings of an incident: rewriting, retracting, judging and dismissing them.

use app::domain::Invalid;
use app::domain::permission::Viewer;
use app::domain::recurrence::{
    Finding, JudgeRecurrence, RawFinding, RawRelation, RelateIncident, Verdict,
};
use app::domain::reference::{IncidentRef, RemediationRef};
use app::pages::analysis::RelationPage;
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::analysis::{RawRetraction, finish, reason};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, findings, incidents, relations};

type Writer = Require<right::WriteAnalysis>;

async fn relation_page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<RelationPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?.number;
    let row = relations::get(&state.db, viewer, reference, id).await?;
    let raw = RawRelation {
        kind: row.kind.to_string(),
        to: format!("INC-{}", row.other.number),
        remediation: row.remediation.map(|number| format!("REM-{number}")).unwrap_or_default(),
        rationale: row.rationale,
    };
    let edit = Sent { raw, ..Sent::default() };
    Ok(RelationPage { incident, id, version: row.version, edit, retract: Sent::default() })
}

/// `GET /incidents/{incident}/relations/{id}`
pub async fn edit_relation(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let page = relation_page(&state, &who.viewer, &reference, id).await?;
    Ok(frame.show(StatusCode::OK, page))
}

/// `POST /incidents/{incident}/relations/{id}`
pub async fn update_relation(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawRelation>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = relation_page(&state, viewer, &reference, id).await?;
    let done = match RelateIncident::parse(raw.clone()) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            relations::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(_) => Ok(frame.redirect(&section(page.incident), "Saved.")),
        Err(Ok(invalid)) => {
            page.edit = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/relations/{id}/retract`
pub async fn retract_relation(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let mut page = relation_page(&state, viewer, &reference, id).await?;
    let done = match reason(&raw) {
        Ok(reason) => store::write(&state.db, who.by(&state), async |tx| {
            relations::retract(&tx, viewer, &reference, id, &reason).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(()) => Ok(frame.redirect(&section(page.incident), "Retracted.")),
        Err(Ok(invalid)) => {
            page.retract = Sent::new(raw.reason, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

fn section(incident: impl std::fmt::Display) -> String {
    format!("{}#recurrence", paths::incident(incident))
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
    let said = RawFinding { later: reference.to_string(), ..raw.clone() };
    let done = match JudgeRecurrence::parse(said) {
        Ok(command) => store::write(&state.db, who.by(&state), async |tx| {
            findings::judge(&tx, viewer, &command, &[]).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| page.recurrence.judge = Sent::new(raw, invalid);
    finish(&state, &frame, viewer, &reference, ("recurrence", "Recorded."), done, fail).await
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
pub async fn confirm_finding(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw: Confirm {} }: VersionedForm<Confirm>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let before = finding(&state, viewer, &reference, id).await?;
    let command = again(&before, Verdict::Confirmed, before.rationale.clone());
    let done = store::write(&state.db, who.by(&state), async |tx| {
        findings::edit(&tx, viewer, id, &command, version).await
    })
    .await
    .map_err(Error::from);
    let fail = |page: &mut IncidentPage, invalid: Invalid| page.recurrence.judge.invalid = invalid;
    finish(&state, &frame, viewer, &reference, ("recurrence", "Confirmed."), done, fail).await
}

/// `POST /incidents/{incident}/findings/{id}/dismiss`: rejected, with the reason.
pub async fn dismiss_finding(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let before = finding(&state, viewer, &reference, id).await?;
    let done = match reason(&raw) {
        Ok(reason) => {
            let command = again(&before, Verdict::Rejected, reason);
            store::write(&state.db, who.by(&state), async |tx| {
                findings::edit(&tx, viewer, id, &command, version).await
            })
            .await
            .map_err(Error::from)
        }
        Err(invalid) => Err(invalid.into()),
    };
    let fail = |page: &mut IncidentPage, invalid| {
        page.recurrence.dismiss = (Some(id), Sent::new(raw.reason, invalid));
    };
    finish(&state, &frame, viewer, &reference, ("recurrence", "Dismissed."), done, fail).await
}
