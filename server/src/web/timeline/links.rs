//! Drawing, changing and retracting links.

use app::domain::Invalid;
use app::domain::incident::IncidentNumber;
use app::domain::link::{AddLink, Link, LinkFields, RawLink};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use app::pages::link::{LinkPage, NewLinkPage};
use app::pages::sent::{Edit, Sent};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::to_choose;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, Tx, incidents, links};
use crate::web::rows::{Place, Row};

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

/// The links between the events of an incident.
pub struct Links;

impl Row for Links {
    type Right = right::WriteTimeline;
    type Raw = RawLink;
    type Command = LinkFields;
    type Stored = Link;
    type Page = LinkPage;
    const SAVED: &str = "Saved the link.";
    const RETRACTED: &str = "Retracted the link.";

    fn parse(raw: RawLink) -> Result<LinkFields, Invalid> {
        LinkFields::parse(&raw)
    }

    async fn page(
        state: &AppState,
        viewer: &Viewer,
        (reference, id): Place<'_>,
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

    fn forms(page: &mut LinkPage) -> (&mut Edit<RawLink>, &mut Sent<String>) {
        (&mut page.edit, &mut page.retract)
    }

    async fn change(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        command: &LinkFields,
        version: Option<i32>,
    ) -> store::Result<Link> {
        links::edit(tx, viewer, reference, id, command, version).await
    }

    async fn retract(
        tx: &Tx,
        viewer: &Viewer,
        (reference, id): Place<'_>,
        reason: &str,
    ) -> store::Result<()> {
        links::retract(tx, viewer, reference, id, reason, None).await
    }

    fn seen_at(incident: IncidentNumber, row: Option<&Link>) -> String {
        match row {
            Some(link) => paths::event(incident, link.from),
            None => paths::incident_section(incident, "timeline"),
        }
    }
}
