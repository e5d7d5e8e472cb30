//! The exposure ledger of an incident.

use app::domain::exposure::{Answer, Exposure, ExposureFields, RawExposure};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::location;
use crate::api::moments::{MomentIn, MomentOut, raw};
use crate::api::openapi::words;
use crate::api::problem::Problem;
use crate::api::respond::{List, changed, created, current, if_match, patched};
use crate::api::why::Why;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, incidents};

/// Which data was open to whom; only the class of data is required.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposureIn {
    /// Which data.
    #[schema(example = "customer e-mail addresses")]
    pub data_class: String,
    /// Whose.
    #[serde(default)]
    pub population: Option<String>,
    /// How many they are.
    #[serde(default)]
    pub population_count: Option<i64>,
    /// Who could see it and may not.
    #[serde(default)]
    pub unauthorised_audience: Option<String>,
    /// Since when it was open.
    #[serde(default)]
    pub window_start: Option<MomentIn>,
    /// Until when.
    #[serde(default)]
    pub window_end: Option<MomentIn>,
    /// Whether it could be accessed; `unknown` when left out.
    #[serde(default)]
    #[schema(schema_with = words::<Answer>)]
    pub access_possible: Option<String>,
    /// Whether it was accessed.
    #[serde(default)]
    #[schema(schema_with = words::<Answer>)]
    pub access_confirmed: Option<String>,
    /// Whether it left the organisation.
    #[serde(default)]
    #[schema(schema_with = words::<Answer>)]
    pub left_organisation: Option<String>,
    /// Whether it can be undone.
    #[serde(default)]
    #[schema(schema_with = words::<Answer>)]
    pub reversible: Option<String>,
    /// What else is to be said, in Markdown.
    #[serde(default)]
    pub notes: Option<String>,
}

impl From<ExposureIn> for RawExposure {
    fn from(body: ExposureIn) -> Self {
        let text = Option::unwrap_or_default;
        Self {
            data_class: body.data_class,
            population: text(body.population),
            population_count: text(body.population_count.map(|count| count.to_string())),
            unauthorised_audience: text(body.unauthorised_audience),
            window_start: raw(body.window_start),
            window_end: raw(body.window_end),
            access_possible: text(body.access_possible),
            access_confirmed: text(body.access_confirmed),
            left_organisation: text(body.left_organisation),
            reversible: text(body.reversible),
            notes: text(body.notes),
        }
    }
}

impl From<&ExposureFields> for ExposureIn {
    fn from(row: &ExposureFields) -> Self {
        Self {
            data_class: row.data_class.clone(),
            population: row.population.clone(),
            population_count: row.population_count,
            unauthorised_audience: row.unauthorised_audience.clone(),
            window_start: row.window_start.as_ref().map(MomentIn::from),
            window_end: row.window_end.as_ref().map(MomentIn::from),
            access_possible: Some(row.access_possible.to_string()),
            access_confirmed: Some(row.access_confirmed.to_string()),
            left_organisation: Some(row.left_organisation.to_string()),
            reversible: Some(row.reversible.to_string()),
            notes: Some(row.notes.clone()),
        }
    }
}

/// A row of the ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExposureOut {
    /// Id.
    pub id: Uuid,
    /// Which data.
    pub data_class: String,
    /// Whose.
    pub population: Option<String>,
    /// How many they are.
    pub population_count: Option<i64>,
    /// Who could see it and may not.
    pub unauthorised_audience: Option<String>,
    /// Since when it was open.
    pub window_start: Option<MomentOut>,
    /// Until when.
    pub window_end: Option<MomentOut>,
    /// Whether it could be accessed.
    #[schema(schema_with = words::<Answer>)]
    pub access_possible: Answer,
    /// Whether it was accessed.
    #[schema(schema_with = words::<Answer>)]
    pub access_confirmed: Answer,
    /// Whether it left the organisation.
    #[schema(schema_with = words::<Answer>)]
    pub left_organisation: Answer,
    /// Whether it can be undone.
    #[schema(schema_with = words::<Answer>)]
    pub reversible: Answer,
    /// What else is to be said, in Markdown.
    pub notes: String,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl From<Exposure> for ExposureOut {
    fn from(Exposure { id, fields, version }: Exposure) -> Self {
        Self {
            id,
            data_class: fields.data_class,
            population: fields.population,
            population_count: fields.population_count,
            unauthorised_audience: fields.unauthorised_audience,
            window_start: fields.window_start.map(Into::into),
            window_end: fields.window_end.map(Into::into),
            access_possible: fields.access_possible,
            access_confirmed: fields.access_confirmed,
            left_organisation: fields.left_organisation,
            reversible: fields.reversible,
            notes: fields.notes,
            version,
        }
    }
}

/// The exposure ledger of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/exposures", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<ExposureOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<ExposureOut>>> {
    let rows = incidents::exposures(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: rows.into_iter().map(Into::into).collect(), next: None }))
}

/// Add a row to the exposure ledger
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/exposures", tag = "Incidents",
    request_body = ExposureIn,
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 201, body = ExposureOut), (status = 422, body = Problem)))]
pub async fn add(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<ExposureIn>,
) -> Result<Response> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    let fields = ExposureFields::parse(&body.into())?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let row = store::write(&state.db, by, async |tx| {
        incidents::add_exposure(&tx, viewer, &reference, &fields).await
    })
    .await?;
    let at = format!("{}/exposures/{}", location(incident.number), row.id);
    Ok(created(&at, row.version, ExposureOut::from(row)))
}

/// Read a row of the exposure ledger
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/exposures/{id}", tag = "Incidents",
    params(
        ("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The row's id"),
    ),
    responses((status = 200, body = ExposureOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<Response> {
    let row = incidents::get_exposure(&state.db, &who.viewer, &reference, id).await?;
    Ok(current(row.version, ExposureOut::from(row)))
}

/// Change a row of the exposure ledger
#[utoipa::path(patch, path = "/api/v1/incidents/{incident}/exposures/{id}", tag = "Incidents",
    request_body = ExposureIn,
    params(
        ("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The row's id"),
    ),
    responses((status = 200, body = ExposureOut), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    headers: HeaderMap,
    extract::Json(patch): extract::Json<Value>,
) -> Result<Response> {
    let before = incidents::get_exposure(&state.db, &who.viewer, &reference, id).await?;
    let fields = ExposureFields::parse(&patched(&ExposureIn::from(&before.fields), patch)?.into())?;
    let version = if_match(&headers)?.or(Some(before.version));
    let (viewer, by) = (&who.viewer, who.by(&state));
    let written = store::write(&state.db, by, async |tx| {
        incidents::edit_exposure(&tx, viewer, &reference, id, &fields, version).await
    })
    .await;
    let now = incidents::get_exposure(&state.db, viewer, &reference, id);
    changed(written, now, |row| (row.version, ExposureOut::from(row))).await
}

/// Retract a row of the exposure ledger; the record keeps it
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/exposures/{id}", tag = "Incidents",
    params(
        ("incident" = String, Path, description = "`INC-42` or the id"),
        ("id" = Uuid, Path, description = "The row's id"),
        Why,
    ),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retract(
    State(state): State<AppState>,
    who: Require<right::EditIncident>,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
    Query(why): Query<Why>,
) -> Result<StatusCode> {
    let reason = why.said()?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| {
        incidents::retract_exposure(&tx, viewer, &reference, id, &reason).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
