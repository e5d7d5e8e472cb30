//! What the server does on its own account: one loop, and nothing in it that a second run would do
//! twice.

mod deliver;
mod letters;
mod posts;

use std::time::Duration;

use crate::error::Result;
use crate::evidence;
use crate::state::AppState;
use crate::store::{self, By, Via, due_policy, remediations};

pub use deliver::{Delivered, deliver, run as run_deliveries};
pub use posts::send_due as send_webhooks;

/// How long the loop rests between two rounds.
const EVERY: Duration = Duration::from_mins(1);

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Accepted risks that came back because their time was over.
    pub expired: usize,
    /// Verifiers who were asked because their day had come.
    pub asked: usize,
}

/// One round, as of the state's clock. A second one at the same time does nothing.
pub async fn round(state: &AppState) -> Result<Done> {
    let now = state.clock.now();
    let today = now.date_naive();
    if !remediations::waiting(&state.db, today).await? {
        return Ok(Done::default());
    }
    let by = By::new(None, Via::Job, now);
    let done = store::write(&state.db, by, async |tx| {
        Ok(Done {
            expired: remediations::expire_risks(&tx, today).await?,
            asked: remediations::ask_verifiers(&tx, today).await?,
        })
    });
    Ok(done.await?)
}

/// Reminds of what is due or overdue, each once; answers how often.
pub async fn remind(state: &AppState) -> Result<usize> {
    let now = state.clock.now();
    let today = now.date_naive();
    let policy = due_policy::get(&state.db).await?;
    if !remediations::to_remind(&state.db, &policy, today).await? {
        return Ok(0);
    }
    let by = By::new(None, Via::Job, now);
    let done =
        store::write(&state.db, by, async |tx| remediations::remind(&tx, &policy, today).await);
    Ok(done.await?)
}

/// Rounds without end; what fails is logged and tried again in the next one.
pub async fn run(state: AppState) {
    // Nobody else writes to SQLite, so what is unfinished at the start is left over.
    let mut alone = !state.db.is_shared();
    let mut pruned = None;
    loop {
        recover(&state, std::mem::take(&mut alone)).await;
        let today = state.clock.now().date_naive();
        if pruned.replace(today) != Some(today) {
            if let Err(error) = deliver::prune(&state).await {
                tracing::error!(?error, "forgetting what was told");
            }
            sweep(&state).await;
        }
        match round(&state).await {
            Ok(done) if done != Done::default() => tracing::info!(?done, "jobs"),
            Ok(_) => {}
            Err(error) => tracing::error!(?error, "jobs"),
        }
        if let Err(error) = remind(&state).await {
            tracing::error!(?error, "reminding");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn recover(state: &AppState, alone: bool) {
    match crate::import::recover(state, alone).await {
        Ok(0) => {}
        Ok(left) => {
            tracing::info!(left, "imports that a stopped server left are removed or finished");
        }
        Err(error) => tracing::error!(?error, "imports that a stopped server left"),
    }
}

/// Removes files that no evidence names.
async fn sweep(state: &AppState) {
    match evidence::sweep(state, state.clock.now()).await {
        Ok(0) => {}
        Ok(gone) => tracing::info!(gone, "files that nothing names are removed"),
        Err(error) => tracing::error!(?error, "files that nothing names"),
    }
}
