//! The search page.

use app::islands::{PaletteRows, PaletteRowsProps};
use app::pages::search::{Found, SearchPage};
use app::ui::Glyph;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::api::search::path;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::search;

/// How many results a page shows.
const LIMIT: u64 = 50;

/// What to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    q: String,
    kind: String,
}

/// How many results the palette shows.
const IN_PALETTE: u64 = 8;

/// `GET /search/palette`: rows for the palette, while one types.
pub async fn palette(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let hits = search::find(&state.db, &who.viewer, &wanted.q, None, IN_PALETTE).await?;
    let row = |hit: search::Hit| {
        let glyph = match hit.kind.as_str() {
            "remediation" => Glyph::Work,
            "postmortem" => Glyph::Doc,
            "agent" => Glyph::Agent,
            _ => Glyph::List,
        };
        let path = path(&hit.kind, &hit.label);
        (glyph, hit.label, hit.title, path)
    };
    let found = hits.into_iter().map(row).collect();
    let rows = PaletteRowsProps { query: wanted.q.trim().to_owned(), found };
    Ok(frame.part(|| PaletteRows(rows)))
}

/// `GET /search`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let kind = Some(wanted.kind.as_str()).filter(|kind| !kind.is_empty());
    let hits = search::find(&state.db, &who.viewer, &wanted.q, kind, LIMIT).await?;
    let found = hits
        .into_iter()
        .map(|hit| Found {
            path: path(&hit.kind, &hit.label),
            kind: hit.kind,
            reference: hit.label,
            title: hit.title,
            snippet: hit.snippet.into_iter().map(|piece| (piece.text, piece.hit)).collect(),
        })
        .collect();
    Ok(frame.show(StatusCode::OK, SearchPage { query: wanted.q, kind: wanted.kind, found }))
}
