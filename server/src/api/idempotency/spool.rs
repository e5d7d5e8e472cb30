//! Bodies that may be large: kept on disk without a name while their hash is taken, then read again.

use std::io::SeekFrom;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use crate::error::{Error, Result};
use crate::import::staging;
use crate::state::AppState;
use crate::upload::FILES_MAX;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;
/// The room for the fields beside the files of a form, in bytes.
const FIELDS: u64 = 4 * 1024 * 1024;

/// How many bytes the body of this address may have, when it is one of files.
pub(super) fn room(state: &AppState, path: &str) -> Option<u64> {
    if path.starts_with("/api/v1/import/") {
        return Some(staging::FILE_MAX);
    }
    let files = path.ends_with("/evidence/files");
    files.then(|| state.vault.max_bytes().saturating_mul(FILES_MAX as u64).saturating_add(FIELDS))
}

/// Keeps a body on disk, puts it into the hash, and answers one that says the same.
pub(super) async fn keep(body: Body, hash: &mut Sha256, room: u64) -> Result<Body> {
    let file = tempfile::tempfile().map_err(Error::internal)?;
    let (mut file, mut size) = (File::from_std(file), 0_u64);
    let mut body = body.into_data_stream();
    while let Some(piece) = body.next().await {
        let broken =
            |_| Error::BadRequest("The body did not arrive whole; nothing was stored.".into());
        let piece = piece.map_err(broken)?;
        size += piece.len() as u64;
        if size > room {
            return Err(Error::TooLarge);
        }
        hash.update(&piece);
        file.write_all(&piece).await.map_err(Error::internal)?;
    }
    file.flush().await.map_err(Error::internal)?;
    file.seek(SeekFrom::Start(0)).await.map_err(Error::internal)?;
    let pieces = stream::try_unfold(file, async |mut file: File| {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), file)))
    });
    Ok(Body::from_stream(pieces))
}
