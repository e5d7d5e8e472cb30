//! The families that an incident is in, from its page.

use app::domain::Invalid;
use app::domain::permission::Viewer;
use app::domain::recurrence::{LeaveFamily, NameFamily, RawFamily};
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::incident::recurrence::RawJoin;
use app::pages::incident::{IncidentPage, Sent};
use app::paths;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::load;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, PageRequest, families, incidents};

type Writer = Require<right::WriteAnalysis>;

/// `POST /incidents/{incident}/families`: joins the family of this name, made if there is none.
pub async fn join(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawJoin>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let known = all_families(&state, viewer).await?;
    let named = |name: &str| known.iter().find(|(_, known)| known == name).map(|(id, _)| *id);
    let done = who.write(&state, parse(&reference, &raw), async |tx, command| {
        match named(&command.name) {
            Some(id) => families::join(&tx, viewer, id, &reference).await,
            None => families::create(&tx, viewer, &command).await,
        }
    });
    let refill = |page: &mut IncidentPage, trouble| page.recurrence.join = Sent::new(raw, trouble);
    let there = |_| (paths::incident_section(number, "recurrence"), "Joined.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}

fn parse(reference: &IncidentRef, raw: &RawJoin) -> Result<NameFamily, Invalid> {
    let (name, incidents) = (raw.name.clone(), vec![reference.to_string()]);
    NameFamily::parse(RawFamily { name, incidents, ..RawFamily::default() })
}

/// The id and name of the families that the viewer may see.
pub(super) async fn all_families(state: &AppState, viewer: &Viewer) -> Result<Vec<(Uuid, String)>> {
    let request = PageRequest { limit: store::page::MOST, after: None };
    let page = families::page(&state.db, viewer, &request).await?;
    Ok(page.items.into_iter().map(|family| (family.id, family.name)).collect())
}

/// `POST /incidents/{incident}/families/{id}/leave`
pub async fn leave(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, LeaveFamily::parse(&raw.reason), async |tx, command| {
        families::leave(&tx, viewer, id, &reference, &command).await
    });
    let refill = |page: &mut IncidentPage, trouble| {
        page.recurrence.leave = (Some(id), Sent::new(raw.reason, trouble));
    };
    let there = |()| (paths::incident_section(number, "recurrence"), "It has left the family.");
    frame.answer(done.await, there, load(&state, viewer, &reference), refill).await
}
