//! `/import/{adapter}`: records of other programs, as files; and the steps that they brought.

use app::domain::import::slack::{Choice, RawChoice};
use app::domain::import::{Adapter, Import, Mapping, Preview, RawMapping};
use app::domain::reference::IncidentRef;
use app::domain::{Invalid, Vocabulary};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::events::EventOut;
use super::problem::Problem;
use super::respond::{List, Window};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::import::{self, Options, staging};
use crate::state::AppState;
use crate::store::events::StepRow;
use crate::store::{self, events, imports, incidents};

/// Where a file goes, and how.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ImportQuery {
    /// The incident: `INC-42` or its id.
    pub incident: String,
    /// `true`: only say what it would do.
    pub preview: bool,
    /// `true`: leave out what cannot be read and what is on record with another content, instead of
    /// refusing the file.
    pub leave_out: bool,
    /// What the file is called.
    pub name: String,
    /// Of a table, what a column holds: `time:Created at`, once for each column that is not guessed
    /// right. The preview tells the columns with what they are read as.
    pub column: Vec<String>,
    /// Of a table, the zone of times that say none: an IANA name or an offset; UTC when left out.
    pub zone: String,
    /// Of a table, the day of times that say none.
    pub day: String,
    /// Of a Slack export, a channel to import; all of them when none is named.
    pub channel: Vec<String>,
    /// Of a Slack export, a bot that is an AI agent, by the name it posts under.
    pub agent: Vec<String>,
    /// Of a Slack export, from when on: RFC 3339 or a day.
    pub from: String,
    /// Of a Slack export, until when.
    pub to: String,
}

/// A step of a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepOut {
    /// The event.
    #[serde(flatten)]
    pub event: EventOut,
    /// Where in the file it stood.
    pub place: String,
    /// The step that it was done in, by its id in the other program.
    pub parent: Option<String>,
    /// The tool call that it is or decides on.
    pub tool_call_id: Option<String>,
    /// What else was recorded, verbatim.
    #[schema(value_type = Object)]
    pub attributes: Value,
}

impl From<StepRow> for StepOut {
    fn from(row: StepRow) -> Self {
        let StepRow { event, place, parent, tool_call_id, attributes } = row;
        Self { event: event.into(), place, parent, tool_call_id, attributes }
    }
}

/// Import a file into an incident, all of it or nothing
///
/// The body is the file as it is. Sent again it adds nothing: steps are known by their ids. An id
/// that is on record with another content is named, and nothing is stored, unless `leave_out` says
/// to leave such steps as they are.
#[utoipa::path(post, path = "/api/v1/import/{adapter}", tag = "Timeline",
    params(("adapter" = String, Path, description = "`csv`, `jsonl`, `slack`, `claude-code`, `codex` or `otlp`"), ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, description = "What was imported", body = Object),
        (status = 200, description = "What it would do, with `preview=true`; or nothing was new", body = Object),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    who: Require<right::Import>,
    Path(adapter): Path<String>,
    Query(query): Query<ImportQuery>,
    request: Request,
) -> Result<Response> {
    let adapter = Adapter::from_word(&adapter).ok_or(Error::NotFound)?;
    let reference: IncidentRef = query
        .incident
        .parse()
        .map_err(|_| Invalid::one("incident", "Name the incident, like INC-42."))?;
    let ImportQuery { column, zone, day, .. } = query.clone();
    let raw = RawMapping { column, zone, day };
    let mapping = Mapping::parse(&raw)?;
    let ImportQuery { channel, agent, from, to, .. } = query.clone();
    let slack = Choice::parse(&RawChoice { channel, agent, from, to })?;
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let body = request.into_body().into_data_stream();
    let file = staging::keep(who.viewer.user_id, incident.id, body).await?;
    let name = match app::domain::import::one_line(&query.name) {
        name if name.is_empty() => format!("{adapter} file"),
        name => name,
    };
    let options = Options { adapter, name, leave_out: query.leave_out, mapping, slack };
    let done = if query.preview {
        let looked = import::look(&state, &who.viewer, &reference, &file, &options).await;
        looked.map(|preview| (StatusCode::OK, Json::<Preview>(preview)).into_response())
    } else {
        let by = who.by(&state);
        let done = import::import(&state, &who.viewer, by, &reference, &file, &options).await;
        done.map(|import| {
            let status = if import.added > 0 { StatusCode::CREATED } else { StatusCode::OK };
            (status, Json::<Import>(import)).into_response()
        })
    };
    staging::forget(&file).await;
    done
}

/// List what was imported into an incident, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/imports", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, description = "The imports", body = Object), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<Import>>> {
    let items = imports::list(&state.db, &who.viewer, &reference).await?;
    Ok(Json(store::Page { items, next: None }.into()))
}

/// Undo an import: everything that it brought is retracted at once
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/imports/{id}", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The import")),
    responses((status = 204, description = "Undone"), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn undo(
    State(state): State<AppState>,
    who: Require<right::WriteTimeline>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| imports::undo(&tx, viewer, &reference, id).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the steps of a run that was imported, in the order in which they happened
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/events/{seq}/steps", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The number of the event"), Window),
    responses((status = 200, body = List<StepOut>), (status = 404, body = Problem)))]
pub async fn steps(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
    Query(window): Query<Window>,
) -> Result<Json<List<StepOut>>> {
    let page = events::steps(&state.db, &who.viewer, &reference, seq, &window.request()).await?;
    Ok(Json(page.map(StepOut::from).into()))
}

/// Put a step of a run on the timeline, linked to its run as a part of it
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/events/{seq}/unfold", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("seq" = i32, Path, description = "The number of the step")),
    responses((status = 200, body = EventOut), (status = 404, body = Problem)))]
pub async fn unfold(
    State(state): State<AppState>,
    who: Require<right::WriteTimeline>,
    Path((reference, seq)): Path<(IncidentRef, i32)>,
) -> Result<Json<EventOut>> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let event =
        store::write(&state.db, by, async |tx| events::unfold(&tx, viewer, &reference, seq).await)
            .await?;
    Ok(Json(event.into()))
}
