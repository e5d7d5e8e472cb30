//! `/work`: what one person has to do over all incidents, changing several, and kept views.

use app::domain::Invalid;
use app::domain::remediation::Priority;
use app::domain::work::{
    ChangeWork, RawChangeWork, RawSavedView, RawWorkFilter, SaveView, SavedView, WorkFilter,
    WorkHead, WorkItem, WorkLane, lane,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::remediations::RemediationRowOut;
use super::respond::{List, Window};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, remediations, views};

type Reader = Require<right::ViewIncidents>;

/// A remediation and what it asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkOut {
    /// What it asks for.
    #[schema(schema_with = words::<WorkLane>)]
    pub lane: String,
    /// What would show that it works.
    pub measure: Option<String>,
    /// The day on which to look.
    pub check_on: Option<NaiveDate>,
    /// Until when the risk is accepted.
    pub risk_expires_on: Option<NaiveDate>,
    /// Why it came back, when it did.
    pub returned: Option<String>,
    /// The remediation.
    #[serde(flatten)]
    pub remediation: RemediationRowOut,
}

impl WorkOut {
    fn new(lane: WorkLane, item: WorkItem, today: NaiveDate) -> Self {
        Self {
            lane: lane.to_string(),
            measure: Some(item.measure).filter(|measure| !measure.is_empty()),
            check_on: item.check_on,
            risk_expires_on: item.risk_expires_on,
            returned: item.returned.map(|returned| returned.why),
            remediation: RemediationRowOut::new(item.it, today),
        }
    }
}

/// List what somebody has to do
#[utoipa::path(get, path = "/api/v1/work", tag = "Remediations",
    params(
        ("who" = Option<String>, Query, description = "An address or an id; you when left out"),
        ("lane" = Option<String>, Query, description = "`due`, `verify`, `returned`, `risks`, `later` or `proof`"),
        ("q" = Option<String>, Query, description = "Words of the title, or `REM-7`"),
        ("priority" = Option<String>, Query, description = "A priority"),
        ("type" = Option<String>, Query, description = "A type"),
        ("due" = Option<String>, Query, description = "`overdue`, `week` or `undated`"),
        ("incident" = Option<String>, Query, description = "What serves this incident"),
        Window,
    ),
    responses((status = 200, body = List<WorkOut>), (status = 422, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Query(raw): Query<RawWorkFilter>,
    Query(window): Query<Window>,
) -> Result<Json<List<WorkOut>>> {
    let filter = WorkFilter::parse(&raw)?;
    let today = state.clock.now().date_naive();
    let person = crate::web::work::person(&state, &who.viewer, &filter).await?;
    let (db, viewer) = (&state.db, &who.viewer);
    let (heads, _) = remediations::work(db, viewer, person.id, today, filter.by_incident()).await?;
    let asked = heads.iter().filter(|head| filter.matches(head, today)).filter_map(|head| {
        let lane = lane(head, person.id, today)?;
        filter.lane.is_none_or(|wanted| wanted == lane).then_some((head, lane))
    });
    let page = remediations::work_page(asked.collect(), &window.request())?;
    let ids: Vec<Uuid> = page.items.iter().map(|(head, _)| head.id).collect();
    let mut items = remediations::work_items(db, viewer, &ids).await?;
    let next = page.next;
    let out = |(head, lane): (&WorkHead, WorkLane)| {
        Some(WorkOut::new(lane, items.remove(&head.id)?, today))
    };
    Ok(Json(List { items: page.items.into_iter().filter_map(out).collect(), next }))
}

/// A change of several remediations; what is left out stays as it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeWorkIn {
    /// Which, 200 at most.
    #[schema(example = json!(["REM-7", "REM-8"]))]
    pub remediations: Vec<String>,
    /// Who does them: an address or an id.
    pub owner: Option<String>,
    /// When they are due, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// How urgent they are.
    #[schema(schema_with = words::<Priority>)]
    pub priority: Option<String>,
}

