//! `/notifications`: what one is told, what one wants to hear, and whom one follows.

use app::domain::notice::{Followed, MailWhen, Notice, NoticeKind, NoticeWishes, RawNoticeWishes};
use app::domain::reference::{IncidentRef, RemediationRef};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::{List, Window};
use crate::auth::{Require, right};
use crate::error::Result;
use crate::extract::{self, Path, Query};
use crate::state::AppState;
use crate::store::{self, incidents, notices, remediations};

type Reader = Require<right::ViewIncidents>;

/// Something that you are told.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeOut {
    /// Its id.
    pub id: Uuid,
    /// What it tells.
    #[schema(schema_with = words::<NoticeKind>)]
    pub kind: String,
    /// What it is about, `INC-42` or `REM-7`; none for what is about the installation.
    pub about: Option<String>,
    /// The title of what it is about.
    pub title: Option<String>,
    /// What happened, in a sentence.
    pub text: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// When you read it.
    pub read_at: Option<DateTime<Utc>>,
}

impl From<Notice> for NoticeOut {
    fn from(notice: Notice) -> Self {
        let text = notice.sentence();
        let (about, title) = notice.subject.map(|it| (it.reference, it.title)).unzip();
        let Notice { id, kind, at, read_at, .. } = notice;
        Self { id, kind: kind.to_string(), about, title, text, at, read_at }
    }
}

/// Which notices.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
pub struct Which {
    /// Only those that are unread.
    pub unread: bool,
}

/// List what you are told
#[utoipa::path(get, path = "/api/v1/notifications", tag = "Notifications",
    params(Which, Window), responses((status = 200, body = List<NoticeOut>)))]
pub async fn list(
    State(state): State<AppState>,
    who: Reader,
    Query(which): Query<Which>,
    Query(window): Query<Window>,
) -> Result<Json<List<NoticeOut>>> {
    let page = notices::page(&state.db, &who.viewer, which.unread, &window.request()).await?;
    Ok(Json(page.map(NoticeOut::from).into()))
}

/// Which are read now.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadIn {
    /// These.
    pub ids: Vec<Uuid>,
    /// All of them.
    pub all: bool,
}

/// How many were unread.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadOut {
    /// How many were unread before.
    pub read: u64,
}

/// Mark notices as read
#[utoipa::path(post, path = "/api/v1/notifications/read", tag = "Notifications",
    request_body = ReadIn, responses((status = 200, body = ReadOut)))]
pub async fn read(
    State(state): State<AppState>,
    who: Reader,
    extract::Json(body): extract::Json<ReadIn>,
) -> Result<Json<ReadOut>> {
    let user = who.viewer.user_id;
    let read = store::write(&state.db, who.by(&state), async |tx| {
        if body.all {
            return notices::mark_all_read(&tx, user).await;
        }
        notices::mark_read(&tx, user, &body.ids).await
    })
    .await?;
    Ok(Json(ReadOut { read }))
}

/// What you want to hear.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishesDto {
    /// Whether notices are shown in the program.
    pub in_app: bool,
    /// When they come by e-mail, several in one.
    #[schema(schema_with = words::<MailWhen>)]
    pub email: String,
}

impl From<NoticeWishes> for WishesDto {
    fn from(wishes: NoticeWishes) -> Self {
        Self { in_app: wishes.shown, email: wishes.mail.to_string() }
    }
}

/// Read what you want to hear
#[utoipa::path(get, path = "/api/v1/notifications/preferences", tag = "Notifications",
    responses((status = 200, body = WishesDto)))]
pub async fn wishes(State(state): State<AppState>, who: Reader) -> Result<Json<WishesDto>> {
    Ok(Json(notices::wishes(&state.db, who.viewer.user_id).await?.into()))
}

/// Say what you want to hear
#[utoipa::path(put, path = "/api/v1/notifications/preferences", tag = "Notifications",
    request_body = WishesDto,
    responses((status = 200, body = WishesDto), (status = 422, body = Problem)))]
pub async fn set_wishes(
    State(state): State<AppState>,
    who: Reader,
    extract::Json(body): extract::Json<WishesDto>,
) -> Result<Json<WishesDto>> {
    let shown = if body.in_app { "true" } else { "" };
    let wishes = NoticeWishes::parse(&RawNoticeWishes { shown: shown.into(), mail: body.email })
        .map_err(|mut invalid| {
            for error in &mut invalid.errors {
                error.field = if error.field == "mail" { "email" } else { "in_app" }.into();
            }
            invalid
        })?;
    store::write(&state.db, who.by(&state), async |tx| {
        notices::set_wishes(&tx, who.viewer.user_id, wishes).await
    })
    .await?;
    Ok(Json(wishes.into()))
}

async fn set(
    state: &AppState,
    who: &Reader,
    kind: Followed,
    id: Uuid,
    on: bool,
) -> Result<StatusCode> {
    let user = who.viewer.user_id;
    store::write(&state.db, who.by(state), async |tx| {
        if on {
            return notices::follow(&tx, user, kind, id).await;
        }
        notices::unfollow(&tx, user, id).await
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Follow an incident
#[utoipa::path(put, path = "/api/v1/incidents/{incident}/follow", tag = "Notifications",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn follow_incident(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<StatusCode> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    set(&state, &who, Followed::Incident, incident.id, true).await
}

/// Stop following an incident
#[utoipa::path(delete, path = "/api/v1/incidents/{incident}/follow", tag = "Notifications",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn unfollow_incident(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<IncidentRef>,
) -> Result<StatusCode> {
    let incident = incidents::brief(&state.db, &who.viewer, &reference).await?;
    set(&state, &who, Followed::Incident, incident.id, false).await
}

/// Follow a remediation
#[utoipa::path(put, path = "/api/v1/remediations/{remediation}/follow", tag = "Notifications",
    params(("remediation" = String, Path, description = "`REM-7` or the id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn follow_remediation(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<StatusCode> {
    let it = remediations::get(&state.db, &who.viewer, &reference).await?;
    set(&state, &who, Followed::Remediation, it.id, true).await
}

/// Stop following a remediation
#[utoipa::path(delete, path = "/api/v1/remediations/{remediation}/follow", tag = "Notifications",
    params(("remediation" = String, Path, description = "`REM-7` or the id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn unfollow_remediation(
    State(state): State<AppState>,
    who: Reader,
    Path(reference): Path<RemediationRef>,
) -> Result<StatusCode> {
    let it = remediations::get(&state.db, &who.viewer, &reference).await?;
    set(&state, &who, Followed::Remediation, it.id, false).await
}
