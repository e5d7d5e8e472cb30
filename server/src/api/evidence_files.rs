//! `/incidents/{incident}/evidence/files` and what can be done with one: send, take along, hash
//! again, remove for good, and read who did what with it.

use app::domain::account::Person;
use app::domain::custody::{ContentState, CustodyAct, CustodyEntry};
use app::domain::evidence::RawEvidence;
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::evidence::EvidenceOut;
use super::openapi::words;
use super::problem::Problem;
use super::respond::{List, current};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::evidence::NewFiles;
use crate::extract::{Path, Query};
use crate::state::AppState;
use crate::store::{self, evidence, incidents};
use crate::upload::{self, Upload};
use crate::web::timeline::files::handed_out;

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;
type Purger = Require<right::Purge>;

/// What is said of a file that is the whole body. In a multipart form the same fields are parts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// What the file was called where it came from.
    pub name: String,
    /// What it is, for people; its name when left out.
    pub title: String,
    /// Where it came from.
    pub url: String,
    /// When it was acquired; now when left out.
    pub acquired_at: String,
    /// When what it covers begins.
    pub covers_from: String,
    /// When what it covers ends.
    pub covers_to: String,
    /// How much of the original it shows: `original`, `pseudonymised`, `redacted`, `withheld`.
    pub redaction: String,
    /// The id of the evidence that this is a rendition of.
    pub rendition_of: String,
    /// The numbers of the events it supports, with commas between them.
    pub events: String,
}

impl From<FileQuery> for RawEvidence {
    fn from(query: FileQuery) -> Self {
        Self {
            title: query.title,
            url: query.url,
            acquired_at: query.acquired_at,
            covers_from: query.covers_from,
            covers_to: query.covers_to,
            redaction: query.redaction,
            rendition_of: query.rendition_of,
            events: query.events.split(',').map(|seq| seq.trim().to_owned()).collect(),
            ..Self::default()
        }
    }
}

/// One entry of the chain of custody.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustodyOut {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    #[schema(schema_with = words::<CustodyAct>)]
    pub act: CustodyAct,
    /// Who did it; none for the server itself and its command line.
    #[schema(value_type = Option<Object>)]
    pub by: Option<Person>,
    /// The way in: `web`, `api`, `command`, `job`.
    pub via: String,
    /// The SHA-256 of the contents as it was recorded then.
    pub sha256: Option<String>,
}

impl From<CustodyEntry> for CustodyOut {
    fn from(entry: CustodyEntry) -> Self {
        let CustodyEntry { at, act, by, via, sha256 } = entry;
        Self { at, act, by, via, sha256 }
    }
}

/// What hashing a file again has found.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedOut {
    /// The SHA-256 of the record.
    pub sha256: String,
    /// In what state the contents are.
    #[schema(schema_with = words::<ContentState>)]
    pub state: ContentState,
}

/// Add files as evidence: the body is one file, or a multipart form with parts named `files`
///
/// Streamed to where files are kept, hashed on the way, and judged by their contents, whatever type
/// the sender names. The same contents with the same title are added once.
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/evidence/files", tag = "Timeline",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(("incident" = String, Path, description = "INC-42 or the id"), FileQuery),
    responses((status = 201, body = List<EvidenceOut>), (status = 404, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem)))]
pub async fn send(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    Query(query): Query<FileQuery>,
    request: Request,
) -> Result<Response> {
    incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (said, files) = if upload::is_multipart(request.headers()) {
        let mut form = Upload::from_request(request, &state).await?;
        form.check()?;
        (form.read()?, form.files)
    } else {
        let file = upload::whole_body(&state, &query.name, request.into_body()).await?;
        (RawEvidence::from(query), vec![file])
    };
    if files.is_empty() {
        return Err(app::domain::Invalid::one("files", "Send a file.").into());
    }
    let (viewer, by) = (&who.viewer, who.by(&state));
    let naming = state.vault.naming().await;
    let files = NewFiles::keep(&state, &naming, files, &said).await?;
    let added =
        store::write(&state.db, by, async |tx| files.add(&tx, viewer, &reference, None).await)
            .await?;
    let items = added.into_iter().map(EvidenceOut::from).collect();
    Ok((StatusCode::CREATED, Json(List { items, next: None })).into_response())
}

/// Take a file of evidence along; hashed again before its first byte leaves
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/evidence/{id}/file", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn download(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let file = evidence::get(&state.db, &who.viewer, &reference, id).await?;
    let (by, act) = (who.by(&state), CustodyAct::Downloaded);
    let contents =
        crate::evidence::download(&state, &who.viewer, by, &reference, &file, act).await?;
    Ok(handed_out(&file, contents, None))
}

/// Hash a file of evidence again
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/evidence/{id}/verify", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, body = VerifiedOut), (status = 404, body = Problem)))]
pub async fn verify(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Json<VerifiedOut>> {
    let file = evidence::get(&state.db, &who.viewer, &reference, id).await?;
    let (Some(sha256), Some(_)) = (file.sha256, file.state) else { return Err(Error::NotFound) };
    let found = crate::evidence::verify(&state, who.by(&state), &sha256).await?;
    Ok(Json(VerifiedOut { sha256, state: found }))
}

/// Remove the contents of evidence for good; what is known of them stays
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/evidence/{id}/purge", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, body = EvidenceOut), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn purge(
    State(state): State<AppState>,
    who: Purger,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    let gone =
        store::write(&state.db, by, async |tx| evidence::purge(&tx, viewer, &reference, id).await)
            .await?;
    Ok(current(gone.version, EvidenceOut::from(gone)))
}

/// Read who did what with a piece of evidence, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/evidence/{id}/custody", tag = "Timeline",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The evidence's id")),
    responses((status = 200, body = List<CustodyOut>), (status = 404, body = Problem)))]
pub async fn custody(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Json<List<CustodyOut>>> {
    let entries = evidence::custody(&state.db, &who.viewer, &reference, id).await?;
    Ok(Json(List { items: entries.into_iter().map(CustodyOut::from).collect(), next: None }))
}
