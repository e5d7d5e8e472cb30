//! Webhooks: sent one after the other; one that fails is left alone until the next round.

use chrono::TimeDelta;

use super::deliver::by;
use crate::error::Result;
use crate::state::AppState;
use crate::store;
use crate::store::webhooks::{self, Post};
use crate::webhooks::{client, signature};

/// How long a claimed delivery is left to who claimed it; longer than sending may take.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// Sends what is due; answers how many were delivered.
pub async fn send_due(state: &AppState) -> Result<usize> {
    let (mut sent, mut failing) = (0, Vec::new());
    loop {
        let claim = store::write(&state.db, by(state), async |tx| {
            webhooks::claim(&tx, LEASE, &failing).await
        });
        let Some(post) = claim.await? else { return Ok(sent) };
        let answer = send(state, &post).await;
        let (answered, error) = match answer {
            Ok(status @ 200..300) => {
                store::write(&state.db, by(state), async |tx| {
                    webhooks::delivered(&tx, &post, status).await
                })
                .await?;
                sent += 1;
                continue;
            }
            Ok(status) => (Some(status), format!("it answered {status}")),
            Err(error) => (None, error),
        };
        tracing::warn!(webhook = %post.webhook, %error, attempt = post.attempt, "a webhook failed");
        failing.push(post.webhook);
        store::write(&state.db, by(state), async |tx| {
            webhooks::failed(&tx, &post, answered, &error).await
        })
        .await?;
    }
}

async fn send(state: &AppState, post: &Post) -> std::result::Result<u16, String> {
    let timestamp = state.clock.now().timestamp();
    let id = post.id.to_string();
    let headers = [
        ("webhook-signature", signature::sign(&post.secret, &id, timestamp, &post.body)),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-id", id),
    ];
    client::post(&post.url, &headers, post.body.clone(), state.config.webhooks_to_private).await
}
