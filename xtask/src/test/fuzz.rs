//! The readers of others' words are handed damaged ones, led by what each damage reaches (libFuzzer):
//! on from `fuzz/corpus`, and from what earlier runs on this machine found.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::{counts::Counts, step::Log};
use crate::{places, process, tools};

/// How long each target is searched, when nobody says.
pub const SECONDS: u32 = 6;

/// What makes the compiler tell libFuzzer which ways through the program were taken.
const FLAGS: [&str; 6] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// Searches every target for a few seconds.
pub fn run(log: &mut Log) -> Result<Counts> {
    search(log, SECONDS)
}

/// Searches every target for so many seconds. What makes one fall over is kept in
/// `target/xtask/fuzz`, and named.
pub fn search(log: &Log, seconds: u32) -> Result<Counts> {
    let programs = build(log)?;
    let corpus = places::root().join("fuzz/corpus");
    let mut counts = Counts::default();
    for target in targets(&corpus)? {
        let found = places::scratch().join("fuzz").join(&target);
        fs::create_dir_all(&found)?;
        let mut command = Command::new(programs.join(&target));
        command.arg(format!("-max_total_time={seconds}"));
        command.args(["-timeout=10", "-rss_limit_mb=1024", "-verbosity=0"]);
        command.arg(format!(
            "-artifact_prefix={}/{target}-",
            places::scratch().join("fuzz").display()
        ));
        command.args([found, corpus.join(&target)]);
        let passed = log.run(&mut command)?;
        log.line(&format!("fuzz {target}: {}", if passed { "ok" } else { "FAILED" }));
        counts = counts + if passed { Counts::ONE_PASSED } else { Counts::ONE_FAILED };
    }
    Ok(counts)
}

/// The targets are called as the folders of what each begins with.
fn targets(corpus: &Path) -> Result<Vec<String>> {
    let folders = fs::read_dir(corpus)?;
    let name = |folder: fs::DirEntry| folder.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> =
        folders.map(|folder| folder.map(name)).collect::<Result<_, _>>()?;
    names.sort_unstable();
    Ok(names)
}

/// Builds the targets, in a folder of their own; answers where the programs are.
fn build(log: &Log) -> Result<PathBuf> {
    if process::find("c++").is_none() {
        tools::apt::install(&["g++"]).context("libFuzzer is written in C++")?;
    }
    let told = process::output(process::cargo().args(["-vV"]))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("cargo does not say what it builds for")?;
    let target = places::scratch().join("fuzz-build");
    let mut command = process::cargo();
    // For a named target the flags are not those of build scripts, which know nothing of libFuzzer.
    command.args(["build", "--locked", "--bins", "--target", host, "--manifest-path"]);
    command.arg(places::root().join("fuzz/Cargo.toml"));
    command.env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", FLAGS.join(" "));
    anyhow::ensure!(log.run(&mut command)?, "the targets are not built");
    Ok(target.join(host).join("debug"))
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::places;

    #[test]
    fn each_folder_of_the_corpus_has_a_program() {
        let fuzz = places::root().join("fuzz");
        let names = targets(&fuzz.join("corpus")).unwrap();
        assert_eq!(names.len(), 9);
        for name in names {
            assert!(fuzz.join(format!("fuzz_targets/{name}.rs")).is_file(), "{name}");
        }
    }
}
