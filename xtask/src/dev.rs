//! `cargo xtask dev`: rebuild and restart on every change.

use std::{
    path::Path,
    process::Child,
    time::{Duration, SystemTime},
};

use anyhow::Result;

use crate::{places, process, progress, run, site};

const WATCHED: [&str; 7] =
    ["app", "server/src", "server/Cargo.toml", "migrations", "style", "public", "Cargo.lock"];

/// Serves until interrupted; a build that fails leaves the last good server running.
pub fn dev(passed_on: &[String]) -> Result<()> {
    let mut server: Option<Child> = None;
    let mut seen = None;
    loop {
        let newest = newest(&WATCHED.map(|path| places::root().join(path)));
        if seen != Some(newest) {
            seen = Some(newest);
            match build() {
                Ok(()) => {
                    stop(server.take());
                    let program = places::target().join("debug/throughline");
                    server = Some(run::serve(program, passed_on)?.spawn()?);
                }
                Err(error) => progress::fail(&format!("{error:#}; waiting for a change")),
            }
        }
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn build() -> Result<()> {
    site::build(site::Quality::Fast)?;
    progress::say("Building", "the server (debug)");
    process::run(process::builder("cargo").args(["build", "--package=server"]))
}

fn stop(server: Option<Child>) {
    if let Some(mut server) = server {
        let _ = server.kill();
        let _ = server.wait();
    }
}

/// When the newest of these files and folders changed.
fn newest(paths: &[std::path::PathBuf]) -> SystemTime {
    paths.iter().map(|path| changed(path)).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn changed(path: &Path) -> SystemTime {
    let own = path.metadata().and_then(|m| m.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let Ok(entries) = path.read_dir() else { return own };
    entries.flatten().map(|entry| changed(&entry.path())).max().unwrap_or(own).max(own)
}
