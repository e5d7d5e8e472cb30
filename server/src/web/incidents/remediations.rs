//! A remediation that exists serves this incident too.

use app::domain::Invalid;
use app::domain::reference::{IncidentRef, RemediationRef};
use app::domain::remediation::{RawServe, ServeIncident};
use app::pages::incident::remediations::RawAttach;
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::response::Response;

use super::load;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{Error, incidents, remediations};

/// `POST /incidents/{incident}/remediations`
pub async fn attach(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteRemediation>,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawAttach>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, parse(&reference, &raw), async |tx, (it, command)| {
        match remediations::attach(&tx, viewer, &it, &command).await {
            Err(Error::NotFound) => Err(unknown(&it).into()),
            done => done,
        }
    });
    let refill =
        |page: &mut IncidentPage, trouble| page.remediations.attach = Sent::new(raw, trouble);
    let there = |_| (paths::incident_section(number, "remediations"), "Attached.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

fn unknown(it: &RemediationRef) -> Invalid {
    Invalid::one("remediation", format!("There is no {it}."))
}

fn parse(
    incident: &IncidentRef,
    raw: &RawAttach,
) -> Result<(RemediationRef, ServeIncident), Invalid> {
    let it = RemediationRef::parse(&raw.remediation)
        .map_err(|message| Invalid::one("remediation", message))?;
    let raw =
        RawServe { incident: incident.to_string(), why: raw.why.clone(), ..RawServe::default() };
    Ok((it, ServeIncident::parse(raw)?))
}
