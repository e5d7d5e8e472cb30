//! What the page of an incident asks for while it is open: its stream, a row, the parts that change.

use app::domain::permission::{Right, Viewer};
use app::domain::reference::IncidentRef;
use app::pages::incident::Subject;
use app::pages::incident::timeline::{RowNews, TimelineView};
use app::ui::picture::Lens;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::load::{self, Whose, more_rows, record};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::live::{self, Looks, Shape};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{events, incidents};

type Reader = Require<right::ViewIncidents>;

/// From when on, and in which order.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    after: Option<i64>,
    sort: String,
}

fn looks(viewer: &Viewer, by_known: bool) -> Looks {
    Looks { by_known, writes: viewer.may(Right::WriteTimeline) }
}

/// `GET /incidents/{incident}/live`: rows as they change, as a stream of events.
pub async fn stream(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response> {
    let shape = Shape::Rows(looks(&who.viewer, wanted.sort == "known"));
    live::open(&state, &who.viewer, &headers, &reference, wanted.after, shape).await
}

/// `GET /incidents/{incident}/events/{seq}/row`
pub async fn row(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Query(view): Query<TimelineView>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    events::get(&state.db, &who.viewer, &reference, seq).await?;
    let looks = looks(&who.viewer, view.by_known());
    let news = RowNews { by: who.viewer.user_id.to_string(), ..RowNews::default() };
    Ok(Html(live::rows(&state, incident.id, &[seq], looks, Some(news)).await?).into_response())
}

/// `GET /incidents/{incident}/timeline`: the list, its counts and the picture.
pub async fn parts(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Query(view): Query<TimelineView>,
    Query(lens): Query<Lens>,
) -> Result<Response> {
    let (db, viewer) = (&state.db, &who.viewer);
    let incident = incidents::get(db, viewer, &reference).await?;
    let record = record(&state, viewer, &incident, &view, &lens).await?;
    let on = Subject { incident, viewer: viewer.clone() };
    Ok(frame.part(|| record.timeline.parts(record.picture, &on)))
}

/// `GET /incidents/{incident}/picture`: the picture alone, as it is looked at.
pub async fn picture(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Query(view): Query<TimelineView>,
    Query(lens): Query<Lens>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let whose = Whose { id: incident.id, number: incident.number };
    let picture = load::picture(&state, whose, &view, &lens).await?;
    Ok(frame.part(|| picture.figure()))
}

/// Which way the rows lead.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Way {
    side: String,
}

/// `GET /incidents/{incident}/timeline/rows`: the rows of one part, to be put among those on a page.
pub async fn more(
    State(state): State<AppState>,
    frame: Frame,
    who: Reader,
    Path(reference): Path<IncidentRef>,
    Query(view): Query<TimelineView>,
    Query(way): Query<Way>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let whose = Whose { id: incident.id, number: incident.number };
    let rows = more_rows(&state, &who.viewer, whose, &view, way.side == "earlier").await?;
    Ok(frame.part(|| rows))
}
