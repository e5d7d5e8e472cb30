//! Who may see a restricted incident.

use app::domain::Invalid;
use app::domain::account::UserRef;
use app::domain::reference::IncidentRef;
use app::pages::incident::Sent;
use app::pages::incident::members::RawMember;
use app::paths;
use axum::extract::State;
use axum::response::Response;
use uuid::Uuid;

use super::{change::again, load};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
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
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    match add_one(&state, &who, &reference, &raw.user).await.map_err(Error::into_invalid) {
        Ok(member) => {
            let news = format!("{} can see {} now.", member.person.name, incident.number);
            Ok(frame.redirect(&format!("{}#members", paths::incident(incident.number)), &news))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, &who.viewer, &reference).await?;
            page.members.add = Sent::new(raw, invalid);
            Ok(again(&frame, page))
        }
        Err(Err(error)) => Err(error),
    }
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
    let path = format!("{}#members", paths::incident(incident.number));
    Ok(frame.redirect(&path, "Taken off."))
}
