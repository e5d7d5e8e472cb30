//! A Chromium for the end-to-end tests.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::apt;
use crate::process;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// `CHROMIUM`, one on the path, or Debian's.
pub fn ensure() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        return Ok(chosen.into());
    }
    if let Some(found) = NAMES.iter().find_map(|name| process::find(name)) {
        return Ok(found);
    }
    apt::install(&["chromium"]).context("Chromium is needed (or CHROMIUM=/path/to/it)")?;
    process::find("chromium").context("the package chromium has no program of that name")
}
