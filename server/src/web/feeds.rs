//! `GET /feeds/{token}/{file}`: a person's days and news, for calendars and feed readers.

use app::domain::feed;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::auth::secret;
use crate::error::{Error, Result};
use crate::extract::Path;
use crate::state::AppState;
use crate::store::feeds;

/// `GET /feeds/{token}/dates.ics` and `/feeds/{token}/news.atom`
pub async fn show(
    State(state): State<AppState>,
    Path((token, file)): Path<(String, String)>,
) -> Result<Response> {
    let found = feeds::find(&state.db, &secret::hash(&token)).await?;
    let (id, viewer) = found.ok_or(Error::NotFound)?;
    let base = &state.config.public_url;
    let (kind, text) = match file.as_str() {
        "dates.ics" => {
            let days = feeds::days(&state.db, &viewer, base).await?;
            let name = format!("Throughline: {}", viewer.name);
            ("text/calendar; charset=utf-8", feed::calendar(&name, &days))
        }
        "news.atom" => {
            let news = feeds::news(&state.db, &viewer, base).await?;
            let now = state.clock.now();
            ("application/atom+xml; charset=utf-8", feed::atom(id, base, &news, now))
        }
        _ => return Err(Error::NotFound),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=300")];
    Ok((headers, text).into_response())
}
