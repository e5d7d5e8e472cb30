//! `/incidents/{ref}/merge`, `/split` and `/moves`: two that were one, one that was two.

use app::domain::incident::IncidentNumber;
use app::domain::reference::IncidentRef;
use app::domain::regroup::{
    DoneMove, MergeIncident, MoveKind, RawMerge, RawSplit, Regrouping, SplitIncident,
};
use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{incidents, regroup};

/// Whether it is only looked at.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PreviewQuery {
    /// Says what would happen, and does nothing.
    pub preview: bool,
}

/// A merging.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeIn {
    /// The incident that takes everything.
    #[schema(example = "INC-7")]
    pub into: String,
    /// Why they are one, 10 characters or more.
    #[serde(default)]
    pub reason: String,
}

/// A splitting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitIn {
    /// The numbers of the events that go.
    #[schema(example = json!([5, 7]))]
    pub events: Vec<i32>,
    /// The incident that takes them; left out for a new one.
    #[serde(default)]
    pub into: String,
    /// What the new incident is called.
    #[serde(default)]
    pub title: String,
    /// Why they are two, 10 characters or more.
    #[serde(default)]
    pub reason: String,
}

/// An event under its new number.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedEventOut {
    /// Its address until then.
    #[schema(example = "INC-3/E5")]
    pub from: String,
    /// Its address now; without the incident where that is still to be made.
    #[schema(example = "INC-7/E17")]
    pub to: String,
}

/// What was done, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegroupingOut {
    /// The incident that gives.
    pub from: String,
    /// The incident that takes; none while a new one is only looked at.
    pub to: Option<String>,
    /// The events.
    pub events: Vec<MovedEventOut>,
    /// What to know.
    pub notes: Vec<String>,
    /// Whether it was only looked at.
    pub preview: bool,
}

impl RegroupingOut {
    fn new(done: Regrouping, preview: bool) -> Self {
        let from = IncidentNumber(done.from).to_string();
        let to = done.to.map(|number| IncidentNumber(number).to_string());
        let there = to.as_ref().map(|to| format!("{to}/")).unwrap_or_default();
        let event = |event: app::domain::regroup::Renumbered| MovedEventOut {
            from: format!("{from}/E{}", event.was),
            to: format!("{there}E{}", event.becomes),
        };
        let events = done.events.into_iter().map(event).collect();
        let clashes = done.clashes.iter().map(ToString::to_string);
        Self { events, from, to, notes: clashes.chain(done.notes).collect(), preview }
    }
}

/// Merge an incident into another; its number leads there from now on
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/merge", tag = "Incidents",
    request_body = MergeIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"), PreviewQuery),
    responses((status = 200, body = RegroupingOut), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn merge(
    State(state): State<AppState>,
    who: Require<right::Regroup>,
    Path(reference): Path<IncidentRef>,
    Query(PreviewQuery { preview }): Query<PreviewQuery>,
    extract::Json(MergeIn { into, reason }): extract::Json<MergeIn>,
) -> Result<Json<RegroupingOut>> {
    let viewer = &who.viewer;
    let parsed = MergeIncident::parse(RawMerge { into, reason });
    let done = if preview {
        regroup::plan_merge(&state.db, viewer, &reference, &parsed?.into).await?
    } else {
        who.write(&state, parsed, async |tx, command| {
            regroup::merge(&tx, viewer, &reference, &command).await
        })
        .await?
    };
    Ok(Json(RegroupingOut::new(done, preview)))
}

/// Split events off an incident, into a new one or one that is there
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/split", tag = "Incidents",
    request_body = SplitIn,
    params(("incident" = String, Path, description = "`INC-42` or the id"), PreviewQuery),
    responses((status = 200, body = RegroupingOut), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn split(
    State(state): State<AppState>,
    who: Require<right::Regroup>,
    Path(reference): Path<IncidentRef>,
    Query(PreviewQuery { preview }): Query<PreviewQuery>,
    extract::Json(body): extract::Json<SplitIn>,
) -> Result<Json<RegroupingOut>> {
    let viewer = &who.viewer;
    let SplitIn { events, into, title, reason } = body;
    let events = events.iter().map(|seq| format!("E{seq}")).collect();
    let parsed = SplitIncident::parse(RawSplit { events, into, title, reason });
    let done = if preview {
        regroup::plan_split(&state.db, viewer, &reference, &parsed?).await?
    } else {
        who.write(&state, parsed, async |tx, command| {
            regroup::split(&tx, viewer, &reference, &command).await
        })
        .await?
    };
    Ok(Json(RegroupingOut::new(done, preview)))
}

/// A merging or splitting that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneMoveOut {
    /// What was done.
    #[schema(schema_with = words::<MoveKind>)]
    pub kind: String,
    /// The incident that gave.
    #[schema(example = "INC-3")]
    pub from: String,
    /// The incident that took.
    #[schema(example = "INC-7")]
    pub to: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<String>,
    /// The events, from their old addresses to where they are now.
    pub events: Vec<MovedEventOut>,
}

impl From<DoneMove> for DoneMoveOut {
    fn from(done: DoneMove) -> Self {
        let from = IncidentNumber(done.from).to_string();
        let event = |event: app::domain::regroup::Forward| MovedEventOut {
            from: format!("{from}/E{}", event.was),
            to: format!("{}/E{}", IncidentNumber(event.incident), event.seq),
        };
        let events = done.events.into_iter().map(event).collect();
        Self {
            kind: done.kind.to_string(),
            to: IncidentNumber(done.to).to_string(),
            reason: done.reason,
            at: done.at,
            by: done.by.map(|who| who.name),
            events,
            from,
        }
    }
}

/// What an incident took in from others and gave away
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/moves", tag = "Incidents",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<DoneMoveOut>), (status = 404, body = Problem)))]
pub async fn moves(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<DoneMoveOut>>> {
    let (db, viewer) = (&state.db, &who.viewer);
    let incident = incidents::brief(db, viewer, &reference).await?;
    let mut done = regroup::taken(db, viewer, incident.id).await?;
    done.extend(regroup::given(db, viewer, incident.id).await?);
    done.sort_by_key(|done| done.at);
    Ok(Json(List { items: done.into_iter().map(Into::into).collect(), next: None }))
}
