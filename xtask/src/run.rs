//! `cargo xtask run`: from a fresh clone to the product at work.

use std::{os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{places, process, progress, site};

/// Where it serves, and from which file, unless the arguments say otherwise.
const DEFAULTS: [(&str, &str); 2] =
    [("--database", "sqlite://data/throughline.db"), ("--listen", "127.0.0.1:3000")];

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

/// `throughline serve`, in the workspace, with the examples loaded on its first start.
pub fn serve(program: PathBuf, passed_on: &[String]) -> Result<Command> {
    std::fs::create_dir_all(places::root().join("data"))?;
    let mut command = Command::new(program);
    command.current_dir(places::root()).args(["serve", "--examples"]);
    for (option, value) in DEFAULTS {
        if !passed_on.iter().any(|a| a.starts_with(option)) {
            command.args([option, value]);
        }
    }
    command.args(passed_on);
    Ok(command)
}
