//! `POST /hooks/{provider}/{id}`: a tracker tells that linked work is done.
//!
//! Proven by its signature, in time, and counted once. A sender that is not believed hears the same
//! whether the hook exists or not.

use app::domain::Refused;
use app::domain::webhook::{Provider, closed, told_at};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::TimeDelta;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::auth::secret;
use crate::error::{Error, Result};
use crate::extract::{self, Path};
use crate::state::AppState;
use crate::store::webhooks::{self, Known};
use crate::store::{self, By, Via, hex};
use crate::webhooks::signature;

/// How old a message may be: as long as providers try again.
const OLD: TimeDelta = TimeDelta::days(3);
/// How far a provider's clock may be ahead.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

/// What became of a message.
#[derive(Debug, Serialize)]
pub struct Received {
    /// `moved`, `nothing_linked`, `seen_before` or `ignored`.
    pub outcome: &'static str,
    /// What moved.
    pub remediations: Vec<String>,
}

/// `POST /hooks/{provider}/{id}`
pub async fn receive(
    State(state): State<AppState>,
    Path((provider, id)): Path<(Provider, Uuid)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Received>> {
    let known = webhooks::find_hook(&state.db, provider, id).await?;
    let known = known.filter(|known| is_proven(known, &headers, &body)).ok_or(Error::SignIn)?;
    let message: Value = extract::parse_json(&body)?;
    let event = header(&headers, "x-github-event");
    let done = closed(provider, event, &message);
    let now = state.clock.now();
    if let Some(at) = told_at(provider, event, &message)
        && (at < now - OLD || at > now + AHEAD)
    {
        let words = "This message is not of now: it is too old, or a clock is wrong.";
        return Err(Refused::new("not-in-time", words).into());
    }
    let hash = hex(&Sha256::digest(&body));
    let delivery = delivery(provider, &headers).unwrap_or(&hash);
    let by = By::new(None, Via::Webhook, now);
    let moved = store::write(&state.db, by, async |tx| {
        webhooks::receive(&tx, &known.hook, (delivery, hash.as_str()), done.as_ref()).await
    })
    .await?;
    let outcome = match &moved {
        None => "seen_before",
        Some(_) if done.is_none() => "ignored",
        Some(moved) if moved.is_empty() => "nothing_linked",
        Some(_) => "moved",
    };
    let numbers = moved.unwrap_or_default().into_iter().map(|n| format!("REM-{n}")).collect();
    Ok(Json(Received { outcome, remediations: numbers }))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What is kept of a secret: all of what signs, and only the hash of what is sent along.
pub fn stored(provider: Provider, plain: &str) -> String {
    match provider {
        Provider::GitLab => secret::hash(plain),
        _ => plain.to_owned(),
    }
}

fn is_proven(known: &Known, headers: &HeaderMap, body: &[u8]) -> bool {
    let signed = |given: &str| signature::is_signed(&known.secret, body, given);
    let with_prefix =
        |name: &str| header(headers, name).strip_prefix("sha256=").is_some_and(signed);
    match known.hook.provider {
        Provider::GitHub => with_prefix("x-hub-signature-256"),
        Provider::Jira => with_prefix("x-hub-signature"),
        Provider::Linear => signed(header(headers, "linear-signature")),
        Provider::GitLab => signature::is_secret(&known.secret, header(headers, "x-gitlab-token")),
    }
}

/// The provider's own name of the message; 200 bytes are enough for it.
fn delivery(provider: Provider, headers: &HeaderMap) -> Option<&str> {
    let names: &[&str] = match provider {
        Provider::GitHub => &["x-github-delivery"],
        Provider::GitLab => &["idempotency-key", "x-gitlab-event-uuid"],
        Provider::Jira => &["x-atlassian-webhook-identifier"],
        Provider::Linear => &["linear-delivery"],
    };
    names.iter().map(|name| header(headers, name)).find(|id| !id.is_empty() && id.len() <= 200)
}
