//! Starting other programs.

use std::{
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context, Result, bail};

use crate::places;

static TOOLCHAIN: OnceLock<String> = OnceLock::new();

/// From now on `cargo()` is this rustup toolchain's: server and wasm must come from one compiler,
/// because the names of the islands are its hashes.
pub fn set_toolchain(name: &str) {
    let _ = TOOLCHAIN.set(name.to_owned());
}

/// The cargo that builds everything, in the workspace.
pub fn cargo() -> Command {
    with_toolchain("cargo")
}

/// A program of the Rust toolchain in use.
pub fn with_toolchain(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(places::root());
    if let Some(name) = TOOLCHAIN.get() {
        command.env("RUSTUP_TOOLCHAIN", name);
    }
    command
}

/// Runs it in front of the user; an error when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs it and returns what it printed; its errors are shown only when it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where `PATH` finds a program.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
