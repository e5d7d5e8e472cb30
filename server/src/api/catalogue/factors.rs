//! `/factors`: the kinds of contributing factors that records name.

use app::domain::factor::{DefineFactor, FactorGroup, FactorKind, RawFactorDefinition};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::openapi::words;
use crate::api::problem::Problem;
use crate::api::respond::{List, changed, created, current, if_match, patched};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, catalogue};

type Reader = Require<right::ViewIncidents>;
type Keeper = Require<right::ManageCatalogue>;

/// A factor for the catalogue.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactorKindIn {
    /// The word that is stored and sent; it never changes.
    pub code: String,
    /// Where it lies.
    #[schema(schema_with = words::<FactorGroup>)]
    pub group: String,
    /// The name for people.
    pub name: String,
    /// What counts as this factor.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl From<FactorKindIn> for RawFactorDefinition {
    fn from(body: FactorKindIn) -> Self {
        let FactorKindIn { code, group, name, definition, retired } = body;
        Self { code, group, name, definition, retired: retired.to_string() }
    }
}

/// A factor of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorKindOut {
    /// The word that is stored and sent.
    pub code: String,
    /// Where it lies.
    #[schema(schema_with = words::<FactorGroup>)]
    pub group: FactorGroup,
    /// The name for people.
    pub name: String,
    /// What counts as this factor.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<FactorKind> for FactorKindOut {
    fn from(kind: FactorKind) -> Self {
        let FactorKind { code, group, name, definition, retired, version } = kind;
        Self { code, group, name, definition, retired, version }
    }
}

/// List the factors of the catalogue
#[utoipa::path(get, path = "/api/v1/factors", tag = "Catalogues",
    responses((status = 200, body = List<FactorKindOut>)))]
pub async fn factors(
    State(state): State<AppState>,
    _: Reader,
) -> Result<Json<List<FactorKindOut>>> {
    Ok(Json(List::all(catalogue::factors(&state.db).await?)))
}

/// Add a factor to the catalogue
#[utoipa::path(post, path = "/api/v1/factors", tag = "Catalogues", request_body = FactorKindIn,
    responses((status = 201, body = FactorKindOut), (status = 409, body = Problem)))]
pub async fn add_factor(
    State(state): State<AppState>,
    who: Keeper,
    extract::Json(body): extract::Json<FactorKindIn>,
) -> Result<Response> {
    let command = DefineFactor::parse(body.into())?;
    let kind = store::write(&state.db, who.by(&state), async |tx| {
        catalogue::define_factor(&tx, &command).await
    })
    .await?;
    let at = format!("/api/v1/factors/{}", kind.code);
    Ok(created(&at, kind.version, FactorKindOut::from(kind)))
}

/// Read a factor of the catalogue
#[utoipa::path(get, path = "/api/v1/factors/{code}", tag = "Catalogues",
    params(("code" = String, Path, description = "The factor's code")),
    responses((status = 200, body = FactorKindOut), (status = 404, body = Problem)))]
pub async fn factor(
    State(state): State<AppState>,
    _: Reader,
    Path(code): Path<String>,
) -> Result<Response> {
    let kind = catalogue::get_factor(&state.db, &code).await?;
    Ok(current(kind.version, FactorKindOut::from(kind)))
}

/// Change or retire a factor of the catalogue
#[utoipa::path(patch, path = "/api/v1/factors/{code}", tag = "Catalogues",
    request_body = FactorKindIn,
    params(("code" = String, Path, description = "The factor's code")),
    responses((status = 200, body = FactorKindOut), (status = 412, body = Problem)))]
pub async fn change_factor(
    State(state): State<AppState>,
    who: Keeper,
    Path(code): Path<String>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let FactorKind { code, group, name, definition, retired, version } =
        catalogue::get_factor(&state.db, &code).await?;
    let shape =
        FactorKindIn { code: code.clone(), group: group.to_string(), name, definition, retired };
    let command = DefineFactor::parse(patched::<FactorKindIn>(&shape, patch)?.into())?;
    let version = if_match(&headers)?.or(Some(version));
    let written = store::write(&state.db, who.by(&state), async |tx| {
        catalogue::redefine_factor(&tx, &code, &command, version).await
    })
    .await;
    let now = catalogue::get_factor(&state.db, &code);
    changed(written, now, |row| (row.version, FactorKindOut::from(row))).await
}
