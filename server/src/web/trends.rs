//! The leadership page, and its figures as CSV.

use app::domain::Vocabulary;
use app::domain::figures::TrendFigure;
use app::domain::incident::RawIncidentFilter;
use app::pages::trends::TrendsPage;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::api::trends::{Period, load};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::render::Frame;
use crate::state::AppState;

/// `GET /trends`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    who: Require<right::ViewIncidents>,
    Query(period): Query<Period>,
    Query(filter): Query<RawIncidentFilter>,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let query = query.unwrap_or_default();
    let mut page = TrendsPage { filter, query, ..TrendsPage::default() };
    (page.from, page.to) = (period.from.clone(), period.to.clone());
    page.within.clone_from(&period.within);
    let status = match load(&state, &who.viewer, &period, &page.filter).await {
        Ok(trends) => {
            page.trends = Some(trends);
            StatusCode::OK
        }
        Err(Error::Invalid(invalid)) => {
            page.invalid = invalid;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(error) => return Err(error),
    };
    Ok(frame.show(status, page))
}

/// `GET /trends/{figure}.csv`
pub async fn csv(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(file): Path<String>,
    Query(period): Query<Period>,
    Query(filter): Query<RawIncidentFilter>,
) -> Result<Response> {
    let name = file.strip_suffix(".csv").ok_or(Error::NotFound)?;
    let figure = TrendFigure::from_word(name).ok_or(Error::NotFound)?;
    let trends = load(&state, &who.viewer, &period, &filter).await?;
    let named = format!("attachment; filename=\"{figure}-{}-{}.csv\"", trends.from, trends.to);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, named),
    ];
    Ok((headers, trends.table(figure).csv()).into_response())
}
