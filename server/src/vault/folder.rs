//! Contents in a folder: `sha256/ab/ab…`, put there by renaming a finished file, so that a name
//! always has all of its bytes behind it.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::NamedTempFile;

use super::{Error, Kept, Received, Result, blocking, is_hash};

/// Contents in a folder.
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    fn incoming(&self) -> PathBuf {
        self.root.join("incoming")
    }

    fn kept(&self) -> PathBuf {
        self.root.join("sha256")
    }

    fn place(&self, sha256: &str) -> Result<PathBuf> {
        // Names come from the database; a path made of anything else would lead out of here.
        if !is_hash(sha256) {
            return Err(Error::Missing);
        }
        Ok(self.kept().join(&sha256[..2]).join(sha256))
    }

    /// A new file beside the kept ones, which is gone when it is dropped.
    pub(super) async fn temporary(&self) -> Result<NamedTempFile> {
        let incoming = self.incoming();
        blocking(move || {
            fs::create_dir_all(&incoming)?;
            NamedTempFile::new_in(&incoming)
        })
        .await
    }

    /// A new file without a name.
    pub(super) async fn temporary_file(&self) -> Result<File> {
        let incoming = self.incoming();
        blocking(move || {
            fs::create_dir_all(&incoming)?;
            tempfile::tempfile_in(&incoming)
        })
        .await
    }

    /// Puts what is on disk already under its hash. Over the same contents as well: it renews their
    /// age, and mends them when they were altered.
    pub(super) async fn keep(&self, received: Received) -> Result<()> {
        let (place, kept) = (self.place(&received.sha256)?, self.kept());
        let file = received.into_file();
        blocking(move || {
            let shelf = place.parent().unwrap_or(&kept).to_owned();
            fs::create_dir_all(&shelf)?;
            file.persist(&place).map_err(|error| error.error)?;
            // The names have to reach the disk too, from the new one up to the folder's own.
            for folder in [&*shelf, &*kept, kept.parent().unwrap_or(&kept)] {
                sync(folder)?;
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn open(&self, sha256: &str) -> Result<File> {
        let place = self.place(sha256)?;
        match blocking(move || File::open(place)).await {
            Err(Error::Io(error)) if error.kind() == ErrorKind::NotFound => Err(Error::Missing),
            other => other,
        }
    }

    pub(super) async fn list(&self) -> Result<Vec<Kept>> {
        let kept = self.kept();
        blocking(move || {
            let mut found = Vec::new();
            for shelf in entries(&kept)? {
                for file in entries(&shelf)? {
                    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                    if is_hash(name) {
                        let at = DateTime::<Utc>::from(file.metadata()?.modified()?);
                        found.push(Kept { sha256: name.to_owned(), at });
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    pub(super) async fn remove(&self, sha256: &str) -> Result<()> {
        let place = self.place(sha256)?;
        blocking(move || match fs::remove_file(place) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
        })
        .await
    }

    pub(super) async fn tidy(&self, before: DateTime<Utc>) -> Result<usize> {
        let incoming = self.incoming();
        blocking(move || {
            let mut gone = 0;
            for file in entries(&incoming)? {
                if DateTime::<Utc>::from(file.metadata()?.modified()?) < before {
                    fs::remove_file(file)?;
                    gone += 1;
                }
            }
            Ok(gone)
        })
        .await
    }
}

/// What is in a folder; a folder that is not there is empty.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn sync(folder: &Path) -> std::io::Result<()> {
    if folder.as_os_str().is_empty() { Ok(()) } else { File::open(folder)?.sync_all() }
}
