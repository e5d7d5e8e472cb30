//! `/search`: one box over incidents, events, postmortems and remediations.

use app::domain::reference::EventRef;
use app::paths;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Query;
use crate::state::AppState;
use crate::store::search::{self, Hit};

/// What to look for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SearchQuery {
    /// Words; all have to occur, the last may be a beginning.
    pub q: String,
    /// Only `incident`, `event`, `postmortem` or `remediation`.
    pub kind: Option<String>,
    /// How many, 1 to 50; 20 when left out.
    pub limit: Option<u64>,
}

/// Something that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct HitOut {
    /// `incident`, `event`, `postmortem` or `remediation`.
    pub kind: String,
    /// Its human reference.
    #[schema(example = "INC-42/E5")]
    pub reference: String,
    /// Its title or first line.
    pub title: String,
    /// Its page on this site.
    pub path: String,
    /// The text around the match.
    pub snippet: Vec<PieceOut>,
}

/// A part of a snippet.
#[derive(Debug, Serialize, ToSchema)]
pub struct PieceOut {
    /// The text.
    pub text: String,
    /// Whether it is a word that was looked for.
    pub hit: bool,
}

impl From<Hit> for HitOut {
    fn from(hit: Hit) -> Self {
        let path = path(&hit.kind, &hit.label);
        let snippet =
            hit.snippet.into_iter().map(|p| PieceOut { text: p.text, hit: p.hit }).collect();
        Self { kind: hit.kind, reference: hit.label, title: hit.title, path, snippet }
    }
}

/// The page of what was found.
pub fn path(kind: &str, label: &str) -> String {
    match (kind, label.split_once("/E")) {
        ("event", Some((incident, seq))) if EventRef::parse_seq(seq).is_ok() => {
            paths::event(incident, seq)
        }
        ("postmortem", _) => paths::postmortem(label),
        ("remediation", _) => paths::remediation(label),
        _ => paths::incident(label),
    }
}

/// Search everything that one may see
#[utoipa::path(get, path = "/api/v1/search", tag = "Search", params(SearchQuery),
    responses((status = 200, body = List<HitOut>), (status = 401, body = Problem)))]
pub async fn find(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<List<HitOut>>> {
    let limit = query.limit.unwrap_or(20).clamp(1, 50);
    let kind = query.kind.as_deref();
    let hits = search::find(&state.db, &who.viewer, &query.q, kind, limit).await?;
    Ok(Json(List { items: hits.into_iter().map(HitOut::from).collect(), next: None }))
}
