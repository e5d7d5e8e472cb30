//! `cargo xtask run`: from a fresh clone to the product at work.

use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{places, process, progress, site};

/// Builds everything, then becomes the server.
pub fn run(passed_on: &[String]) -> Result<()> {
    site::build(site::Quality::Small)?;
    progress::say("Building", "the server (release)");
    process::run(process::builder("cargo").args(["build", "--release", "--package=server"]))?;
    let program = places::target().join("release/throughline");
    progress::say("Starting", "throughline (Ctrl-C ends it)");
    // Ctrl-C and signals then reach the server itself.
    let refused = serve(program, passed_on)?.exec();
    Err(refused).context("cannot start the server")
}

/// `throughline serve`, in the workspace, with the examples loaded on its first start. Where it
/// listens and keeps its data are the program's own defaults, unless the arguments say otherwise.
pub fn serve(program: PathBuf, passed_on: &[String]) -> Result<Command> {
    std::fs::create_dir_all(places::root().join("data"))?;
    let mut command = Command::new(program);
    command.current_dir(places::root()).args(["serve", "--examples"]).args(passed_on);
    Ok(command)
}
