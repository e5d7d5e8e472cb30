//! Starting other programs.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use anyhow::{Context, Result, bail};

use crate::places;

static COMPILER: OnceLock<Compiler> = OnceLock::new();

/// A compiler that takes the place of rustup's when server and wasm are built.
#[derive(Debug)]
pub struct Compiler {
    /// The program.
    pub rustc: PathBuf,
    /// `LD_LIBRARY_PATH`, for what it is linked with.
    pub libraries: OsString,
    /// What links wasm.
    pub linker: PathBuf,
}

/// From now on `builder` uses this one.
pub fn use_compiler(compiler: Compiler) {
    let _ = COMPILER.set(compiler);
}

/// The cargo that checks and tests, in the workspace.
pub fn cargo() -> Command {
    here("cargo")
}

/// A program in the workspace, without what cargo told this one of its own package: build scripts
/// look at that too, and would run again, with all that depends on them, whenever cargo is called by
/// hand and by `xtask` in turn.
fn here(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(places::root());
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo or rustc that makes what is used. Server and wasm must come from one compiler, because
/// the names of the islands are its hashes.
pub fn builder(program: &str) -> Command {
    let Some(compiler) = COMPILER.get() else {
        return here(program);
    };
    let mut command = match program {
        "rustc" => here(&compiler.rustc),
        other => here(other),
    };
    command.env("RUSTC", &compiler.rustc);
    command.env("LD_LIBRARY_PATH", &compiler.libraries);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &compiler.linker);
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
