//! Uploaded files, on disk until they are imported or a day is over.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures_util::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::error::{Error, Result};

/// The largest file that is imported, in bytes.
pub const FILE_MAX: u64 = 128 * 1024 * 1024;
/// How long a file waits to be imported.
const KEPT: Duration = Duration::from_hours(24);

/// A file that waits to be imported.
#[derive(Clone, Debug)]
pub struct Staged {
    /// What it is asked for by: of this user and this incident alone.
    pub id: Uuid,
    /// Where it is.
    pub path: PathBuf,
}

/// Keeps what `body` sends.
pub async fn keep<B, E>(user: Uuid, incident: Uuid, mut body: B) -> Result<Staged>
where
    B: Stream<Item = Result<axum::body::Bytes, E>> + Unpin,
{
    let folder = folder();
    tokio::fs::create_dir_all(&folder).await.map_err(Error::internal)?;
    sweep(&folder).await;
    let id = Uuid::now_v7();
    let path = place(user, incident, id);
    let mut staged = Guard(Some(path.clone()));
    let mut file = tokio::fs::File::create_new(&path).await.map_err(Error::internal)?;
    let mut size = 0_u64;
    while let Some(chunk) = body.next().await {
        let broken =
            || Error::BadRequest("The file did not arrive whole; nothing was stored.".into());
        let chunk = chunk.map_err(|_| broken())?;
        size += chunk.len() as u64;
        if size > FILE_MAX {
            return Err(Error::TooLarge);
        }
        file.write_all(&chunk).await.map_err(Error::internal)?;
    }
    file.flush().await.map_err(Error::internal)?;
    staged.0 = None;
    Ok(Staged { id, path })
}

/// The file that this user has uploaded for this incident, if it still waits.
pub async fn find(user: Uuid, incident: Uuid, id: Uuid) -> Option<Staged> {
    let path = place(user, incident, id);
    tokio::fs::try_exists(&path).await.ok().filter(|there| *there)?;
    Some(Staged { id, path })
}

/// Whether there is nothing in a file.
pub async fn is_blank(file: &Staged) -> bool {
    let Ok(about) = tokio::fs::metadata(&file.path).await else { return true };
    // A form sends a blank field as nothing, or as a line end.
    about.len() <= 2
}

/// Forgets a file.
pub async fn forget(file: &Staged) {
    if let Err(error) = tokio::fs::remove_file(&file.path).await {
        tracing::warn!(%error, "an imported file could not be removed");
    }
}

/// Removes what was written so far when an upload breaks off.
struct Guard(Option<PathBuf>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            drop(std::fs::remove_file(path));
        }
    }
}

fn folder() -> PathBuf {
    std::env::temp_dir().join("throughline-imports")
}

fn place(user: Uuid, incident: Uuid, id: Uuid) -> PathBuf {
    folder().join(format!("{user}.{incident}.{id}"))
}

/// Removes what nobody came back for.
async fn sweep(folder: &Path) {
    let Ok(mut files) = tokio::fs::read_dir(folder).await else { return };
    while let Ok(Some(file)) = files.next_entry().await {
        let Ok(about) = file.metadata().await else { continue };
        let written = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        if written.elapsed().is_ok_and(|age| age > KEPT) {
            drop(tokio::fs::remove_file(file.path()).await);
        }
    }
}
