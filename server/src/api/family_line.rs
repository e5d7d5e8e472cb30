//! `/recurrence/families/{id}/line`: a family over time; and taking a rejection back.

use app::domain::recurrence::{Story, StoryFix, StoryIncident};
use app::domain::remediation::RemediationStatus;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::Path;
use crate::state::AppState;
use crate::store::{families, findings};

/// An incident on the line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineIncidentOut {
    /// Its number.
    #[schema(example = "INC-42")]
    pub number: String,
    /// Its title.
    pub title: String,
    /// Not before this it began.
    pub earliest: DateTime<Utc>,
    /// Before this it began.
    pub latest: DateTime<Utc>,
    /// Whether it was said when it began; else these are when it was recorded.
    pub said: bool,
}

impl From<StoryIncident> for LineIncidentOut {
    fn from(incident: StoryIncident) -> Self {
        let StoryIncident { number, title, earliest, latest, said, .. } = incident;
        Self { number: format!("INC-{number}"), title, earliest, latest, said }
    }
}

/// A fix on the line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineFixOut {
    /// Its number.
    #[schema(example = "REM-7")]
    pub number: String,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    #[schema(schema_with = words::<RemediationStatus>)]
    pub status: RemediationStatus,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it should have taken effect.
    pub due: Option<NaiveDate>,
    /// When it took effect.
    pub effective_at: Option<DateTime<Utc>>,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it was given up: superseded, declined, or its risk accepted.
    pub ended_at: Option<DateTime<Utc>>,
    /// The incidents of the family that it serves.
    pub serves: Vec<String>,
    /// Incidents of the family that certainly began while it was open and not given up.
    pub recurred_while_open: Vec<String>,
    /// Incidents of the family that certainly began after it took effect and before it was given up.
    pub recurred_after_effect: Vec<String>,
}

impl LineFixOut {
    fn new(fix: StoryFix, incidents: &[StoryIncident]) -> Self {
        let names = |numbers: &[i32]| numbers.iter().map(|n| format!("INC-{n}")).collect();
        let found = fix.recurred(incidents);
        Self {
            number: format!("REM-{}", fix.number),
            serves: names(&fix.serves),
            recurred_while_open: names(&found.while_open),
            recurred_after_effect: names(&found.after_effect),
            title: fix.title,
            status: fix.status,
            created_at: fix.created_at,
            due: fix.due,
            effective_at: fix.effective_at,
            verified_at: fix.verified_at,
            ended_at: fix.ended_at,
        }
    }
}

/// A family over time, as far as you may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FamilyLineOut {
    /// Its incidents, as they began.
    pub incidents: Vec<LineIncidentOut>,
    /// The remediations that serve them, as they were written down.
    pub fixes: Vec<LineFixOut>,
}

/// A family over time: its incidents and its fixes
#[utoipa::path(get, path = "/api/v1/recurrence/families/{id}/line", tag = "Recurrence",
    params(("id" = Uuid, Path, description = "The family's id")),
    responses((status = 200, body = FamilyLineOut), (status = 404, body = Problem)))]
pub async fn line(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(id): Path<Uuid>,
) -> Result<Json<FamilyLineOut>> {
    let Story { incidents, fixes } = families::story(&state.db, &who.viewer, id).await?;
    let fix = |fix| LineFixOut::new(fix, &incidents);
    Ok(Json(FamilyLineOut {
        fixes: fixes.into_iter().map(fix).collect(),
        incidents: incidents.iter().cloned().map(Into::into).collect(),
    }))
}

/// Take a rejection back: it may be suggested again
#[utoipa::path(delete, path = "/api/v1/recurrence/findings/{id}/rejection", tag = "Recurrence",
    params(("id" = Uuid, Path, description = "The finding's id, or that of a relation `not_similar`")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn take_back(
    State(state): State<AppState>,
    who: Require<right::WriteAnalysis>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    let viewer = &who.viewer;
    who.write(&state, Ok(id), async |tx, id| findings::take_back(&tx, viewer, id).await).await?;
    Ok(StatusCode::NO_CONTENT)
}
