//! `/incidents/{incident}/events`: the timeline.

mod add;
mod out;
mod shapes;

use app::domain::Invalid;
use app::domain::reference::IncidentRef;
use app::domain::timeline::{EditEvent, RawEvent, RawRetraction, RetractEvent};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

pub use out::{ChainOut, EventOut, RevisionOut};
pub use shapes::{EventIn, EventsIn, without_nulls};

use super::problem::Problem;
use super::respond::{List, Window, changed, created, current, if_match, patched};
use super::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::events::{Filter, Sort};
use crate::store::{self, events, lines, links};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;

/// Which events, in which order.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Which {
    /// `occurred` (when it happened) or `known` (when it became known).
    pub sort: String,
    /// An instant: only what was known by then.
    pub known_by: String,
    /// Only these kinds, separated by commas.
    pub kind: String,
    /// `true`: those that were retracted as well.
    pub retracted: String,
    /// `true`: steps that are folded below the event of their run as well.
    pub steps: String,
}

impl Which {
    /// The filter, or which parameter is not understood.
    ///
    /// # Errors
    /// `Invalid` names the parameter.
    pub fn filter(&self) -> Result<Filter, Invalid> {
        let mut check = app::domain::form::Checker::new();
        let sort = match self.sort.trim() {
            "" | "occurred" => Sort::Occurred,
            "known" => Sort::Known,
            _ => {
                check.error("sort", "Sort by occurred or known.");
                Sort::Occurred
            }
        };
        let filter = Filter {
            sort,
            known_by: check.optional_instant("known_by", &self.known_by),
            kinds: check.list_of("kind", std::slice::from_ref(&self.kind), |word| {
                app::domain::Vocabulary::from_word(word)
                    .ok_or_else(|| format!("“{word}” is not a kind of event."))
            }),
            retracted: check.flag("retracted", &self.retracted),
            steps: check.flag("steps", &self.steps),
        };
        check.finish(filter)
    }
}

fn location(reference: &IncidentRef, seq: i32) -> String {
    format!("/api/v1/incidents/{reference}/events/{seq}")
}

/// List the events of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), Which, Window),
    responses((status = 200, body = List<EventOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Query(which): Query<Which>,
    Query(window): Query<Window>,
) -> Result<Json<List<EventOut>>> {
    let (filter, window) = (which.filter()?, window.request());
    let page = events::page(&state.db, &who.viewer, &reference, &filter, &window).await?;
    Ok(Json(page.map(EventOut::from).into()))
}

/// Add one event, or up to 5,000 at once, all or nothing
///
/// An event with a `source` that is known already is answered as it is; with other content, 409.
/// In place of an event, `{"line": "14:32 agent:forum-helper posted …"}` says it as the entry line
/// does, with its links.
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/events", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")), request_body = EventsIn,
    responses((status = 201, body = EventOut, description = "The event; of an array, `{items, next}`"),
        (status = 200, body = EventOut, description = "It was imported before"),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(mut body): extract::Json<Value>,
) -> Result<Response> {
    without_nulls(&mut body);
    if body.is_array() {
        return create_many(&state, &who, &reference, &headers, body).await;
    }
    let command = add::one(&state, &who, &reference, &headers, body).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let (event, new) =
        store::write(&state.db, by, async |tx| lines::add(&tx, viewer, &reference, &command).await)
            .await?;
    let (seq, version) = (event.seq, event.version);
    let event = EventOut::from(event);
    Ok(if new {
        created(&location(&reference, seq), version, event)
    } else {
        current(version, event)
    })
}

async fn create_many(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    headers: &HeaderMap,
    body: Value,
) -> Result<Response> {
    let commands = add::many(state, who, reference, headers, body).await?;
    let (viewer, by) = (&who.viewer, who.by(state));
    let added = store::write(&state.db, by, async |tx| {
        lines::add_all(&tx, viewer, reference, &commands).await
    })
    .await?;
    let status = if added.new > 0 { StatusCode::CREATED } else { StatusCode::OK };
    let items: Vec<_> = added.events.into_iter().map(EventOut::from).collect();
    Ok((status, Json(List { items, next: None })).into_response())
}

/// Read an event, also one that was retracted
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = EventOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let event = events::get(&state.db, &who.viewer, &reference, seq).await?;
    Ok(current(event.version, EventOut::from(event)))
}

/// Edit an event; what it was is kept as a revision
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/events/{seq}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number"), Why),
    request_body = EventIn,
    responses((status = 200, body = EventOut), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Query(why): Query<Why>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = events::get(&state.db, &who.viewer, &reference, seq).await?;
    let raw: RawEvent = patched(&out::shape(&before), patch)?.into();
    let edit = EditEvent::parse(&raw, &why.reason, &before)?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        events::edit(&tx, viewer, &reference, seq, &edit, version).await
    })
    .await;
    answer(&state, &who, &reference, seq, written).await
}

/// The event as it is now, or 412 with what somebody else made of it.
async fn answer(
    state: &AppState,
    who: &Writer,
    reference: &IncidentRef,
    seq: i32,
    written: store::Result<app::domain::timeline::Event>,
) -> Result<Response> {
    let now = events::get(&state.db, &who.viewer, reference, seq);
    changed(written, now, |row| (row.version, EventOut::from(row))).await
}

/// Retract an event: it leaves the timeline, not the record
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/events/{seq}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number"), Why),
    responses((status = 200, body = EventOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn retract(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Query(why): Query<Why>,
    headers: HeaderMap,
) -> Result<Response> {
    let command = RetractEvent::parse(&RawRetraction { reason: why.reason })?;
    let version = if_match(&headers)?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        events::retract(&tx, viewer, &reference, seq, &command, version).await
    })
    .await;
    answer(&state, &who, &reference, seq, written).await
}

/// Put a retracted event back on the timeline
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/events/{seq}/restore", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = EventOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn restore(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written =
        store::write(&state.db, by, async |tx| events::restore(&tx, viewer, &reference, seq).await)
            .await;
    answer(&state, &who, &reference, seq, written).await
}

/// List what an event was before each edit, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}/revisions", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = List<RevisionOut>), (status = 404, body = Problem)))]
pub async fn revisions(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Json<List<RevisionOut>>> {
    let revisions = events::revisions(&state.db, &who.viewer, &reference, seq).await?;
    let items = revisions.into_iter().map(RevisionOut::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Follow the reliance chain of an event, back and forward
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}/chain", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The event's number")),
    responses((status = 200, body = ChainOut), (status = 404, body = Problem)))]
pub async fn chain(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Json<ChainOut>> {
    let chain = links::chain(&state.db, &who.viewer, &reference, seq).await?;
    Ok(Json(chain.into()))
}
