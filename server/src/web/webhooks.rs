//! Webhooks in both directions, for administrators.

use app::domain::webhook::{AddHook, AddWebhook, RawHook, RawWebhook};
use app::pages::sent::Trouble;
use app::pages::webhooks::{WebhookPage, WebhooksPage};
use app::paths;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use super::hooks::stored;
use crate::auth::{Require, right, secret};
use crate::error::{Error, Result};
use crate::extract::{Form, Path};
use crate::jobs;
use crate::render::Frame;
use crate::state::AppState;
use crate::store::{self, webhooks};
use crate::webhooks::signature;

type Admin = Require<right::ManageWebhooks>;

async fn load(state: &AppState) -> Result<WebhooksPage> {
    Ok(WebhooksPage {
        webhooks: webhooks::list(&state.db).await?,
        hooks: webhooks::hooks(&state.db).await?,
        base: state.config.public_url.clone(),
        ..WebhooksPage::default()
    })
}

/// `GET /admin/webhooks`
pub async fn list(State(state): State<AppState>, frame: Frame, _: Admin) -> Result<Response> {
    Ok(frame.show(StatusCode::OK, load(&state).await?))
}

/// `POST /admin/webhooks`: shows the new secret once, on the page that answers.
pub async fn add(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Form(raw): Form<RawWebhook>,
) -> Result<Response> {
    let parsed = AddWebhook::parse(&raw, state.config.webhooks_to_private);
    let done = who.write(&state, parsed, async |tx, command| {
        let secret = signature::new_secret();
        webhooks::add(&tx, &command, &secret).await?;
        Ok((command.url, secret))
    });
    let refill =
        |page: &mut WebhooksPage, trouble: Trouble| (page.errors, page.raw) = (trouble.into(), raw);
    tell_once(&frame, &state, done.await, refill).await
}

/// `POST /admin/webhooks/incoming`: shows the address and the secret once.
pub async fn add_hook(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Form(raw): Form<RawHook>,
) -> Result<Response> {
    let done = who.write(&state, AddHook::parse(&raw), async |tx, command| {
        let plain = command.secret.clone().unwrap_or_else(secret::generate);
        let kept = stored(command.provider, &plain);
        let hook = webhooks::add_hook(&tx, &command, &kept).await?;
        let path = paths::hook(hook.provider, hook.id);
        Ok((format!("{}{path}", state.config.public_url), plain))
    });
    let refill = |page: &mut WebhooksPage, trouble: Trouble| {
        page.hook_errors = trouble.into();
        page.raw_hook = RawHook { secret: String::new(), ..raw };
    };
    tell_once(&frame, &state, done.await, refill).await
}

/// The list with the address and the secret of what was `made`, or with the form again.
async fn tell_once(
    frame: &Frame,
    state: &AppState,
    made: Result<(String, String)>,
    refill: impl FnOnce(&mut WebhooksPage, Trouble),
) -> Result<Response> {
    match made {
        Ok(made) => {
            let page = WebhooksPage { made: Some(made), ..load(state).await? };
            Ok(frame.show(StatusCode::OK, page))
        }
        Err(error) => frame.again(error, load(state), refill).await,
    }
}

/// `POST /admin/webhooks/incoming/{id}/revoke`
pub async fn revoke_hook(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    store::write(&state.db, who.by(&state), async |tx| webhooks::revoke_hook(&tx, id).await)
        .await?;
    Ok(frame.redirect(paths::WEBHOOKS, "It is no longer believed."))
}

/// `GET /admin/webhooks/{id}`
pub async fn show(
    State(state): State<AppState>,
    frame: Frame,
    _: Admin,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let it = webhooks::get(&state.db, id).await?;
    let log = webhooks::log(&state.db, id).await?;
    Ok(frame.show(StatusCode::OK, WebhookPage { it, log }))
}

/// `POST /admin/webhooks/{id}/{act}`: `test`, `on`, `off` or `remove`.
pub async fn act(
    State(state): State<AppState>,
    frame: Frame,
    who: Admin,
    Path((id, act)): Path<(Uuid, String)>,
) -> Result<Response> {
    let by = who.by(&state);
    let news = match act.as_str() {
        "test" => {
            store::write(&state.db, by, async |tx| webhooks::enqueue_test(&tx, id).await).await?;
            tokio::spawn(async move { jobs::send_webhooks(&state).await });
            "A test is on its way; its answer shows below."
        }
        "on" | "off" => {
            let on = act == "on";
            store::write(&state.db, by, async |tx| webhooks::switch(&tx, id, on).await).await?;
            if on { "Switched on." } else { "Switched off." }
        }
        "remove" => {
            store::write(&state.db, by, async |tx| webhooks::remove(&tx, id).await).await?;
            return Ok(frame.redirect(paths::WEBHOOKS, "The webhook is removed."));
        }
        _ => return Err(Error::NotFound),
    };
    Ok(frame.redirect(&paths::webhook(id), news))
}
