//! `/incidents/{ref}/postmortem`: the living text, its steps, versions, reviews and remarks.

use app::domain::account::Person;
use app::domain::postmortem::{
    AskReview, MoveOn, Postmortem, PostmortemStatus, PostmortemVersion, PublishFinding, RawMoveOn,
    RawPostmortem, RawReview, RawReviewRequest, Review, ReviewOutcome, ReviewPostmortem,
    SavePostmortem,
};
use app::domain::reference::IncidentRef;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::openapi::words;
use super::problem::Problem;
use super::respond::{List, current, if_match, stale};
use crate::auth::{Require, right};
use crate::error::{Error, Result};
use crate::extract::{self, Path};
use crate::record::Loaded;
use crate::state::AppState;
use crate::store::{self, postmortems};

/// A text to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostmortemIn {
    /// Markdown; `INC-42`, `E12`, `REM-7` and `@agent` become links.
    pub body: String,
    /// What was changed, in a line.
    #[serde(default)]
    pub note: String,
}

/// The postmortem of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostmortemOut {
    /// Where it stands.
    #[schema(schema_with = words::<PostmortemStatus>)]
    pub status: PostmortemStatus,
    /// The text, in Markdown.
    pub body: String,
    /// SHA-256 of the text; a review carries it.
    pub body_hash: String,
    /// Which text it is, from 1.
    pub revision: i32,
    /// When the text was kept.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    #[schema(value_type = Option<Object>)]
    pub updated_by: Option<Person>,
    /// When it was published last.
    pub published_at: Option<DateTime<Utc>>,
    /// Who was asked for a review, and what they said.
    #[schema(value_type = Vec<Object>)]
    pub reviews: Vec<Review>,
    /// What the publish check says: errors stop publishing, warnings are worth another look.
    #[schema(value_type = Vec<Object>)]
    pub check: Vec<PublishFinding>,
    /// The version, also in `ETag`.
    pub version: i32,
}

impl PostmortemOut {
    fn new(postmortem: Postmortem, check: Vec<PublishFinding>) -> Self {
        let Postmortem { status, body, body_hash, revision, updated_at, .. } = postmortem;
        let Postmortem { updated_by, published_at, reviews, version, .. } = postmortem;
        Self {
            status,
            body,
            body_hash,
            revision,
            updated_at,
            updated_by,
            published_at,
            reviews,
            check,
            version,
        }
    }
}

/// A step to another state.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostmortemStepIn {
    /// Where it goes.
    #[schema(schema_with = words::<PostmortemStatus>)]
    pub to: String,
    /// Why; needed for taking a published one back.
    #[serde(default)]
    pub reason: String,
}

/// A review, or a request for reviews: send either `outcome` or `reviewers`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub struct ReviewIn {
    /// What you make of it: `approved` or `changes_requested`.
    #[schema(schema_with = words::<ReviewOutcome>)]
    pub outcome: String,
    /// What is to be said about it.
    pub comment: String,
    /// The `body_hash` of the text you read.
    pub body_hash: String,
    /// Whom to ask: e-mail addresses or ids.
    pub reviewers: Vec<String>,
    /// Whether they must approve before it is published; yes when left out.
    pub required: Option<bool>,
}

/// A version of the text.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostmortemVersionOut {
    /// Which text it is, from 1.
    pub revision: i32,
    /// The text.
    pub body: String,
    /// Its SHA-256.
    pub body_hash: String,
    /// What was changed.
    pub note: String,
    /// When it was kept.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    #[schema(value_type = Option<Object>)]
    pub saved_by: Option<Person>,
    /// Whether it was published.
    pub published: bool,
}

impl From<PostmortemVersion> for PostmortemVersionOut {
    fn from(version: PostmortemVersion) -> Self {
        let PostmortemVersion { revision, body, body_hash, note, saved_at, saved_by, published } =
            version;
        Self { revision, body, body_hash, note, saved_at, saved_by, published }
    }
}

/// A remark to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentIn {
    /// The words it is about; the whole text when left out.
    #[serde(default)]
    pub anchor: String,
    /// The remark, in Markdown.
    pub body: String,
}

/// A remark.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentOut {
    /// Id.
    pub id: Uuid,
    /// The revision it was made about.
    pub revision: i32,
    /// The words it is about.
    pub anchor: String,
    /// The remark.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    #[schema(value_type = Option<Object>)]
    pub by: Option<Person>,
}

impl From<postmortems::Comment> for CommentOut {
    fn from(comment: postmortems::Comment) -> Self {
        let postmortems::Comment { id, revision, anchor, body, at, by } = comment;
        Self { id, revision, anchor, body, at, by }
    }
}

async fn answer(
    state: &AppState,
    viewer: &app::domain::permission::Viewer,
    reference: &IncidentRef,
    postmortem: Postmortem,
) -> Result<Response> {
    let check = Loaded::of(&state.db, viewer, reference).await?.check(&postmortem);
    Ok(current(postmortem.version, PostmortemOut::new(postmortem, check)))
}

/// Read the postmortem
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/postmortem", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = PostmortemOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Response> {
    let postmortem = postmortems::get(&state.db, &who.viewer, &reference).await?;
    answer(&state, &who.viewer, &reference, postmortem).await
}

/// Keep a text as the next version
#[utoipa::path(put, path = "/api/v1/incidents/{incident}/postmortem", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")), request_body = PostmortemIn,
    responses((status = 200, body = PostmortemOut), (status = 412, body = Problem)))]
