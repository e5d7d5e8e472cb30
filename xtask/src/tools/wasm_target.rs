//! Rust's standard library for wasm.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};

use super::fallback;
use crate::{process, progress};

/// The target of the browser's half.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Finds the target, adds it with rustup, or builds it from Debian's sources.
pub fn ensure() -> Result<()> {
    if is_there() {
        return Ok(());
    }
    progress::say("Adding", &format!("Rust's {TARGET} target"));
    let mut rustup = Command::new("rustup");
    match process::output(rustup.args(["target", "add", TARGET])) {
        Ok(_) => Ok(()),
        Err(refused) => {
            progress::say("Refused", &format!("{refused:#}"));
            fallback::use_debian_rust()
                .with_context(|| format!("please run: rustup target add {TARGET}"))
        }
    }
}

fn is_there() -> bool {
    let mut rustc = process::builder("rustc");
    let folder = process::output(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| has_library(Path::new(folder.trim())))
}

/// Whether a folder of libraries has `core`.
pub fn has_library(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else { return false };
    entries.flatten().any(|e| e.file_name().to_string_lossy().starts_with("libcore-"))
}
