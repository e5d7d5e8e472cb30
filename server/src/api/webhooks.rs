//! `/webhooks` and `/hooks`: whom outside is told, and which trackers may tell what is done.

use app::domain::webhook::{
    AddHook, AddWebhook, Delivery, Hook, Provider, RawHook, RawWebhook, Webhook, WebhookTopic,
};
use app::paths;
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
use crate::auth::{Require, right, secret};
use crate::error::Result;
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::{self, webhooks};
use crate::web::hooks::stored;
use crate::webhooks::signature;

type Admin = Require<right::ManageWebhooks>;

/// Somewhere to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookIn {
    /// Where the news goes, with `https://`.
    pub url: String,
    /// What it is told of.
    #[schema(schema_with = topics)]
    pub topics: Vec<String>,
}

fn topics() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new().items(words::<WebhookTopic>()).build()
}

/// Somewhere that is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookOut {
    /// Its id.
    pub id: Uuid,
    /// Where the news goes.
    pub url: String,
    /// What it is told of.
    #[schema(schema_with = topics)]
    pub topics: Vec<WebhookTopic>,
    /// Whether it is told at present.
    pub active: bool,
    /// Why it is not.
    pub off_because: Option<String>,
    /// Since when every try has failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// What signs the news; only in the answer that adds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl From<Webhook> for WebhookOut {
    fn from(it: Webhook) -> Self {
        let Webhook { id, url, topics, active, off_because, failing_since, created_at } = it;
        Self { id, url, topics, active, off_because, failing_since, created_at, secret: None }
    }
}

/// List webhooks
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "Administration",
    responses((status = 200, body = List<WebhookOut>)))]
pub async fn list(State(state): State<AppState>, _: Admin) -> Result<Json<List<WebhookOut>>> {
    let items = webhooks::list(&state.db).await?.into_iter().map(WebhookOut::from).collect();
    Ok(Json(List { items, next: None }))
}

/// Add a webhook; its secret is in this answer only
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "Administration", request_body = WebhookIn,
    responses((status = 201, body = WebhookOut), (status = 422, body = Problem)))]
pub async fn add(
    State(state): State<AppState>,
    who: Admin,
    extract::Json(body): extract::Json<WebhookIn>,
) -> Result<(StatusCode, Json<WebhookOut>)> {
    let raw = RawWebhook { url: body.url, topics: body.topics };
    let command = AddWebhook::parse(&raw, state.config.webhooks_to_private)?;
    let secret = signature::new_secret();
    let it = store::write(&state.db, who.by(&state), async |tx| {
        webhooks::add(&tx, &command, &secret).await
    })
    .await?;
    let body = WebhookOut { secret: Some(secret), ..WebhookOut::from(it) };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Read a webhook
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The webhook's id")),
    responses((status = 200, body = WebhookOut), (status = 404, body = Problem)))]
pub async fn show(
    State(state): State<AppState>,
    _: Admin,
    Path(id): Path<Uuid>,
) -> Result<Json<WebhookOut>> {
    Ok(Json(webhooks::get(&state.db, id).await?.into()))
}

/// Whether a webhook is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchIn {
    /// Whether it is told from now on.
    pub active: bool,
}

/// Switch a webhook on or off
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The webhook's id")), request_body = SwitchIn,
    responses((status = 200, body = WebhookOut), (status = 404, body = Problem)))]
pub async fn change(
    State(state): State<AppState>,
    who: Admin,
    Path(id): Path<Uuid>,
    extract::Json(body): extract::Json<SwitchIn>,
) -> Result<Json<WebhookOut>> {
    let it = store::write(&state.db, who.by(&state), async |tx| {
        webhooks::switch(&tx, id, body.active).await
    })
    .await?;
    Ok(Json(it.into()))
}

/// Remove a webhook
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The webhook's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove(
    State(state): State<AppState>,
    who: Admin,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    store::write(&state.db, who.by(&state), async |tx| webhooks::remove(&tx, id).await).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a test to a webhook; what became of it is in its deliveries
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "Administration",
    params(("id" = Uuid, Path, description = "The webhook's id")),
    responses((status = 202), (status = 404, body = Problem)))]
pub async fn test(
    State(state): State<AppState>,
    who: Admin,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    store::write(&state.db, who.by(&state), async |tx| webhooks::enqueue_test(&tx, id).await)
        .await?;
    tokio::spawn(async move { crate::jobs::send_webhooks(&state).await });
    Ok(StatusCode::ACCEPTED)
}

