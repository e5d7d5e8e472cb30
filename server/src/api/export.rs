//! `/incidents/{ref}/export`: one incident, to take away; and Markdown drawn for a preview.

use app::domain::Vocabulary;
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path, Query};
use crate::record::Loaded;
use crate::state::AppState;
use crate::store::postmortems;
use crate::{markdown, web};

/// In which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ExportQuery {
    /// `json` (everything), `md` (postmortem and timeline) or `csv` (timeline); `json` when left out.
    pub format: String,
}

/// Everything of one incident
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    record: Loaded,
    postmortem: Option<app::domain::postmortem::Postmortem>,
}

/// Take an incident away: JSON, Markdown or CSV
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/export", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id"), ExportQuery),
    responses((status = 200, description = "The file"), (status = 404, body = Problem)))]
pub async fn export(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
    Query(query): Query<ExportQuery>,
) -> Result<Response> {
    let record = Loaded::of(&state.db, &who.viewer, &reference).await?;
    let postmortem = postmortems::find(&state.db, &who.viewer, &reference).await?;
    let number = record.incident.number;
    let (kind, ending, body) = match query.format.as_str() {
        "" | "json" => {
            let whole = Whole { record, postmortem };
            let text = serde_json::to_string_pretty(&whole).map_err(Error::internal)?;
            ("application/json", "json", text)
        }
        "md" => {
            let body = postmortem.map(|postmortem| postmortem.body);
            let text = body.unwrap_or_else(|| record.draft());
            ("text/markdown; charset=utf-8", "md", format!("{text}\n\n{}", timeline(&record)))
        }
        "csv" => ("text/csv; charset=utf-8", "csv", table(&record).csv()),
        other => {
            let message = format!("“{other}” is not a form this exports. Use json, md or csv.");
            return Err(Error::BadRequest(message));
        }
    };
    let named = format!("attachment; filename=\"{number}.{ending}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, body).into_response())
}

fn timeline(record: &Loaded) -> String {
    let mut text = String::from("## Timeline\n");
    for event in &record.events {
        let who = event.actor.as_ref().map_or("", |actor| actor.name.as_str());
        let words = event.text.replace('\n', "\n  ");
        text.push_str(&format!(
            "\n- **E{}** {}, {}{}{}: {words}",
            event.seq,
            event.occurred.label(),
            event.kind.label(),
            if who.is_empty() { "" } else { ", " },
            who
        ));
    }
    text.push('\n');
    text
}

fn table(record: &Loaded) -> app::domain::trends::TrendTable {
    let columns = ["event", "at", "precision", "zone", "kind", "actor", "confidence", "text"];
    let rows = record.events.iter().map(|event| {
        vec![
            format!("E{}", event.seq),
            event.occurred.at.to_rfc3339(),
            event.occurred.precision.to_string(),
            event.occurred.zone.clone().unwrap_or_default(),
            event.kind.to_string(),
            event.actor.as_ref().map(|actor| actor.name.clone()).unwrap_or_default(),
            event.confidence.as_str().to_owned(),
            event.text.clone(),
        ]
    });
    app::domain::trends::TrendTable {
        columns: columns.map(str::to_owned).into(),
        rows: rows.collect(),
    }
}

/// Markdown to draw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewIn {
    /// The text.
    pub markdown: String,
    /// The incident whose events `E12` means.
    #[serde(default)]
    pub incident: Option<String>,
}

/// Safe HTML.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewOut {
    /// Without scripts, frames, images, forms or event handlers.
    pub html: String,
}

/// Draw Markdown as the site would
#[utoipa::path(post, path = "/api/v1/markdown/preview", tag = "Postmortems", request_body = PreviewIn,
    responses((status = 200, body = PreviewOut), (status = 422, body = Problem)))]
pub async fn preview(
    _: Require<right::ViewIncidents>,
    extract::Json(body): extract::Json<PreviewIn>,
) -> Result<Json<PreviewOut>> {
    let here = body.incident.as_deref().and_then(|word| word.parse().ok());
    let html = markdown::to_html(&body.markdown, |word| web::links::reference(here, word));
    Ok(Json(PreviewOut { html }))
}
