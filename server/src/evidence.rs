//! Evidence in files, where the record and the vault meet: keeping what came in, handing out what is
//! asked for, looking at all of it, and sweeping away what nothing names.

use app::domain::custody::{ContentState, CustodyAct};
use app::domain::evidence::{AddEvidence, Evidence, FileFacts, RawEvidence};
use app::domain::permission::Viewer;
use app::domain::reference::IncidentRef;
use chrono::{DateTime, TimeDelta, Utc};

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{self, By, Tx, evidence};
use crate::upload::Incoming;
use crate::vault::Naming;

/// How old something must be before nothing naming it makes it an orphan.
const ORPHAN_AFTER: TimeDelta = TimeDelta::days(1);

/// Files whose contents are kept, with what is said of each: to be added in one write.
#[derive(Clone, Debug, Default)]
pub struct NewFiles(Vec<(AddEvidence, FileFacts)>);

impl NewFiles {
    /// Keeps the contents of files that came in. A title is for one file; several are titled by their
    /// names.
    ///
    /// # Errors
    /// `Invalid` when what is said of them is wrong; then nothing is kept.
    pub async fn keep(
        state: &AppState,
        naming: &Naming<'_>,
        files: Vec<Incoming>,
        said: &RawEvidence,
    ) -> Result<Self> {
        let several = files.len() > 1;
        let mut new = Vec::new();
        for file in &files {
            let mut said = said.clone();
            if several {
                said.title = String::new();
            }
            let facts = FileFacts {
                file_name: file.name.clone(),
                sha256: file.content.sha256.clone(),
                size: file.content.size,
                media_type: file.content.media_type.clone(),
            };
            new.push((AddEvidence::parse_file(said, &file.name)?, facts));
        }
        for file in files {
            state.vault.keep(naming, file.content).await?;
        }
        Ok(Self(new))
    }

    /// Adds them to the record; as evidence of `event` too, if there is one.
    pub async fn add(
        &self,
        tx: &Tx,
        viewer: &Viewer,
        reference: &IncidentRef,
        event: Option<i32>,
    ) -> store::Result<Vec<Evidence>> {
        let mut added = Vec::new();
        for (command, facts) in &self.0 {
            let mut command = command.clone();
            command.events.extend(event);
            added.push(evidence::add_file(tx, viewer, reference, &command, facts).await?);
        }
        Ok(added)
    }
}

/// The contents of a file, whole: what came out was hashed again. That they were taken along is
/// noted; so is what was found when they are not what they were.
pub async fn download(
    state: &AppState,
    viewer: &Viewer,
    by: By,
    reference: &IncidentRef,
    file: &Evidence,
    act: CustodyAct,
) -> Result<tokio::fs::File> {
    let (Some(sha256), None) = (&file.sha256, file.purged_at) else { return Err(Error::NotFound) };
    match state.vault.open(sha256).await {
        Ok(contents) => {
            store::write(&state.db, by, async |tx| {
                evidence::looked_at(&tx, viewer, reference, file.id, act).await
            })
            .await?;
            Ok(contents)
        }
        Err(error) => {
            if let Some(found) = error.state() {
                note(state, by, sha256, found).await?;
            }
            Err(error.into())
        }
    }
}

async fn note(state: &AppState, by: By, sha256: &str, found: ContentState) -> Result<()> {
    let write = store::write(&state.db, by, async |tx| evidence::checked(&tx, sha256, found).await);
    Ok(write.await?)
}

/// Hashes contents again and notes what was found.
pub async fn verify(state: &AppState, by: By, sha256: &str) -> Result<ContentState> {
    let found = match state.vault.open(sha256).await {
        Ok(_) => ContentState::Whole,
        Err(error) => error.state().ok_or(error)?,
    };
    note(state, by, sha256, found).await?;
    Ok(found)
}

/// What a look at all files found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many contents are whole.
    pub whole: usize,
    /// The evidence whose contents are altered or missing.
    pub damaged: Vec<(ContentState, evidence::Checked)>,
}

/// Hashes all files again, and says which are missing or altered.
pub async fn verify_all(state: &AppState, by: &By) -> Result<Report> {
    let (mut report, mut last) = (Report::default(), None::<(String, ContentState)>);
    for file in evidence::contents(&state.db).await? {
        let found = match last.take().filter(|(sha256, _)| *sha256 == file.sha256) {
            Some((_, found)) => found,
            None => {
                let found = verify(state, by.clone(), &file.sha256).await?;
                report.whole += usize::from(found == ContentState::Whole);
                found
            }
        };
        last = Some((file.sha256.clone(), found));
        if found != ContentState::Whole {
            report.damaged.push((found, file));
        }
    }
    Ok(report)
}

/// Removes contents that nothing names and what broken uploads left, once they are a day old;
/// answers how many.
pub async fn sweep(state: &AppState, now: DateTime<Utc>) -> Result<usize> {
    let before = now - ORPHAN_AFTER;
    let _alone = state.vault.sweeping().await;
    let old = state.vault.list().await?.into_iter().filter(|kept| kept.at < before);
    let old: Vec<String> = old.map(|kept| kept.sha256).collect();
    let mut gone = state.vault.tidy(before).await?;
    for orphan in evidence::unnamed(&state.db, &old).await? {
        state.vault.remove(&orphan).await?;
        gone += 1;
    }
    Ok(gone)
}
