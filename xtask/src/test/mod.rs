//! `cargo xtask test`: every check of the project, in order, with one summary at the end.

mod counts;
mod end_to_end;
mod fuzz;
mod step;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{process, progress, site, tools};
use counts::Counts;
use step::Log;

type Work = fn(&mut Log) -> Result<Counts>;

/// A few seconds first, the browser last.
const STEPS: [(&str, Work); 8] = [
    ("fmt", fmt),
    ("clippy", clippy),
    ("doc", doc),
    ("fuzz", fuzz::run),
    ("test", test_on_sqlite),
    ("postgres", test_on_postgres),
    ("site", build_site),
    ("e2e", end_to_end::run),
];

/// All but the browser's entry: it exists for wasm only, and would switch `hydrate` on for all.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "app-wasm"];

/// Which steps to take.
#[derive(Debug, Default)]
pub struct Choice {
    only: Option<Vec<String>>,
    skip: Vec<String>,
}

impl Choice {
    /// Reads `--only a,b` and `--skip c`.
    pub fn read(arguments: &[String]) -> Result<Self> {
        let mut choice = Self::default();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--only" => choice.only = Some(steps(words.next())?),
                "--skip" => choice.skip = steps(words.next())?,
                "--wasm-fallback" => {}
                unknown => bail!("`test` does not know {unknown}"),
            }
        }
        Ok(choice)
    }

    fn takes(&self, step: &str) -> bool {
        let named = |list: &Vec<String>| list.iter().any(|name| name == step);
        self.only.as_ref().is_none_or(named) && !named(&self.skip)
    }
}

fn steps(list: Option<&String>) -> Result<Vec<String>> {
    let names: Vec<String> =
        list.map(|l| l.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let known = STEPS.map(|(name, _)| name);
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => bail!("`{unknown}` is not a step: {}", known.join(" ")),
        None if names.is_empty() => bail!("name at least one step: {}", known.join(" ")),
        None => Ok(names),
    }
}

struct Outcome {
    step: &'static str,
    counts: Counts,
    time: Duration,
    log: Log,
}

/// Takes the steps and sums up; whether all passed.
pub fn test(choice: &Choice) -> Result<bool> {
    let mut outcomes = Vec::new();
    for (step, work) in STEPS {
        if !choice.takes(step) {
            continue;
        }
        progress::say("Checking", step);
        let mut log = Log::open(step)?;
        let begun = Instant::now();
        let counts = work(&mut log).unwrap_or_else(|error| {
            log.line(&format!("{error:#}"));
            Counts::ONE_FAILED
        });
        outcomes.push(Outcome { step, counts, time: begun.elapsed(), log });
    }
    for failed in outcomes.iter().filter(|o| o.counts.failed > 0) {
        failed.log.show_end(failed.step);
    }
    Ok(sum_up(&outcomes))
}

/// Searches the readers of others' words for so many seconds each; whether none fell over.
pub fn fuzz(arguments: &[String]) -> Result<bool> {
    let seconds = match arguments {
        [] => fuzz::SECONDS,
        [seconds] => seconds.parse().context("`fuzz` takes a number of seconds")?,
        _ => bail!("`fuzz` takes one number of seconds"),
    };
    let counts = fuzz::search(&Log::open("fuzz")?, seconds)?;
    println!("\n{counts}");
    Ok(counts.failed == 0)
}

fn sum_up(outcomes: &[Outcome]) -> bool {
    let mut total = Counts::default();
    println!();
    for Outcome { step, counts, time, .. } in outcomes {
        let result = if counts.failed == 0 { "ok" } else { "FAILED" };
        println!("{step:<10}{result:<8}{:>7.1} s   {counts}", time.as_secs_f64());
        total = total + *counts;
    }
    // Alone on its line, for whoever reads only that.
    println!("\n{total}");
    total.failed == 0 && total.passed > 0
}

fn fmt(log: &mut Log) -> Result<Counts> {
    log.check(process::cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(log: &mut Log) -> Result<Counts> {
    let mut command = process::cargo();
    command.args(["clippy", "--workspace", "--all-targets", "--", "--deny=warnings"]);
    log.check(&mut command)
}

fn doc(log: &mut Log) -> Result<Counts> {
    let mut command = process::cargo();
    command.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny=warnings");
    log.check(&mut command)
}

fn test_on_sqlite(log: &mut Log) -> Result<Counts> {
    log.cargo_test(process::cargo().arg("test").args(NATIVE).arg("--no-fail-fast"))
}

fn test_on_postgres(log: &mut Log) -> Result<Counts> {
    let postgres = tools::postgres::Postgres::start()?;
    let mut command = process::cargo();
    command.arg("test").args(NATIVE).args(["--test", "it"]);
    log.cargo_test(command.env("TEST_DATABASE_URL", &postgres.url))
}

fn build_site(_: &mut Log) -> Result<Counts> {
    site::build(site::Quality::Small).map(|()| Counts::ONE_PASSED)
}
