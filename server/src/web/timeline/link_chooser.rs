//! Choosing a link with the rules at hand: which event, then which kind.

use app::domain::Invalid;
use app::domain::link::{AddLink, Link, LinkGraph, RawLink, choices};
use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef};
use app::domain::timeline::Event;
use app::pages::in_place::About;
use app::pages::link_chooser::{ChooseEventPage, ChooseKindPage, Other, Way};
use app::pages::sent::{Sent, Trouble};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::in_place::{about, undoable};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Form, Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{events, incidents, links};

type Writer = Require<right::WriteTimeline>;
type Place = Path<(IncidentRef, i32)>;

/// How many other events one page offers.
const SHOWN: usize = 60;

/// Which other event.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    to: String,
    q: String,
}

/// Every way to link two events, in both directions; a symmetric kind has one.
fn ways(graph: &LinkGraph, event: &Event, other: &Event) -> Vec<Way> {
    let (here, there) = (event.facts(), other.facts());
    let out = choices(&here, &there, graph).into_iter().map(|choice| (choice, true));
    let back = choices(&there, &here, graph).into_iter();
    let back = back.filter(|choice| !choice.kind.is_symmetric()).map(|choice| (choice, false));
    let way = |(choice, outward): (app::domain::link::Choice, bool)| Way {
        kind: choice.kind,
        outward,
        allowed: choice.allowed,
    };
    out.chain(back).map(way).collect()
}

/// The page for one other event, named as people name it.
async fn kinds(
    state: &AppState,
    viewer: &Viewer,
    reference: &IncidentRef,
    about: About,
    to: &str,
) -> Result<ChooseKindPage> {
    let seq = EventRef::parse_seq(to).map_err(|_| Error::NotFound)?;
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let found = events::these(&state.db, incident.id, &[seq]).await?;
    let standing = |event: &Event| !event.retracted && seq != about.event.seq;
    let event = found.into_iter().find(standing).ok_or(Error::NotFound)?;
    let graph = links::standing_graph(&state.db, incident.id).await?;
    let other = Other { ways: ways(&graph, &about.event, &event), event };
    Ok(ChooseKindPage { about, other, form: Sent::default() })
}

/// `GET /incidents/{incident}/events/{seq}/link`
pub async fn choose(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let about = about(&state, &who.viewer, &reference, seq).await?;
    if !wanted.to.is_empty() {
        let page = kinds(&state, &who.viewer, &reference, about, &wanted.to).await?;
        return Ok(frame.show(StatusCode::OK, page));
    }
    let (db, event) = (&state.db, &about.event);
    let incident = incidents::brief(db, &who.viewer, &reference).await?;
    let graph = links::standing_graph(db, incident.id).await?;
    let (near, more) = events::nearest(db, incident.id, event, &wanted.q, SHOWN).await?;
    let other = |other: Event| Other { ways: ways(&graph, event, &other), event: other };
    let others = near.into_iter().map(other).collect();
    let page = ChooseEventPage { about, words: wanted.q, others, more };
    Ok(frame.show(StatusCode::OK, page))
}

/// A link as the chooser sends it: `kind` also says the direction.
fn turned(raw: &RawLink, seq: i32) -> RawLink {
    let (direction, kind) = raw.kind.split_once('.').unwrap_or(("out", &raw.kind));
    let (here, there) = (seq.to_string(), raw.to.clone());
    let (from, to) = if direction == "in" { (there, here) } else { (here, there) };
    RawLink { from, to, kind: kind.to_owned(), ..raw.clone() }
}

/// `POST /incidents/{incident}/events/{seq}/link`
pub async fn draw(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, seq)): Place,
    Form(raw): Form<RawLink>,
) -> Result<Response> {
    let viewer = &who.viewer;
    let about = about(&state, viewer, &reference, seq).await?;
    let (number, chosen) = (about.incident, raw.to.clone());
    let done = who.write(&state, AddLink::parse(&turned(&raw, seq)), async |tx, command| {
        links::add(&tx, viewer, &reference, &command).await
    });
    let there = |link: Link| {
        let news = format!("Linked E{} to E{}.", link.from, link.to);
        (paths::event(number, seq), undoable(number, news))
    };
    let again = kinds(&state, viewer, &reference, about, &chosen);
    let refill = |page: &mut ChooseKindPage, trouble: Trouble| {
        let mut invalid = Invalid::from(trouble);
        for error in &mut invalid.errors {
            if ["from", "to"].contains(&error.field.as_str()) {
                error.field = "kind".to_owned();
            }
        }
        page.form = Sent::new(raw, invalid);
    };
    frame.answer(done.await, there, again, refill).await
}
