//! The steps of an imported run, and putting one of them on the timeline.

use app::domain::permission::Right;
use app::domain::reference::IncidentRef;
use app::pages::steps::{StepEntry, StepsPage};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::load::html;
use crate::api::respond::Window;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{Path, Query};
use crate::render::Frame;
use crate::state::AppState;
use crate::store::events::StepRow;
use crate::store::{self, events, incidents};

/// `GET /incidents/{incident}/events/{seq}/steps`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Query(window): Query<Window>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let run = events::get(&state.db, &who.viewer, &reference, seq).await?;
    let request = window.request();
    let page = events::steps(&state.db, &who.viewer, &reference, seq, &request).await?;
    let entry = |row: StepRow| StepEntry {
        html: html(incident.number, &row.event.text),
        attributes: attributes(&row.attributes),
        place: row.place,
        event: row.event,
    };
    let page = StepsPage {
        incident: incident.number,
        run: seq,
        title: run.text,
        steps: page.items.into_iter().map(entry).collect(),
        next: page.next,
        is_first: window.after.is_none(),
        writes: who.viewer.may(Right::WriteTimeline),
    };
    Ok(frame.show(StatusCode::OK, page))
}

/// What was recorded beside a step, each value as it was written.
fn attributes(recorded: &serde_json::Value) -> Vec<(String, String)> {
    let Some(recorded) = recorded.as_object() else { return Vec::new() };
    let text =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    recorded.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// `POST /incidents/{incident}/events/{seq}/unfold`
pub async fn unfold(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::WriteTimeline>,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| events::unfold(&tx, viewer, &reference, seq).await)
        .await?;
    let news = format!("E{seq} stands on the timeline, as a part of its run.");
    Ok(frame.redirect(&paths::event(incident.number, seq), news))
}
