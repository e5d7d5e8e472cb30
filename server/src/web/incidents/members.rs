//! Who may see a restricted incident.

use app::domain::Invalid;
use app::domain::account::UserRef;
use app::domain::reference::IncidentRef;
use app::pages::incident::members::RawMember;
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
use crate::store::{self, incidents};

type Manager = Require<right::ManageMembers>;

/// `POST /incidents/{incident}/members`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Manager,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawMember>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = add_one(&state, &who, &reference, &raw.user).await;
    let there = |member: incidents::Member| {
        let news = format!("{} can see {number} now.", member.person.name);
        (paths::incident_section(number, "members"), news)
    };
    let refill = |page: &mut IncidentPage, trouble| page.members.add = Sent::new(raw, trouble);
    frame.answer(done, there, load(&state, viewer, &reference), refill).await
}

/// Adds a member; the API does the same.
pub(crate) async fn add_one(
    state: &AppState,
    who: &Manager,
    reference: &IncidentRef,
    user: &str,
) -> Result<incidents::Member> {
    let user = UserRef::parse(user).map_err(|message| Invalid::one("user", message))?;
    let (viewer, by) = (&who.viewer, who.by(state));
    let added = store::write(&state.db, by, async |tx| {
        incidents::add_member(&tx, viewer, reference, &user).await
    });
    Ok(added.await?)
}

/// `POST /incidents/{incident}/members/{id}`: takes the member off.
pub async fn remove(
    State(state): State<AppState>,
    frame: Frame,
    who: Manager,
    Path((reference, user)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        incidents::remove_member(&tx, viewer, &reference, user).await
    })
    .await?;
    Ok(frame.redirect(&paths::incident_section(incident.number, "members"), "Taken off."))
}
