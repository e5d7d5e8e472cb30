//! `/severities`: the scale, with how to recognise each step.

use app::domain::severity::{DescribeSeverity, RawSeverityLevel, Severity, SeverityLevel};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::problem::Problem;
use super::respond::{List, changed, created, current, if_match, patched};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, severities};

type Reader = Require<right::ViewIncidents>;
type Keeper = Require<right::ManageCatalogue>;

/// A step for the scale.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeverityIn {
    /// How it is written, `SEV0` the worst, `SEV9` the least; it never changes.
    #[schema(example = "SEV5")]
    pub severity: String,
    /// Its word.
    pub word: String,
    /// How to recognise it.
    pub guide: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl From<SeverityIn> for RawSeverityLevel {
    fn from(body: SeverityIn) -> Self {
        let SeverityIn { severity, word, guide, retired } = body;
        Self { severity, word, guide, retired: retired.to_string() }
    }
}

impl From<SeverityLevel> for SeverityIn {
    fn from(level: SeverityLevel) -> Self {
        let SeverityLevel { rank, word, guide, retired, .. } = level;
        Self { severity: rank.to_string(), word, guide, retired }
    }
}

/// A step of the severity scale.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeverityOut {
    /// How it is written, 0 the worst.
    #[schema(example = "SEV1")]
    pub severity: String,
    /// Its word.
    pub word: String,
    /// How to recognise it.
    pub guide: String,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<SeverityLevel> for SeverityOut {
    fn from(level: SeverityLevel) -> Self {
        let SeverityLevel { rank, word, guide, retired, version } = level;
        Self { severity: rank.to_string(), word, guide, retired, version }
    }
}

fn named(severity: &str) -> Result<Severity> {
    severity.parse().map_err(|_| Error::NotFound)
}

/// List the severity scale, worst first
#[utoipa::path(get, path = "/api/v1/severities", tag = "Catalogues",
    responses((status = 200, body = List<SeverityOut>)))]
pub async fn list(State(state): State<AppState>, _: Reader) -> Result<Json<List<SeverityOut>>> {
    let items = severities::scale(&state.db).await?.into_iter().map(Into::into).collect();
    Ok(Json(List { items, next: None }))
}

/// Add a step to the severity scale
#[utoipa::path(post, path = "/api/v1/severities", tag = "Catalogues", request_body = SeverityIn,
    responses((status = 201, body = SeverityOut), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn add(
    State(state): State<AppState>,
    who: Keeper,
    extract::Json(body): extract::Json<SeverityIn>,
) -> Result<Response> {
    let command = DescribeSeverity::parse(&body.into())?;
    let by = who.by(&state);
    let level =
        store::write(&state.db, by, async |tx| severities::add(&tx, &command).await).await?;
    let at = format!("/api/v1/severities/{}", level.rank);
    Ok(created(&at, level.version, SeverityOut::from(level)))
}

/// Read a step of the severity scale
#[utoipa::path(get, path = "/api/v1/severities/{severity}", tag = "Catalogues",
    params(("severity" = String, Path, description = "SEV1")),
    responses((status = 200, body = SeverityOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    _: Reader,
    Path(severity): Path<String>,
) -> Result<Response> {
    let level = severities::get(&state.db, named(&severity)?).await?;
    Ok(current(level.version, SeverityOut::from(level)))
}

/// Describe or retire a step of the severity scale
#[utoipa::path(patch, path = "/api/v1/severities/{severity}", tag = "Catalogues",
    request_body = SeverityIn,
    params(("severity" = String, Path, description = "SEV1")),
    responses((status = 200, body = SeverityOut), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(state): State<AppState>,
    who: Keeper,
    Path(severity): Path<String>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let severity = named(&severity)?;
    let before = severities::get(&state.db, severity).await?;
    let version = if_match(&headers)?.or(Some(before.version));
    let body: SeverityIn = patched(&SeverityIn::from(before), patch)?;
    let command = DescribeSeverity::parse(&body.into())?;
    let written = store::write(&state.db, who.by(&state), async |tx| {
        severities::describe(&tx, severity, &command, version).await
    })
    .await;
    let now = severities::get(&state.db, severity);
    changed(written, now, |row| (row.version, SeverityOut::from(row))).await
}
