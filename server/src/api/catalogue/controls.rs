//! `/controls`: the kinds of controls that records name.

use app::domain::control::{Control, DefineControl, RawControlDefinition, Strength};
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

/// A control for the catalogue.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ControlKindIn {
    /// The word that is stored and sent; it never changes.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    #[schema(schema_with = words::<Strength>)]
    pub strength: String,
    /// What counts as this control.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
}

impl From<ControlKindIn> for RawControlDefinition {
    fn from(body: ControlKindIn) -> Self {
        let ControlKindIn { code, name, strength, definition, retired } = body;
        Self { code, name, strength, definition, retired: retired.to_string() }
    }
}

/// A control of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct ControlKindOut {
    /// The word that is stored and sent.
    pub code: String,
    /// The name for people.
    pub name: String,
    /// How well this kind of control holds by default.
    #[schema(schema_with = words::<Strength>)]
    pub strength: Strength,
    /// What counts as this control.
    pub definition: String,
    /// Whether it is no longer offered.
    pub retired: bool,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Control> for ControlKindOut {
    fn from(kind: Control) -> Self {
        let Control { code, name, strength, definition, retired, version } = kind;
        Self { code, name, strength, definition, retired, version }
    }
}

/// List the controls of the catalogue
#[utoipa::path(get, path = "/api/v1/controls", tag = "Catalogues",
    responses((status = 200, body = List<ControlKindOut>)))]
pub async fn controls(
    State(state): State<AppState>,
    _: Reader,
) -> Result<Json<List<ControlKindOut>>> {
    Ok(Json(List::all(catalogue::controls(&state.db).await?)))
}

/// Add a control to the catalogue
#[utoipa::path(post, path = "/api/v1/controls", tag = "Catalogues", request_body = ControlKindIn,
    responses((status = 201, body = ControlKindOut), (status = 409, body = Problem)))]
pub async fn add_control(
    State(state): State<AppState>,
    who: Keeper,
    extract::Json(body): extract::Json<ControlKindIn>,
) -> Result<Response> {
    let command = DefineControl::parse(body.into())?;
    let kind = store::write(&state.db, who.by(&state), async |tx| {
        catalogue::define_control(&tx, &command).await
    })
    .await?;
    let at = format!("/api/v1/controls/{}", kind.code);
    Ok(created(&at, kind.version, ControlKindOut::from(kind)))
}

/// Read a control of the catalogue
#[utoipa::path(get, path = "/api/v1/controls/{code}", tag = "Catalogues",
    params(("code" = String, Path, description = "The control's code")),
    responses((status = 200, body = ControlKindOut), (status = 404, body = Problem)))]
pub async fn control(
    State(state): State<AppState>,
    _: Reader,
    Path(code): Path<String>,
) -> Result<Response> {
    let kind = catalogue::get_control(&state.db, &code).await?;
    Ok(current(kind.version, ControlKindOut::from(kind)))
}

/// Change or retire a control of the catalogue
#[utoipa::path(patch, path = "/api/v1/controls/{code}", tag = "Catalogues",
    request_body = ControlKindIn,
    params(("code" = String, Path, description = "The control's code")),
    responses((status = 200, body = ControlKindOut), (status = 412, body = Problem)))]
pub async fn change_control(
    State(state): State<AppState>,
    who: Keeper,
    Path(code): Path<String>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let Control { code, name, strength, definition, retired, version } =
        catalogue::get_control(&state.db, &code).await?;
    let strength = strength.to_string();
    let shape = ControlKindIn { code: code.clone(), name, strength, definition, retired };
    let command = DefineControl::parse(patched::<ControlKindIn>(&shape, patch)?.into())?;
    let version = if_match(&headers)?.or(Some(version));
    let written = store::write(&state.db, who.by(&state), async |tx| {
        catalogue::redefine_control(&tx, &code, &command, version).await
    })
    .await;
    let now = catalogue::get_control(&state.db, &code);
    changed(written, now, |row| (row.version, ControlKindOut::from(row))).await
}