/// How many were changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedOut {
    /// How many were not so already.
    pub changed: usize,
}

/// Change several remediations at once: all of them or none
#[utoipa::path(patch, path = "/api/v1/work", tag = "Remediations", request_body = ChangeWorkIn,
    responses((status = 200, body = ChangedOut), (status = 422, body = Problem)))]
pub async fn change(
    State(state): State<AppState>,
    who: Require<right::WriteRemediation>,
    extract::Json(body): extract::Json<ChangeWorkIn>,
) -> Result<Json<ChangedOut>> {
    let command = ChangeWork::parse(&RawChangeWork {
        remediations: body.remediations,
        owner: body.owner.unwrap_or_default(),
        due: body.due.unwrap_or_default(),
        priority: body.priority.unwrap_or_default(),
    })?;
    let viewer = &who.viewer;
    let changed = store::write(&state.db, who.by(&state), async |tx| {
        remediations::change(&tx, viewer, &command).await
    })
    .await?;
    Ok(Json(ChangedOut { changed }))
}

/// A view of one's work to be kept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ViewIn {
    /// What it is called; the same name again takes the place of the one before.
    pub name: String,
    /// The filter, as in the query of `/work`.
    pub filter: BTreeMap<String, String>,
}

/// A view that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewOut {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The filter, as in the query of `/work`.
    pub filter: BTreeMap<String, String>,
}

impl From<SavedView> for ViewOut {
    fn from(view: SavedView) -> Self {
        let pairs = view.filter.pairs();
        let filter = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { id: view.id, name: view.name, filter }
    }
}

/// List your kept views
#[utoipa::path(get, path = "/api/v1/work/views", tag = "Remediations",
    responses((status = 200, body = List<ViewOut>)))]
pub async fn views(State(state): State<AppState>, who: Reader) -> Result<Json<List<ViewOut>>> {
    let found = views::list(&state.db, who.viewer.user_id).await?;
    Ok(Json(List { items: found.into_iter().map(ViewOut::from).collect(), next: None }))
}

/// Keep a view of your work
#[utoipa::path(post, path = "/api/v1/work/views", tag = "Remediations", request_body = ViewIn,
    responses((status = 201, body = ViewOut), (status = 422, body = Problem)))]
pub async fn save_view(
    State(state): State<AppState>,
    who: Reader,
    extract::Json(body): extract::Json<ViewIn>,
) -> Result<(StatusCode, Json<ViewOut>)> {
    let filter = read(body.filter)?;
    let command = SaveView::parse(RawSavedView { name: body.name, filter })?;
    let user = who.viewer.user_id;
    let view =
        store::write(&state.db, who.by(&state), async |tx| views::save(&tx, user, &command).await)
            .await?;
    Ok((StatusCode::CREATED, Json(view.into())))
}

/// The filter; a name that it does not have is refused.
fn read(named: BTreeMap<String, String>) -> Result<RawWorkFilter> {
    let mut invalid = Invalid::default();
    for name in named.keys().filter(|name| !RawWorkFilter::NAMES.contains(&name.as_str())) {
        invalid.add(format!("filter.{name}"), "There is no such filter.");
    }
    if !invalid.errors.is_empty() {
        return Err(invalid.into());
    }
    let filter = serde_json::to_value(named).and_then(serde_json::from_value);
    filter.map_err(|error| Error::Internal(error.to_string()))
}

/// Remove one of your kept views
#[utoipa::path(delete, path = "/api/v1/work/views/{id}", tag = "Remediations",
    params(("id" = Uuid, Path, description = "The view's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_view(
    State(state): State<AppState>,
    who: Reader,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    let user = who.viewer.user_id;
    store::write(&state.db, who.by(&state), async |tx| views::remove(&tx, user, id).await).await?;
    Ok(StatusCode::NO_CONTENT)
}
