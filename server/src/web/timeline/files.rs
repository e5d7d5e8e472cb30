//! Files of evidence as pages hand them out: as something to keep, never as something that runs.

use app::domain::Vocabulary;
use app::domain::custody::{ContentState, CustodyAct, SHOWN_IN_PLACE};
use app::domain::reference::IncidentRef;
use app::paths;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use futures_util::stream;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use app::domain::evidence::Evidence;

use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::Path;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, evidence, incidents};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteTimeline>;
type Purger = Require<right::Purge>;

/// Nothing of it runs, loads or is shown inside of anything, whatever it is and whoever opens it.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// `GET /incidents/{incident}/evidence/{id}/file`
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

/// `GET /incidents/{incident}/evidence/{id}/image`: pictures without scripts, for the page.
pub async fn image(
    State(state): State<AppState>,
    who: Reader,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let file = evidence::get(&state.db, &who.viewer, &reference, id).await?;
    let kind = file.media_type.as_deref().unwrap_or_default();
    let shown = SHOWN_IN_PLACE.into_iter().find(|shown| *shown == kind).ok_or(Error::NotFound)?;
    let (by, act) = (who.by(&state), CustodyAct::LookedAt);
    let contents =
        crate::evidence::download(&state, &who.viewer, by, &reference, &file, act).await?;
    Ok(handed_out(&file, contents, Some(shown)))
}

/// Bytes as they were kept: to be saved, unless they are a picture that is shown in place.
pub fn handed_out(file: &Evidence, contents: tokio::fs::File, shown: Option<&str>) -> Response {
    let name = file.file_name.as_deref().unwrap_or("evidence");
    let how = if shown.is_some() { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '_' })
        .collect();
    let encoded = paths::with_query("", &[("", name)]);
    let encoded = encoded.trim_start_matches(['?', '=']);
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, shown.unwrap_or("application/octet-stream"));
    set(
        header::CONTENT_DISPOSITION,
        &format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
    );
    set(header::CONTENT_SECURITY_POLICY, SANDBOX);
    set(header::CACHE_CONTROL, "private, no-store, no-transform");
    if let Some(size) = file.size {
        set(header::CONTENT_LENGTH, &size.to_string());
    }
    if let Some(sha256) = &file.sha256 {
        set(header::ETAG, &format!("\"{sha256}\""));
        if let Some(bytes) = from_hex(sha256) {
            let digest = base64::engine::general_purpose::STANDARD.encode(bytes);
            set(header::HeaderName::from_static("repr-digest"), &format!("sha-256=:{digest}:"));
        }
    }
    (headers, Body::from_stream(chunks(contents))).into_response()
}

/// A file, 64 KiB at a time.
fn chunks(
    file: tokio::fs::File,
) -> impl futures_util::Stream<Item = std::io::Result<axum::body::Bytes>> + Send {
    stream::try_unfold(file, async |mut file| {
        let mut chunk = Vec::with_capacity(64 * 1024);
        match file.read_buf(&mut chunk).await? {
            0 => Ok(None),
            _ => Ok(Some((chunk.into(), file))),
        }
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok()).collect()
}

/// `POST /incidents/{incident}/evidence/{id}/verify`
pub async fn verify(
    State(state): State<AppState>,
    frame: Frame,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let file = evidence::get(&state.db, &who.viewer, &reference, id).await?;
    let (Some(sha256), Some(_)) = (&file.sha256, file.state) else { return Err(Error::NotFound) };
    let found = crate::evidence::verify(&state, who.by(&state), sha256).await?;
    let news = match found {
        ContentState::Whole => "It is whole: its SHA-256 is the one of the record.".to_owned(),
        found => format!("It is {}.", found.label().to_lowercase()),
    };
    Ok(frame.redirect(&paths::incident_row(incident.number, "evidence", id), news))
}

/// `POST /incidents/{incident}/evidence/{id}/purge`
pub async fn purge(
    State(state): State<AppState>,
    frame: Frame,
    who: Purger,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| evidence::purge(&tx, viewer, &reference, id).await)
        .await?;
    let path = paths::incident_row(incident.number, "evidence", id);
    Ok(frame.redirect(&path, "The contents are removed for good."))
}
