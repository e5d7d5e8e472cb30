//! Running a step's programs: their output is shown as it comes, and kept.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::Mutex,
    thread,
};

use anyhow::{Context, Result};

use super::counts::Counts;
use crate::places;

/// How much of a failed step's output the end of the run repeats.
const LINES_REPEATED: usize = 120;

/// A step's output, in `target/xtask/log`.
pub struct Log {
    path: PathBuf,
    file: Mutex<File>,
}

impl Log {
    /// Starts the log of a step anew.
    pub fn open(step: &str) -> Result<Self> {
        let folder = places::scratch().join("log");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{step}.log"));
        let file = Mutex::new(File::create(&path)?);
        Ok(Self { path, file })
    }

    /// Shows a line and keeps it.
    pub fn line(&self, line: &str) {
        eprintln!("{line}");
        if let Ok(mut file) = self.file.lock() {
            let _ = writeln!(file, "{line}");
        }
    }

    /// A program that passes or fails as a whole.
    pub fn check(&mut self, command: &mut Command) -> Result<Counts> {
        let passed = self.run(command)?;
        Ok(if passed { Counts::ONE_PASSED } else { Counts::ONE_FAILED })
    }

    /// `cargo test`, by the counts that it prints; one failure when it did not come to that.
    pub fn cargo_test(&mut self, command: &mut Command) -> Result<Counts> {
        let passed = self.run(command)?;
        let counts = Counts::of_cargo_test(&fs::read_to_string(&self.path)?);
        let hidden = !passed && counts.failed == 0;
        Ok(if hidden { counts + Counts::ONE_FAILED } else { counts })
    }

    /// Runs a program to its end; whether it succeeded.
    pub fn run(&self, command: &mut Command) -> Result<bool> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        thread::scope(|scope| {
            scope.spawn(|| self.copy(out));
            scope.spawn(|| self.copy(err));
        });
        Ok(child.wait()?.success())
    }

    fn copy(&self, stream: Option<impl Read>) {
        let Some(stream) = stream else { return };
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            self.line(&String::from_utf8_lossy(&line));
        }
    }

    /// Prints the last lines again, where somebody who looks for the reason will find them.
    pub fn show_end(&self, step: &str) {
        let text = fs::read_to_string(&self.path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(LINES_REPEATED);
        println!("\n──── {step} failed; the end of {} ────", self.path.display());
        for line in &lines[from..] {
            println!("{line}");
        }
    }
}