/// One piece of news for one webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryOut {
    /// Its id, sent as `webhook-id`, the same at every try.
    pub id: Uuid,
    /// What it tells.
    pub topic: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// The status of the last answer.
    pub answered: Option<i32>,
    /// What went wrong last.
    pub error: Option<String>,
    /// When it was delivered.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub gave_up_at: Option<DateTime<Utc>>,
    /// When it is tried next.
    pub due_at: DateTime<Utc>,
}

impl From<Delivery> for DeliveryOut {
    fn from(it: Delivery) -> Self {
        Self {
            id: it.id,
            topic: it.topic,
            at: it.at,
            attempts: it.attempts,
            answered: it.answered,
            error: it.error,
            delivered_at: it.delivered_at,
            gave_up_at: it.gave_up_at,
            due_at: it.due_at,
        }
    }
}

/// List the last hundred deliveries of a webhook
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "Administration",
    params(("id" = Uuid, Path, description = "The webhook's id")),
    responses((status = 200, body = List<DeliveryOut>), (status = 404, body = Problem)))]
pub async fn deliveries(
    State(state): State<AppState>,
    _: Admin,
    Path(id): Path<Uuid>,
) -> Result<Json<List<DeliveryOut>>> {
    webhooks::get(&state.db, id).await?;
    let items = webhooks::log(&state.db, id).await?.into_iter().map(DeliveryOut::from).collect();
    Ok(Json(List { items, next: None }))
}

/// A tracker that may tell what is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HookIn {
    /// Who tells.
    #[schema(schema_with = words::<Provider>)]
    pub provider: String,
    /// What it is called here.
    pub name: String,
    /// The provider's own secret, 16 characters or more; one is made without it.
    #[serde(default)]
    pub secret: String,
}

/// A tracker that is believed.
#[derive(Debug, Serialize, ToSchema)]
pub struct HookOut {
    /// Its id.
    pub id: Uuid,
    /// Who tells.
    #[schema(schema_with = words::<Provider>)]
    pub provider: Provider,
    /// What it is called here.
    pub name: String,
    /// Where it tells.
    pub url: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last believed.
    pub used_at: Option<DateTime<Utc>>,
    /// What proves it; only in the answer that adds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl HookOut {
    fn new(hook: Hook, base: &str) -> Self {
        let url = format!("{base}{}", paths::hook(hook.provider, hook.id));
        let Hook { id, provider, name, created_at, used_at } = hook;
        Self { id, provider, name, url, created_at, used_at, secret: None }
    }
}

/// List trackers that may tell what is done
#[utoipa::path(get, path = "/api/v1/hooks", tag = "Administration",
    responses((status = 200, body = List<HookOut>)))]
pub async fn list_hooks(State(state): State<AppState>, _: Admin) -> Result<Json<List<HookOut>>> {
    let found = webhooks::hooks(&state.db).await?;
    let base = &state.config.public_url;
    let items = found.into_iter().map(|hook| HookOut::new(hook, base)).collect();
    Ok(Json(List { items, next: None }))
}

/// Add a tracker; its secret is in this answer only
#[utoipa::path(post, path = "/api/v1/hooks", tag = "Administration", request_body = HookIn,
    responses((status = 201, body = HookOut), (status = 422, body = Problem)))]
pub async fn add_hook(
    State(state): State<AppState>,
    who: Admin,
    extract::Json(body): extract::Json<HookIn>,
) -> Result<(StatusCode, Json<HookOut>)> {
    let HookIn { provider, name, secret } = body;
    let command = AddHook::parse(&RawHook { provider, name, secret })?;
    let plain = command.secret.clone().unwrap_or_else(secret::generate);
    let kept = stored(command.provider, &plain);
    let hook = store::write(&state.db, who.by(&state), async |tx| {
        webhooks::add_hook(&tx, &command, &kept).await
    })
    .await?;
    let out = HookOut::new(hook, &state.config.public_url);
    Ok((StatusCode::CREATED, Json(HookOut { secret: Some(plain), ..out })))
}

/// Revoke a tracker
#[utoipa::path(delete, path = "/api/v1/hooks/{id}", tag = "Administration",
    params(("id" = Uuid, Path, description = "The tracker's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn revoke_hook(
    State(state): State<AppState>,
    who: Admin,
    Path(id): Path<Uuid>,
) -> Result<StatusCode> {
    store::write(&state.db, who.by(&state), async |tx| webhooks::revoke_hook(&tx, id).await)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
