//! Rows of a timeline as HTML, outside of their page.

use app::domain::incident::IncidentNumber;
use app::pages::incident::timeline::{LiveRows, RowNews};
use uuid::Uuid;

use super::note::Note;
use super::stream::Looks;
use crate::error::Result;
use crate::render;
use crate::state::AppState;
use crate::store::{claims, events, incidents, links};
use crate::web::timeline_entries as entries;

/// Draws the rows of these events as they are now; the caller has looked up the incident.
pub async fn rows(
    state: &AppState,
    incident: Uuid,
    seqs: &[i32],
    looks: Looks,
    news: Option<RowNews>,
) -> Result<String> {
    let db = &state.db;
    let number: IncidentNumber = incidents::number_of(db, incident).await?;
    let found = events::these(db, incident, seqs).await?;
    // Only what touches these: a message costs the same, however long the timeline is.
    let ids: Vec<Uuid> = found.iter().map(|event| event.id).collect();
    let rows = LiveRows {
        number,
        entries: entries(db, number, found).await?,
        links: links::touching(db, incident, &ids).await?,
        claims: claims::about(db, &ids).await?,
        by_known: looks.by_known,
        writes: looks.writes,
        news,
    };
    Ok(render::part(chrono_tz::Tz::UTC, || rows.view()))
}

/// What is told of a change that no row shows.
pub(super) fn sentence(note: &Note) -> String {
    let did = match note.action.split('.').next().unwrap_or_default() {
        _ if note.action == "incident.change_status" => "moved the incident to another status",
        _ if note.action == "incident.change_severity" => "changed the severity",
        _ if note.action == "incident.hand_over" => "changed who does what",
        "event" => "changed many events",
        "factor" => "changed the contributing factors",
        "control" => "changed the controls",
        "remediation" => "changed the remediations",
        "postmortem" => "changed the postmortem",
        "exposure" => "changed the exposures",
        "evidence" => "changed the evidence",
        "claim" => "changed a claim about the whole",
        _ => "changed the incident",
    };
    let by = note.by.map(|id| id.to_string()).unwrap_or_default();
    let redraws = note.action.starts_with("claim.");
    let end = if redraws { "." } else { ". Reload the page to see it." };
    let text = format!("{} {did}{end}", note.by_name);
    render::part(chrono_tz::Tz::UTC, || {
        app::pages::incident::timeline::live_news(by, text, redraws)
    })
}
