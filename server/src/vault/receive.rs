//! Taking contents in: streamed to disk, counted, hashed and looked at on the way, never whole in
//! memory.

use std::fmt::Display;

use axum::body::Bytes;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use super::{Error, Result, Settings, Vault};

/// How many bytes tell what sort of contents these are.
const HEAD: usize = 8 * 1024;
/// How much of a refused upload is read past its limit, so that the sender gets to the answer.
const PATIENCE: u64 = 1024 * 1024 * 1024;

/// Contents that are on disk, and not yet under their name.
pub struct Received {
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size: i64,
    /// What they are, judged by themselves.
    pub media_type: String,
    file: NamedTempFile,
}

impl Received {
    pub(super) fn into_file(self) -> NamedTempFile {
        self.file
    }

    pub(super) fn path(&self) -> &std::path::Path {
        self.file.path()
    }
}

/// What was seen of contents so far.
#[derive(Default)]
struct Seen {
    size: u64,
    hash: Sha256,
    head: Vec<u8>,
}

impl Seen {
    fn take(&mut self, chunk: &[u8], settings: &Settings) -> Result<()> {
        self.size += chunk.len() as u64;
        if self.size > settings.max_bytes {
            return Err(Error::TooLarge { max: settings.max_bytes });
        }
        self.hash.update(chunk);
        let room = HEAD - self.head.len();
        if room > 0 {
            self.head.extend_from_slice(&chunk[..room.min(chunk.len())]);
            if self.head.len() == HEAD {
                self.judge(settings)?;
            }
        }
        Ok(())
    }

    fn judge(&self, settings: &Settings) -> Result<&'static str> {
        let found = media_type(&self.head);
        if settings.types.iter().any(|taken| fits(taken, found)) {
            return Ok(found);
        }
        Err(Error::WrongType { found: found.to_owned() })
    }
}

impl Vault {
    /// Takes a stream of bytes in. What is refused is read to its end all the same, within reason:
    /// a browser that is still sending does not look at the answer.
    pub async fn receive<S, E>(&self, mut chunks: S) -> Result<Received>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Display,
    {
        let file = self.folder.temporary().await?;
        let mut disk = tokio::fs::File::from_std(file.reopen()?);
        let mut seen = Seen::default();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| Error::Broken(error.to_string()))?;
            if let Err(refused) = seen.take(&chunk, &self.settings) {
                drain(chunks).await;
                return Err(refused);
            }
            disk.write_all(&chunk).await?;
        }
        if seen.size == 0 {
            return Err(Error::Empty);
        }
        let media_type = seen.judge(&self.settings)?.to_owned();
        disk.sync_all().await?;
        Ok(Received {
            sha256: crate::store::hex(&seen.hash.finalize()),
            size: i64::try_from(seen.size).unwrap_or(i64::MAX),
            media_type,
            file,
        })
    }
}

async fn drain<S, E>(mut chunks: S)
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let mut left = PATIENCE;
    while let Some(Ok(chunk)) = chunks.next().await {
        left = left.saturating_sub(chunk.len() as u64);
        if left == 0 {
            return;
        }
    }
}

/// What contents are, by how they begin. Never what the sender says they are.
pub(super) fn media_type(head: &[u8]) -> &'static str {
    if let Some(found) = infer::get(head) {
        return found.mime_type();
    }
    let Some(text) = text(head) else { return "application/octet-stream" };
    let start = text.trim_start().trim_start_matches('\u{feff}');
    if start.starts_with("<svg") { "image/svg+xml" } else { "text/plain" }
}

/// The beginning as text, if it is one: UTF-8 that may be cut in a letter, without control bytes.
fn text(head: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && head.len() == HEAD => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\x0c' | '\x1b');
    text.chars().all(plain).then_some(text)
}

/// Whether `found` is what `taken` names: a type, or all below `image/*`.
fn fits(taken: &str, found: &str) -> bool {
    match taken.strip_suffix("/*") {
        Some(family) => found.split('/').next() == Some(family),
        None => taken == "*" || taken == found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_say_what_they_are() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n...."), "image/png");
        assert_eq!(media_type(b"%PDF-1.7 ..."), "application/pdf");
        assert_eq!(media_type(b"<!DOCTYPE html><script>alert(1)</script>"), "text/html");
        assert_eq!(media_type(b" <svg onload=\"alert(1)\">"), "image/svg+xml");
        assert_eq!(media_type("14:32 die Übersicht\n".as_bytes()), "text/plain");
        assert_eq!(media_type(b"a\0b"), "application/octet-stream");
        let program = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 100]].concat();
        assert_eq!(media_type(&program), "application/x-executable");
    }

    #[test]
    fn a_letter_cut_by_the_end_of_the_head_is_still_text() {
        let mut long = "a".repeat(HEAD - 1).into_bytes();
        long.push("ü".as_bytes()[0]);
        assert_eq!(media_type(&long), "text/plain");
        assert_eq!(media_type(&[b'a', 0xC3]), "application/octet-stream");
    }

    #[test]
    fn a_star_takes_a_family() {
        assert!(fits("image/*", "image/png") && !fits("image/*", "text/plain"));
        assert!(fits("text/plain", "text/plain") && !fits("text/plain", "text/html"));
        assert!(fits("*", "application/x-executable"));
    }
}
