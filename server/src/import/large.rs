//! Large imports: many short writes, so that others get through between them, and one moment at
//! which all of it is seen. What breaks off is removed, by itself or when the server starts again.

use app::domain::import::Import;
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use chrono::TimeDelta;
use uuid::Uuid;

use super::{Options, Staged, scan};
use crate::error::Result;
use crate::state::AppState;
use crate::store::import_parts::{self as parts, Unfinished};
use crate::store::{self, By, Via, imports};

/// From how many new steps on an import is large.
pub(super) const FROM: u64 = 2_000;
/// How long an import that is under way may stand still; each of its parts takes seconds.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);

/// Stores a file in parts.
pub(super) async fn store(
    state: &AppState,
    viewer: &Viewer,
    by: &By,
    reference: &IncidentRef,
    file: &Staged,
    options: &Options,
    record: &imports::File,
) -> Result<Import> {
    let mut writer = store::write(&state.db, by, async |tx| {
        imports::open(&tx, viewer, reference, record.clone()).await
    })
    .await?;
    let mut begun = Begun { state: state.clone(), import: Some(writer.import()) };
    let now = state.clock.now();
    let mut batches = scan::batches(&file.path, options, now);
    while let Some(batch) = batches.recv().await {
        let (before, batch) = (&writer, &batch);
        writer = store::write(&state.db, by, async |tx| {
            let mut next = before.clone();
            parts::beat(&tx, next.import()).await?;
            next.leave_out(batch.left_out());
            next.add(&tx, &batch.steps).await?;
            Ok(next)
        })
        .await?;
    }
    let writer = &writer;
    let import = store::write(&state.db, by, async |tx| writer.clone().close(&tx).await).await?;
    begun.import = None;
    index_beside(state.clone(), import.id);
    Ok(import)
}

/// Makes an import findable while nobody waits for it; what is not done is done by [`recover`].
fn index_beside(state: AppState, import: Uuid) {
    tokio::spawn(async move {
        if let Err(error) = index(&state, import).await {
            tracing::error!(?error, "making an import findable");
        }
    });
}

/// An import that is being stored: given up when it is dropped.
struct Begun {
    state: AppState,
    import: Option<Uuid>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        let Some(import) = self.import.take() else { return };
        let state = self.state.clone();
        tokio::spawn(async move {
            if let Err(error) = abandon(&state, import).await {
                tracing::error!(?error, "giving up an import");
            }
        });
    }
}

async fn index(state: &AppState, import: Uuid) -> Result<()> {
    let mut after = None;
    loop {
        let by = By::new(None, Via::Import, state.clock.now());
        let next =
            store::write(&state.db, by, async |tx| parts::index_part(&tx, import, after).await);
        match next.await? {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

async fn abandon(state: &AppState, import: Uuid) -> Result<()> {
    loop {
        let by = By::new(None, Via::Import, state.clock.now());
        let more = store::write(&state.db, by, async |tx| parts::abandon_part(&tx, import).await);
        if !more.await? {
            return Ok(());
        }
    }
}

/// Removes or finishes what a stopped server has left: `alone`, all that is unfinished; else what
/// has not moved for a while, because another server may be at it. Answers how many imports that were.
pub async fn recover(state: &AppState, alone: bool) -> Result<usize> {
    let patience = if alone { TimeDelta::zero() } else { PATIENCE };
    let left = parts::unfinished(&state.db, state.clock.now() - patience).await?;
    for one in &left {
        match *one {
            Unfinished::Storing(import) => abandon(state, import).await?,
            Unfinished::Indexing(import) => index(state, import).await?,
        }
    }
    Ok(left.len())
}
