//! Where things are in the work tree.

use std::path::{Path, PathBuf};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The browser's files, finished; the server embeds this folder. Always here, wherever cargo writes.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// What these tasks keep between runs: stamps, logs, half-made files.
pub fn scratch() -> PathBuf {
    root().join("target/xtask")
}
