//! `/remediations/{ref}/notes`: comments, the checklist, and links to code and tickets.

use app::domain::reference::RemediationRef;
use app::domain::remediation::{AddNote, Note, NoteKind, RawNote, Tracker, recognise};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Reader, Writer};
use crate::api::openapi::words;
use crate::api::people::NamedUser;
use crate::api::problem::Problem;
use crate::api::respond::List;
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, remediations};

/// A note to be added.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NoteIn {
    /// What it is.
    #[schema(schema_with = words::<NoteKind>)]
    pub kind: String,
    /// The words; a link may go without.
    pub text: Option<String>,
    /// Where a link leads.
    pub url: Option<String>,
}

/// A comment, a task or a link.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteOut {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    #[schema(schema_with = words::<NoteKind>)]
    pub kind: String,
    /// The words.
    pub text: String,
    /// Where a link leads.
    pub url: Option<String>,
    /// The system a link belongs to, where its address tells.
    #[schema(schema_with = words::<Tracker>)]
    pub tracker: Option<String>,
    /// Who wrote it.
    pub by: Option<NamedUser>,
    /// When.
    pub at: DateTime<Utc>,
    /// When a task was ticked off.
    pub done_at: Option<DateTime<Utc>>,
    /// Who ticked it off.
    pub done_by: Option<NamedUser>,
}

impl From<Note> for NoteOut {
    fn from(note: Note) -> Self {
        let tracker = note.url.as_deref().and_then(recognise);
        Self {
            id: note.id,
            kind: note.kind.to_string(),
            text: note.text,
            tracker: tracker.map(|(tracker, _)| tracker.to_string()),
            url: note.url,
            by: note.by.map(Into::into),
            at: note.at,
            done_at: note.done_at,
            done_by: note.done_by.map(Into::into),
        }
    }
}

/// List the comments, tasks and links of a remediation, oldest first
#[utoipa::path(get, path = "/api/v1/remediations/{ref}/notes", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 200, body = List<NoteOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<Json<List<NoteOut>>> {
    let notes = remediations::notes(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: notes.into_iter().map(Into::into).collect(), next: None }))
}

/// Add a comment, a task or a link
#[utoipa::path(post, path = "/api/v1/remediations/{ref}/notes", tag = "Remediations",
    request_body = NoteIn,
    params(("ref" = String, Path, description = "`REM-7` or the id")),
    responses((status = 201, body = NoteOut), (status = 422, body = Problem)))]
pub async fn add(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<RemediationRef>,
    extract::Json(body): extract::Json<NoteIn>,
) -> Result<(StatusCode, Json<NoteOut>)> {
    let command = AddNote::parse(&RawNote {
        kind: body.kind,
        text: body.text.unwrap_or_default(),
        url: body.url.unwrap_or_default(),
    })?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let note = store::write(&state.db, by, async |tx| {
        remediations::add_note(&tx, viewer, &reference, &command).await
    })
    .await?;
    Ok((StatusCode::CREATED, Json(note.into())))
}

/// Whether a task is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TickIn {
    /// `true` ticks it off.
    pub done: bool,
}

/// Tick a task off, or take the tick away
#[utoipa::path(patch, path = "/api/v1/remediations/{ref}/notes/{id}", tag = "Remediations",
    request_body = TickIn,
    params(("ref" = String, Path, description = "`REM-7` or the id"), ("id" = Uuid, Path, description = "The note's id")),
    responses((status = 200, body = NoteOut), (status = 404, body = Problem)))]
pub async fn tick(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(RemediationRef, Uuid)>,
    extract::Json(body): extract::Json<TickIn>,
) -> Result<Json<NoteOut>> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let note = store::write(&state.db, by, async |tx| {
        remediations::tick(&tx, viewer, &reference, id, body.done).await
    })
    .await?;
    Ok(Json(note.into()))
}

/// Take a note away; comments of others only as commander
#[utoipa::path(delete, path = "/api/v1/remediations/{ref}/notes/{id}", tag = "Remediations",
    params(("ref" = String, Path, description = "`REM-7` or the id"), ("id" = Uuid, Path, description = "The note's id")),
    responses((status = 204), (status = 404, body = Problem), (status = 403, body = Problem)))]
pub async fn remove(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(RemediationRef, Uuid)>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        remediations::remove_note(&tx, viewer, &reference, id).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
