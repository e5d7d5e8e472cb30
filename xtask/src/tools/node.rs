//! Node and the npm packages of a folder, as its lock file has them.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::apt;
use crate::{places, process, progress};

/// Installs the packages of a folder, unless just those are there.
pub fn packages(folder: &str) -> Result<()> {
    let place = places::root().join(folder);
    let lock = fs::read(place.join("package-lock.json")).context("no package-lock.json")?;
    let installed = place.join("node_modules/.installed");
    if fs::read(&installed).is_ok_and(|kept| kept == lock) {
        return Ok(());
    }
    ensure_node()?;
    progress::say("Installing", &format!("npm packages of {folder}"));
    let mut command = Command::new("npm");
    command.arg("ci").arg("--no-audit").arg("--no-fund").current_dir(&place);
    // The browser is Debian's.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::output(&mut command)?;
    fs::write(installed, lock).context("cannot note which packages are installed")
}

/// A program of a package, to be run in the workspace.
pub fn tool(folder: &str, name: &str) -> Command {
    let program: PathBuf = places::root().join(folder).join("node_modules/.bin").join(name);
    let mut command = Command::new(program);
    command.current_dir(places::root());
    command
}

fn ensure_node() -> Result<()> {
    if process::find("node").is_some() && process::find("npm").is_some() {
        return Ok(());
    }
    apt::install(&["nodejs", "npm"]).context("Node.js 18 or later, with npm, is needed")
}
