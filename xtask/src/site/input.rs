//! What the site is made of, and whether any of it changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Quality, publish::File};
use crate::places;

/// Whatever changes one of these changes the site.
const SOURCES: [&str; 5] =
    ["style", "public", "app/wasm/loader", "xtask/node/package-lock.json", "xtask/src/site"];

/// The hash of everything that goes into the site.
pub fn stamp(compiled: &Path, quality: Quality) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(format!("{quality:?}"));
    for path in sources(compiled)? {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.update(path.to_string_lossy().as_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex(&hash.finalize()))
}

fn sources(compiled: &Path) -> Result<Vec<PathBuf>> {
    let mut all = vec![compiled.to_path_buf()];
    for source in SOURCES {
        all.extend(files_under(&places::root().join(source))?);
    }
    Ok(all)
}

/// Whether the site in place was made from just this.
pub fn is_current(stamp: &str) -> bool {
    places::site().join("manifest.json").is_file()
        && fs::read_to_string(stamp_file()).is_ok_and(|kept| kept == stamp)
}

/// Notes what the site in place was made from.
pub fn remember(stamp: &str) -> Result<()> {
    fs::write(stamp_file(), stamp).context("cannot write the stamp")
}

fn stamp_file() -> PathBuf {
    places::scratch().join("site.stamp")
}

/// `public/fonts/x.woff2` is known as `fonts/x.woff2`.
pub fn public_files() -> Result<Vec<File>> {
    let public = places::root().join("public");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&public)?.to_string_lossy().replace('\\', "/");
        Ok(File { name, bytes: fs::read(&path)? })
    };
    let is_note = |path: &PathBuf| path.extension().is_some_and(|e| e == "md");
    files_under(&public)?.into_iter().filter(|path| !is_note(path)).map(read).collect()
}

/// Every file of a folder and its folders, in the order of their names; itself if it is a file.
pub fn files_under(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        files.extend(files_under(&entry)?);
    }
    Ok(files)
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
