//! Drawing, changing and removing links.

use app::domain::link::{AddLink, LinkFields, RawLink};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::incident::Sent;
use app::pages::incident::timeline::event_choices;
use app::pages::link::LinkPage;
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::events::Filter;
use crate::store::{self, events, incidents, links};
use crate::web::incidents::load;

type Writer = Require<right::WriteTimeline>;

/// `POST /incidents/{incident}/links`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawLink>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match AddLink::parse(&raw) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            links::add(&tx, viewer, &reference, &command).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(link) => {
            let news = format!("Linked E{} to E{}.", link.from, link.to);
            Ok(frame.redirect(&paths::event(incident.number, link.from), &news))
        }
        Err(Ok(invalid)) => {
            let mut page = load(&state, viewer, &reference).await?;
            page.timeline.link = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<LinkPage> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let link = links::get(&state.db, viewer, reference, id).await?;
    let events = events::timeline(&state.db, incident.id, &Filter::default()).await?;
    Ok(LinkPage {
        incident: incident.number,
        id,
        version: link.version,
        form: Sent { raw: RawLink::from(&link), ..Sent::default() },
        events: event_choices(&events),
    })
}

/// `GET /incidents/{incident}/links/{id}`
pub async fn edit(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, page(&state, &who.viewer, &reference, id).await?))
}

/// `POST /incidents/{incident}/links/{id}`
pub async fn update(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    VersionedForm { version, raw }: VersionedForm<RawLink>,
) -> Result<Response> {
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = match LinkFields::parse(&raw) {
        Ok(command) => store::write(&state.db, by, async |tx| {
            links::edit(&tx, viewer, &reference, id, &command, version).await
        })
        .await
        .map_err(Error::from),
        Err(invalid) => Err(invalid.into()),
    };
    match done.map_err(Error::into_invalid) {
        Ok(link) => Ok(frame.redirect(&paths::event(page.incident, link.from), "Saved the link.")),
        Err(Ok(invalid)) => {
            page.form = Sent::new(raw, invalid);
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}

/// `POST /incidents/{incident}/links/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let mut page = page(&state, &who.viewer, &reference, id).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let done = store::write(&state.db, by, async |tx| {
        links::retract(&tx, viewer, &reference, id, "", None).await
    })
    .await;
    match done.map_err(Error::from).map_err(Error::into_invalid) {
        Ok(()) => {
            let path = format!("{}#timeline", paths::incident(page.incident));
            Ok(frame.redirect(&path, "Removed the link."))
        }
        Err(Ok(invalid)) => {
            page.form.invalid = invalid;
            Ok(frame.show(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(Err(error)) => Err(error),
    }
}
