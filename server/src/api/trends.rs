//! `/trends/{figure}`: the numbers behind the leadership page, with how each is computed.

use app::domain::Vocabulary;
use app::domain::figures::{TrendFigure, WITHIN_DAYS};
use app::domain::incident::{IncidentFilter, RawIncidentFilter};
use app::domain::permission::Viewer;
use app::domain::trends::{Asked, Trends};
use axum::Json;
use axum::extract::State;
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::state::AppState;
use crate::store::trends;

/// Which period; the last twelve months when left out.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[serde(default)]
pub struct Period {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
    /// Within how many days a recurrence counts against a fix, 1 to 730; 90 when left out.
    pub within: String,
}

/// A figure with everything needed to check it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendOut {
    /// Which figure.
    pub figure: String,
    /// What it says.
    pub definition: String,
    /// Whom it counts.
    pub population: String,
    /// Whom it leaves out.
    pub exclusions: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// How many incidents are counted.
    pub n: usize,
    /// The heads of the points.
    pub columns: Vec<String>,
    /// The points, as in the table of the page and in its CSV.
    pub points: Vec<Vec<String>>,
}

/// The figures of a period, as far as `viewer` may see what they are made of.
pub(crate) async fn load(
    state: &AppState,
    viewer: &Viewer,
    period: &Period,
    filter: &RawIncidentFilter,
) -> Result<Trends> {
    let now = state.clock.now();
    let today = now.date_naive();
    let to = day("to", &period.to)?.unwrap_or(today);
    let year_before = to.checked_sub_months(Months::new(11)).unwrap_or(to);
    let from = day("from", &period.from)?.unwrap_or(year_before);
    let span = (to - from).num_days();
    if !(0..=3660).contains(&span) {
        let message = "Choose a period that ends after it begins, of ten years at most.";
        return Err(Error::Invalid(app::domain::Invalid::one("from", message)));
    }
    let filter = IncidentFilter::parse(filter)?;
    let within = days(&period.within)?;
    let record = trends::record(&state.db, viewer, &filter, (from, to)).await?;
    Ok(Trends::of(record, &Asked { from, to, within, now }))
}

fn days(text: &str) -> Result<u32> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(WITHIN_DAYS);
    }
    text.parse().ok().filter(|days| (1..=730).contains(days)).ok_or_else(|| {
        Error::Invalid(app::domain::Invalid::one("within", "Write a number of days from 1 to 730."))
    })
}

fn day(field: &str, text: &str) -> Result<Option<NaiveDate>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| app::domain::Invalid::one(field, "Write a day like 2026-03-17.");
    Ok(Some(text.parse().map_err(wrong)?))
}

/// Read a figure with its points
#[utoipa::path(get, path = "/api/v1/trends/{figure}", tag = "Trends",
    params(("figure" = String, Path, description = "incidents, durations, factors, controls, families, remediations, overdue, strength, coverage, time_to_verified, recurrence, time_to_recurrence or repeat_while_open"), Period),
    responses((status = 200, body = TrendOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(figure): Path<String>,
    Query(period): Query<Period>,
    Query(filter): Query<RawIncidentFilter>,
) -> Result<Json<TrendOut>> {
    let figure = TrendFigure::from_word(&figure).ok_or(Error::NotFound)?;
    let trends = load(&state, &who.viewer, &period, &filter).await?;
    let table = trends.table(figure);
    Ok(Json(TrendOut {
        figure: figure.to_string(),
        definition: figure.definition().to_owned(),
        population: figure.population().to_owned(),
        exclusions: figure.exclusions().to_owned(),
        from: trends.from,
        to: trends.to,
        n: trends.n,
        columns: table.columns,
        points: table.rows,
    }))
}
