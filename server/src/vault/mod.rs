//! Where the contents of evidence are kept: each once, under its SHA-256, in a folder or in a bucket
//! of an S3-compatible store. What comes in is streamed to a temporary file, hashed and looked at on
//! the way; what goes out is hashed again before its first byte leaves.

mod bucket;
mod error;
mod folder;
mod receive;

use std::io::{Read, Seek};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use bucket::Bucket;
pub use bucket::BucketSettings;
pub use error::Error;
use folder::Folder;
pub use receive::Received;

/// The vault's answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What an operator says of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where contents are kept, or only what is on its way when there is a bucket.
    pub folder: PathBuf,
    /// The bucket that keeps the contents, if one does.
    pub bucket: Option<BucketSettings>,
    /// The most bytes of a file.
    pub max_bytes: u64,
    /// The media types that are taken, `text/plain` or `image/*`.
    pub types: Vec<String>,
}

/// Keeps the contents of evidence.
pub struct Vault {
    settings: Settings,
    folder: Folder,
    bucket: Option<Bucket>,
    /// Held for reading from keeping contents until the record names them, for writing by the sweep.
    naming: RwLock<()>,
}

/// While this is held, nothing that was just kept is taken for an orphan.
pub type Naming<'a> = RwLockReadGuard<'a, ()>;

/// Contents that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// When they were last put there.
    pub at: DateTime<Utc>,
}

impl Vault {
    /// The largest file that is kept, in bytes.
    pub fn max_bytes(&self) -> u64 {
        self.settings.max_bytes
    }

    /// A vault as the operator wants it; nothing is touched until it is used.
    pub fn new(settings: &Settings) -> Self {
        Self {
            folder: Folder::new(settings.folder.clone()),
            bucket: settings.bucket.clone().map(Bucket::new),
            settings: settings.clone(),
            naming: RwLock::new(()),
        }
    }

    /// What the operator said.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// To be held from before [`keep`](Self::keep) until the record names what was kept.
    pub async fn naming(&self) -> Naming<'_> {
        self.naming.read().await
    }

    /// To be held while orphans are looked up and removed.
    pub async fn sweeping(&self) -> RwLockWriteGuard<'_, ()> {
        self.naming.write().await
    }

    /// Keeps what was received, so that it survives whatever happens next. The same contents twice
    /// are kept once.
    pub async fn keep(&self, _: &Naming<'_>, received: Received) -> Result<()> {
        match &self.bucket {
            Some(bucket) => bucket.keep(received).await,
            None => self.folder.keep(received).await,
        }
    }

    /// The contents with this hash, from the beginning; hashed again, and refused when they are not
    /// what they were.
    pub async fn open(&self, sha256: &str) -> Result<tokio::fs::File> {
        let file = match &self.bucket {
            Some(bucket) => bucket.fetch(sha256, self.folder.temporary_file().await?).await?,
            None => self.folder.open(sha256).await?,
        };
        let (file, found) = blocking(move || hashed(file)).await?;
        if found == sha256 { Ok(tokio::fs::File::from_std(file)) } else { Err(Error::Altered) }
    }

    /// Everything that is kept.
    pub async fn list(&self) -> Result<Vec<Kept>> {
        match &self.bucket {
            Some(bucket) => bucket.list().await,
            None => self.folder.list().await,
        }
    }

    /// Removes contents; those that are not there are removed already.
    pub async fn remove(&self, sha256: &str) -> Result<()> {
        match &self.bucket {
            Some(bucket) => bucket.remove(sha256).await,
            None => self.folder.remove(sha256).await,
        }
    }

    /// Removes what uploads that broke off before `before` have left; answers how many.
    pub async fn tidy(&self, before: DateTime<Utc>) -> Result<usize> {
        self.folder.tidy(before).await
    }

    /// Whether files can be put here; the error is for the operator.
    pub async fn check(&self) -> Result<()> {
        drop(self.folder.temporary().await?);
        match &self.bucket {
            Some(bucket) => bucket.check().await,
            None => Ok(()),
        }
    }
}

/// Does what would hold up other requests on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other)?.map_err(Error::from)
}

/// The SHA-256 of a file, which is at its beginning again afterwards.
fn hashed(mut file: std::fs::File) -> std::io::Result<(std::fs::File, String)> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 64 * 1024]);
    file.rewind()?;
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    file.rewind()?;
    Ok((file, crate::store::hex(&hash.finalize())))
}

/// Whether this is the name of contents: a SHA-256 in hexadecimal.
fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
