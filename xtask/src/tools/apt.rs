//! Debian's packages.

use std::{os::unix::fs::MetadataExt, process::Command};

use anyhow::{Result, bail};

use crate::{process, progress};

/// Whether this process may install packages and change users.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Installs packages where this may be done without asking; else says how.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if process::find("apt-get").is_none() {
        bail!("please install {names} (the names of Debian's packages) with your system's tool");
    }
    if !is_root() {
        bail!("please install what is missing: sudo apt-get install {names}");
    }
    progress::say("Installing", &format!("{names} (Debian packages)"));
    if process::output(&mut install_command(packages)).is_err() {
        process::output(Command::new("apt-get").arg("update"))?;
        process::output(&mut install_command(packages))?;
    }
    Ok(())
}

fn install_command(packages: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
