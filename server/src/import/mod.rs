//! Importing files: staged on disk, looked at, then stored in one transaction, in bounded memory.
//!
//! A file is read twice, a batch of steps at a time: once to say what it would do and to find what
//! cannot be read, once to store it. Nothing holds more than a few batches.

mod archive;
mod large;
pub mod look;
pub mod mend;
pub mod receive;
pub mod scan;
pub mod staging;

use app::domain::Invalid;
use app::domain::import::slack::Choice;
use app::domain::import::{Adapter, Import, Mapping, Preview, Run};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{self, By, imports};

pub use large::recover;
pub use look::look;
pub use staging::Staged;

/// The most runs, and the most single steps, that stand on a timeline after one import; with more
/// of them all is folded below one event.
const RUNS_MAX: u64 = 200;
/// The most steps of one import that stand on the timeline themselves.
const ALONE_MAX: u64 = 2_000;

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which program wrote it.
    pub adapter: Adapter,
    /// What people call it.
    pub name: String,
    /// Leaves out what cannot be read and what is on record with another content.
    pub leave_out: bool,
    /// What the columns of a table hold.
    pub mapping: Mapping,
    /// What of an archive is imported.
    pub slack: Choice,
}

/// Imports a staged file, all of it or nothing.
pub async fn import(
    state: &AppState,
    viewer: &Viewer,
    by: By,
    reference: &IncidentRef,
    file: &Staged,
    options: &Options,
) -> Result<Import> {
    let preview = look::survey(state, viewer, reference, file, options).await?;
    refuse(&preview, options)?;
    let record = record(&preview, options);
    let by = By { via: store::Via::Import, ..by };
    if record.large {
        return large::store(state, viewer, &by, reference, file, options, &record).await;
    }
    let now = state.clock.now();
    let done = store::write(&state.db, by, async |tx| {
        let mut writer = imports::open(&tx, viewer, reference, record.clone()).await?;
        let mut batches = scan::batches(&file.path, options, now);
        while let Some(batch) = batches.recv().await {
            writer.leave_out(batch.left_out());
            writer.add(&tx, &batch.steps).await?;
        }
        writer.close(&tx).await
    })
    .await?;
    Ok(done)
}

/// What is imported, for the history.
fn record(preview: &Preview, options: &Options) -> imports::File {
    imports::File {
        adapter: options.adapter.to_string(),
        name: options.name.clone(),
        sha256: preview.sha256.clone(),
        size: preview.size,
        fold: preview.folded.then(|| all_in_one(preview, options)),
        keep: options.leave_out,
        large: preview.new >= large::FROM,
    }
}

/// Why a file is not imported as it is, if it is not.
fn refuse(preview: &Preview, options: &Options) -> Result<()> {
    let mut invalid = Invalid::default();
    if preview.steps == 0 && preview.left_out == 0 {
        invalid.add(
            "file",
            "There is nothing in this file that this import reads. Choose another kind.",
        );
    } else if preview.steps == 0 {
        invalid.add("file", told(preview, "Nothing in this file can be read"));
    } else if preview.left_out > 0 && !options.leave_out {
        let words = format!("{} records cannot be read, so nothing is stored", preview.left_out);
        invalid.add("file", told(preview, &words));
    }
    if !invalid.errors.is_empty() {
        return Err(invalid.into());
    }
    if preview.changed == 0 || options.leave_out {
        return Ok(());
    }
    let named: Vec<String> = preview
        .changed_first
        .iter()
        .map(|(id, seq)| match seq {
            Some(seq) => format!("{id} (E{seq})"),
            None => format!("{id} (twice in the file)"),
        })
        .collect();
    let message = format!(
        "{} steps have an id that is on record with another content: {}. \
         Leave those as they are on record, or edit those events.",
        preview.changed,
        named.join(", ")
    );
    Err(Error::from(app::domain::Refused::new("import-differs", message).on("file")))
}

fn told(preview: &Preview, words: &str) -> String {
    let first = preview.problems.iter().filter(|problem| problem.left_out).take(3);
    let first: Vec<String> =
        first.map(|problem| format!("{}: {}", problem.place.0, problem.message)).collect();
    format!("{words}. {}", first.join(" "))
}

/// The one event below which everything is folded.
fn all_in_one(preview: &Preview, options: &Options) -> Run {
    let short: String = preview.sha256.chars().take(16).collect();
    Run {
        external_id: format!("file {short}"),
        title: format!("{} steps from {}", preview.steps, options.name),
    }
}
