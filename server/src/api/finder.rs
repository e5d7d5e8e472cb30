//! `/incidents/{incident}/notices`: gaps and contradictions that the finder sees in the record.

use app::domain::finder::{DismissNotice, Dismissal, Judged, NoticeRule, RawDismissal};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::List;
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::record;
use crate::state::AppState;
use crate::store::{self, dismissals};

type Reader = Require<right::ViewIncidents>;
type Writer = Require<right::WriteAnalysis>;

/// Something that the record leaves open or contradicts itself in.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeOut {
    /// The rule that found it.
    #[schema(schema_with = words::<NoticeRule>)]
    pub rule: NoticeRule,
    /// What the rule looks for.
    pub definition: &'static str,
    /// What it is about, stable while the record is.
    #[schema(example = "E4-E9")]
    pub key: String,
    /// What was found.
    pub words: String,
    /// The numbers of the events that it leads to.
    pub events: Vec<i32>,
    /// Why it needs no answer, if somebody said so.
    pub dismissed: Option<DismissalOut>,
}

impl From<Judged> for NoticeOut {
    fn from(Judged { notice, dismissed }: Judged) -> Self {
        Self {
            rule: notice.rule,
            definition: notice.rule.definition(),
            key: notice.key,
            words: notice.words,
            events: notice.events,
            dismissed: dismissed.map(DismissalOut::from),
        }
    }
}

/// Somebody's word that a notice needs no answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct DismissalOut {
    /// Id.
    pub id: Uuid,
    /// The rule of the notice.
    #[schema(schema_with = words::<NoticeRule>)]
    pub rule: NoticeRule,
    /// What the notice is about.
    pub key: String,
    /// Why it needs no answer.
    pub reason: String,
    /// Who says so.
    pub by: Option<String>,
    /// Since when.
    pub at: DateTime<Utc>,
}

impl From<Dismissal> for DismissalOut {
    fn from(word: Dismissal) -> Self {
        let Dismissal { id, rule, key, reason, by, at } = word;
        Self { id, rule, key, reason, by: by.map(|by| by.name), at }
    }
}

/// A dismissal.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DismissalIn {
    /// The rule of the notice.
    #[schema(schema_with = words::<NoticeRule>)]
    pub rule: String,
    /// What the notice is about: its `key`.
    pub key: String,
    /// Why it needs no answer, in 10 characters or more.
    pub reason: String,
}

/// List what the finder notices in the record of an incident
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/notices", tag = "Finder",
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 200, body = List<NoticeOut>), (status = 404, body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<NoticeOut>>> {
    let (_, notices) = record::notices(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: notices.into_iter().map(NoticeOut::from).collect(), next: None }))
}

/// Say that a notice needs no answer
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/notices/dismissals", tag = "Finder", request_body = DismissalIn,
    params(("incident" = String, Path, description = "INC-42 or the id")),
    responses((status = 201, body = DismissalOut), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn dismiss(
    State(state): State<AppState>,
    who: Writer,
    Path(reference): Path<IncidentRef>,
    extract::Json(DismissalIn { rule, key, reason }): extract::Json<DismissalIn>,
) -> Result<(StatusCode, Json<DismissalOut>)> {
    let command = DismissNotice::parse(&RawDismissal { rule, key, reason })?;
    let (viewer, by) = (&who.viewer, who.by(&state));
    let word = store::write(&state.db, by, async |tx| {
        dismissals::dismiss(&tx, viewer, &reference, &command).await
    })
    .await?;
    Ok((StatusCode::CREATED, Json(word.into())))
}

/// Take a dismissal back
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/notices/dismissals/{id}", tag = "Finder",
    params(("incident" = String, Path, description = "INC-42 or the id"), ("id" = Uuid, Path, description = "The dismissal's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn restore(
    State(state): State<AppState>,
    who: Writer,
    Path((reference, id)): Path<(IncidentRef, Uuid)>,
) -> Result<StatusCode> {
    let (viewer, by) = (&who.viewer, who.by(&state));
    store::write(&state.db, by, async |tx| dismissals::restore(&tx, viewer, &reference, id).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
