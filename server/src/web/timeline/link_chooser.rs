//! Choosing a link with the rules at hand: which event, then which kind.

use app::domain::Invalid;
use app::domain::link::{AddLink, Link, LinkGraph, RawLink, choices};
use app::domain::permission::Viewer;
use app::domain::reference::{EventRef, IncidentRef};
use app::domain::timeline::Event;
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
use crate::store::events::Filter;
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

/// The events and links that the rules look at.
struct Record {
    events: Vec<Event>,
    graph: LinkGraph,
}

async fn record(state: &AppState, viewer: &Viewer, reference: &IncidentRef) -> Result<Record> {
    let incident = incidents::brief(&state.db, viewer, reference).await?;
    let links = links::standing(&state.db, incident.id).await?;
    Ok(Record {
        events: events::timeline(&state.db, incident.id, &Filter::default()).await?,
        graph: links.iter().map(app::domain::link::Link::edge).collect(),
    })
}

impl Record {
    /// Every way to link two events, in both directions; a symmetric kind has one.
    fn ways(&self, event: &Event, other: &Event) -> Vec<Way> {
        let (here, there) = (event.facts(), other.facts());
        let out = choices(&here, &there, &self.graph).into_iter().map(|choice| (choice, true));
        let back = choices(&there, &here, &self.graph).into_iter();
        let back = back.filter(|choice| !choice.kind.is_symmetric()).map(|choice| (choice, false));
        let way = |(choice, outward): (app::domain::link::Choice, bool)| Way {
            kind: choice.kind,
            outward,
            allowed: choice.allowed,
        };
        out.chain(back).map(way).collect()
    }

    fn other(&self, event: &Event, seq: i32) -> Result<Other> {
        let other = self.events.iter().find(|other| other.seq == seq && seq != event.seq);
        let other = other.ok_or(Error::NotFound)?;
        Ok(Other { ways: self.ways(event, other), event: other.clone() })
    }
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
    let record = record(&state, &who.viewer, &reference).await?;
    if !wanted.to.is_empty() {
        let to = EventRef::parse_seq(&wanted.to).map_err(|_| Error::NotFound)?;
        let other = record.other(&about.event, to)?;
        let page = ChooseKindPage { about, other, form: Sent::default() };
        return Ok(frame.show(StatusCode::OK, page));
    }
    let needle = wanted.q.trim().to_lowercase();
    let at = about.event.occurred.at;
    let mut fitting: Vec<&Event> = record
        .events
        .iter()
        .filter(|event| event.seq != seq && event.text.to_lowercase().contains(&needle))
        .collect();
    fitting.sort_by_key(|event| (event.occurred.at - at).abs());
    let more = fitting.len().saturating_sub(SHOWN);
    let other = |event: &&Event| Other {
        ways: record.ways(&about.event, event),
        event: Event::clone(event),
    };
    let others = fitting.iter().take(SHOWN).map(other).collect();
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
    let again = async {
        let to = EventRef::parse_seq(&chosen).map_err(|_| Error::NotFound)?;
        let other = record(&state, viewer, &reference).await?.other(&about.event, to)?;
        Ok::<_, Error>(ChooseKindPage { about, other, form: Sent::default() })
    };
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
