//! Editing an incident, two at once without loss.

use app::domain::incident::{EditIncident, Incident, RawIncident};
use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::pages::edit_incident::{EditIncidentPage, differences, form_of};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, incidents};

type Editor = Require<right::EditIncident>;

/// `GET /incidents/{incident}/edit`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Editor,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let incident = incidents::get(&state.db, &who.viewer, &reference).await?;
    let form = form_of(&incident);
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &incident, form).await?))
}

/// `POST /incidents/{incident}/edit`; a stale version answers with both versions side by side.
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Editor,
    Path(reference): Path<IncidentRef>,
    VersionedForm { version, raw }: VersionedForm<RawIncident>,
) -> Result<Response> {
    let before = incidents::get(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match EditIncident::parse(&raw, &before) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            incidents::edit(&tx, viewer, &reference, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done {
        Ok(incident) => Ok(frame.redirect(&paths::incident(incident.number), "Saved.")),
        Err(Error::Stale(_)) => {
            let now = incidents::get(&state.db, viewer, &reference).await?;
            let mut page = page(&state, viewer, &now, raw.clone()).await?;
            page.differences = Some(differences(&raw, &form_of(&now)));
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => {
            let invalid = error.into_invalid()?;
            let mut page = page(&state, viewer, &before, raw).await?;
            page.version = version.unwrap_or(page.version);
            page.invalid = invalid;
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    incident: &Incident,
    form: RawIncident,
) -> Result<EditIncidentPage> {
    Ok(EditIncidentPage {
        people: incidents::known_names(&state.db).await?,
        services: incidents::services_named(&state.db, viewer).await?,
        restricts: viewer.may(Right::ManageMembers),
        ..EditIncidentPage::new(incident.number, incident.version, form)
    })
}
