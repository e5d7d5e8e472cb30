//! Drawing, changing and retracting links.

use app::domain::link::{AddLink, Link, LinkFields, RawLink};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::domain::timeline::RawRetraction;
use app::pages::link::{LinkPage, NewLinkPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::to_choose;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query, VersionedForm};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{incidents, links};
use crate::web::incidents::reason;

type Writer = Require<right::WriteTimeline>;

async fn blank(state: &AppState, viewer: &Viewer, reference: &IncidentRef) -> Result<NewLinkPage> {
    let (incident, events) = to_choose(state, viewer, reference).await?;
    Ok(NewLinkPage { incident, sent: Sent::default(), events })
}

/// `GET /incidents/{incident}/links/new`, with `from` and `to` where they are known.
pub async fn new(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Query(raw): Query<RawLink>,
) -> Result<Response> {
    let page = blank(&state, &who.viewer, &reference).await?;
    Ok(frame.show(StatusCode::OK, NewLinkPage { sent: Sent::blank(raw), ..page }))
}

/// `POST /incidents/{incident}/links`
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Form(raw): Form<RawLink>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, AddLink::parse(&raw), async |tx, command| {
        links::add(&tx, viewer, &reference, &command).await
    });
    let there = |link: Link| {
        let news = format!("Linked E{} to E{}.", link.from, link.to);
        (paths::event(number, link.from), news)
    };
    let refill = |page: &mut NewLinkPage, trouble| page.sent = Sent::new(raw, trouble);
    frame.answer(done.await, there, blank(&state, viewer, &reference), refill).await
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    id: Uuid,
) -> Result<LinkPage> {
    let (incident, events) = to_choose(state, viewer, reference).await?;
    let link = links::get(&state.db, viewer, reference, id).await?;
    Ok(LinkPage {
        incident,
        id,
        edit: Edit::of(RawLink::from(&link), link.version),
        retract: Sent::default(),
        events,
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
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, LinkFields::parse(&raw), async |tx, command| {
        links::edit(&tx, viewer, &reference, id, &command, version).await
    });
    let there = |link: Link| (paths::event(number, link.from), "Saved the link.");
    let refill = |page: &mut LinkPage, trouble| page.edit.again(raw, version, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, id), refill).await
}

/// `POST /incidents/{incident}/links/{id}/retract`
pub async fn retract(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Form(raw): Form<RawRetraction>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let number = incidents::brief(&state.db, viewer, &reference).await?.number;
    let done = who.write(&state, reason(&raw), async |tx, reason| {
        links::retract(&tx, viewer, &reference, id, &reason, None).await
    });
    let there = |()| (paths::incident_section(number, "timeline"), "Retracted the link.");
    let refill = |page: &mut LinkPage, trouble| page.retract = Sent::new(raw.reason, trouble);
    frame.answer(done.await, there, page(&state, viewer, &reference, id), refill).await
}
