//! What is told: from the outbox to the people, and on to the world outside.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::broadcast::error::RecvError;

use super::{letters, posts};
use crate::error::Result;
use crate::state::AppState;
use crate::store::notices::{self, Telling};
use crate::store::outbox::{self, Published};
use crate::store::{self, By, Via, webhooks};

/// How many happenings are told in one transaction.
const AT_ONCE: u64 = 100;
/// How often the loop looks when nothing wakes it.
const EVERY: Duration = Duration::from_secs(30);
/// How long it waits after it was woken, so that what happens together is told together.
const PAUSE: Duration = Duration::from_secs(2);
/// How long what was told is kept in the outbox.
const KEPT: TimeDelta = TimeDelta::days(30);

/// What one round told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Happenings taken from the outbox.
    pub taken: usize,
    /// Notices written.
    pub told: usize,
    /// E-mails sent.
    pub mailed: usize,
    /// Webhooks answered.
    pub posted: usize,
}

/// One round, as of the state's clock. A second one at the same time does nothing.
pub async fn deliver(state: &AppState) -> Result<Delivered> {
    let mut done = Delivered::default();
    loop {
        let (taken, told) = take(state).await?;
        done.taken += taken;
        done.told += told;
        if taken < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            break;
        }
    }
    // Neither waits for the other: a mail server that is away does not hold up webhooks.
    let (mailed, posted) = tokio::join!(letters::send_due(state), posts::send_due(state));
    (done.mailed, done.posted) = (mailed?, posted?);
    Ok(done)
}

pub(super) fn by(state: &AppState) -> By {
    By::new(None, Via::Job, state.clock.now())
}

/// Tells what is due in one transaction; if that fails, one by one, so that a single happening that
/// cannot be told does not hold up the others.
async fn take(state: &AppState) -> Result<(usize, usize)> {
    let due = outbox::due(&state.db, state.clock.now(), AT_ONCE).await?;
    if due.is_empty() {
        return Ok((0, 0));
    }
    match tell(state, &due).await {
        Ok(told) => return Ok((due.len(), told)),
        Err(error) => tracing::warn!(?error, "telling many at once"),
    }
    let mut told = 0;
    for event in &due {
        match tell(state, std::slice::from_ref(event)).await {
            Ok(count) => told += count,
            Err(error) => put_off(state, event, &error).await?,
        }
    }
    Ok((due.len(), told))
}

async fn tell(state: &AppState, due: &[Published]) -> store::Result<usize> {
    let telling = Telling { mails: state.config.smtp.is_some(), daily: state.config.mail_daily_at };
    store::write(&state.db, by(state), async |tx| {
        let mut told = 0;
        // Another process may have taken some of them since they were read.
        let mine = outbox::lock(&tx, due).await?;
        for event in due.iter().filter(|event| mine.contains(&event.id)) {
            told += notices::spread(&tx, event, telling).await?;
            webhooks::enqueue(&tx, event, &state.config.public_url).await?;
        }
        outbox::done(&tx, &mine).await?;
        Ok(told)
    })
    .await
}

async fn put_off(state: &AppState, event: &Published, error: &store::Error) -> Result<()> {
    tracing::error!(?error, topic = event.topic, id = %event.id, "telling");
    let again = state.clock.now() + TimeDelta::minutes(10);
    let text = format!("{error:?}");
    store::write(&state.db, by(state), async |tx| {
        outbox::failed(&tx, event.id, &text, again).await
    })
    .await?;
    Ok(())
}

/// Forgets what was told long ago; answers how much.
pub async fn prune(state: &AppState) -> Result<u64> {
    let before = state.clock.now() - KEPT;
    Ok(store::write(&state.db, by(state), async |tx| outbox::prune(&tx, before).await).await?)
}

/// Rounds without end, soon after something has happened; what fails is logged and tried again.
pub async fn run(state: AppState) {
    let mut news = state.db.subscribe();
    loop {
        match deliver(&state).await {
            Ok(done) if done != Delivered::default() => tracing::info!(?done, "told"),
            Ok(_) => {}
            Err(error) => tracing::error!(?error, "telling"),
        }
        let woken = tokio::time::timeout(EVERY, news.recv()).await;
        if matches!(woken, Ok(Err(RecvError::Closed))) {
            return;
        }
        if woken.is_ok() {
            tokio::time::sleep(PAUSE).await;
            // What has come meanwhile is told in the same round.
            news = news.resubscribe();
        }
    }
}