pub async fn save(
    State(state): State<AppState>,
    who: Require<right::WritePostmortem>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<PostmortemIn>,
) -> Result<Response> {
    let command = SavePostmortem::parse(RawPostmortem { body: body.body, note: body.note })?;
    let version = if_match(&headers)?;
    let written = store::write(&state.db, who.by(&state), async |tx| {
        postmortems::save(&tx, &who.viewer, &reference, &command, version).await
    })
    .await;
    match written {
        Ok(postmortem) => answer(&state, &who.viewer, &reference, postmortem).await,
        Err(error) if error.is_stale() => {
            let now = postmortems::get(&state.db, &who.viewer, &reference).await?;
            Err(stale(&PostmortemOut::new(now, Vec::new())))
        }
        Err(error) => Err(Error::from(error)),
    }
}

/// Send to review, publish, or take back to draft
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/postmortem/status", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")), request_body = PostmortemStepIn,
    responses((status = 200, body = PostmortemOut), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn move_on(
    State(state): State<AppState>,
    who: Require<right::WritePostmortem>,
    Path(reference): Path<IncidentRef>,
    headers: HeaderMap,
    extract::Json(body): extract::Json<PostmortemStepIn>,
) -> Result<Response> {
    let step = MoveOn::parse(RawMoveOn { to: body.to, reason: body.reason })?;
    let version = if_match(&headers)?;
    let postmortem = step_to(&state, &who, &reference, &step, version).await?;
    answer(&state, &who.viewer, &reference, postmortem).await
}

/// Takes the step; publishing, and taking back what is published, need the right to publish.
pub(crate) async fn step_to(
    state: &AppState,
    who: &Require<right::WritePostmortem>,
    reference: &IncidentRef,
    step: &MoveOn,
    version: Option<i32>,
) -> Result<Postmortem> {
    let before = postmortems::get(&state.db, &who.viewer, reference).await?;
    if [before.status, step.to].contains(&PostmortemStatus::Published) {
        let publish = app::domain::permission::Right::PublishPostmortem;
        who.viewer.require(publish).map_err(Error::Forbidden)?;
    }
    let findings = Loaded::of(&state.db, &who.viewer, reference).await?.check(&before);
    let moved = store::write(&state.db, who.by(state), async |tx| {
        postmortems::move_on(&tx, &who.viewer, reference, step, &findings, version).await
    });
    Ok(moved.await?)
}

/// List every version, newest first
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/postmortem/versions", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<PostmortemVersionOut>)))]
pub async fn versions(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<PostmortemVersionOut>>> {
    let items = postmortems::versions(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: items.into_iter().map(Into::into).collect(), next: None }))
}

/// List the reviews
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/postmortem/reviews", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<Object>)))]
pub async fn reviews(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<Review>>> {
    let postmortem = postmortems::get(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: postmortem.reviews, next: None }))
}

/// Review the text you read, or ask others to
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/postmortem/reviews", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")), request_body = ReviewIn,
    responses((status = 200, body = PostmortemOut), (status = 422, body = Problem)))]
pub async fn review(
    State(state): State<AppState>,
    who: Require<right::ReviewPostmortem>,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<ReviewIn>,
) -> Result<Response> {
    let ReviewIn { outcome, comment, body_hash, reviewers, required } = body;
    let postmortem = if reviewers.is_empty() {
        let command = ReviewPostmortem::parse(RawReview { outcome, comment, body_hash })?;
        let written = store::write(&state.db, who.by(&state), async |tx| {
            postmortems::review(&tx, &who.viewer, &reference, &command).await
        });
        written.await?
    } else {
        let required = required.map(|required| required.to_string()).unwrap_or_default();
        let command = AskReview::parse(RawReviewRequest { reviewers, required })?;
        let written = store::write(&state.db, who.by(&state), async |tx| {
            postmortems::ask(&tx, &who.viewer, &reference, &command).await
        });
        written.await?
    };
    answer(&state, &who.viewer, &reference, postmortem).await
}

/// List the remarks
#[utoipa::path(get, path = "/api/v1/incidents/{incident}/postmortem/comments", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")),
    responses((status = 200, body = List<CommentOut>)))]
pub async fn comments(
    State(state): State<AppState>,
    who: Require<right::ViewIncidents>,
    Path(reference): Path<IncidentRef>,
) -> Result<Json<List<CommentOut>>> {
    let items = postmortems::comments(&state.db, &who.viewer, &reference).await?;
    Ok(Json(List { items: items.into_iter().map(CommentOut::from).collect(), next: None }))
}

/// Add a remark
#[utoipa::path(post, path = "/api/v1/incidents/{incident}/postmortem/comments", tag = "Postmortems",
    params(("incident" = String, Path, description = "`INC-42` or the id")), request_body = CommentIn,
    responses((status = 201, body = CommentOut), (status = 422, body = Problem)))]
pub async fn comment(
    State(state): State<AppState>,
    who: Require<right::ReviewPostmortem>,
    Path(reference): Path<IncidentRef>,
    extract::Json(body): extract::Json<CommentIn>,
) -> Result<Response> {
    let made = store::write(&state.db, who.by(&state), async |tx| {
        postmortems::comment(&tx, &who.viewer, &reference, &body.anchor, &body.body).await
    })
    .await?;
    Ok((StatusCode::CREATED, Json(CommentOut::from(made))).into_response())
}
