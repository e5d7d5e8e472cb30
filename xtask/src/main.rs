//! Building and checking Throughline: `cargo xtask run | test | fuzz | site | dev | bench | ci`.
//!
//! Each command finds or installs what it lacks, says what it does, and costs nothing when run
//! again with nothing changed.

mod bench;
mod dev;
mod http;
mod places;
mod process;
mod progress;
mod run;
mod serving;
mod site;
mod test;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask run    build site and server, load the examples on first start, serve on port 3000
cargo xtask test   every check, in order; ends with `N passed, N failed`
                   --only STEP,STEP   --skip STEP,STEP
                   steps: fmt clippy doc fuzz test postgres site e2e
cargo xtask fuzz [SECONDS]   damaged files for what reads the words of others, each for so long
cargo xtask site   the browser's files into target/site
                   --fast   without wasm-opt and strong compression
cargo xtask dev    rebuild and restart on every change
cargo xtask bench  speed and memory on generated data; --write puts them into docs/performance.md
                   --large   what one waits for on 20,000 incidents, on both databases; --with PROGRAM measures that one;
                   --write puts it into docs/performance-large.md
cargo xtask ci     what the continuous integration runs: the same as `test`

run, test and site: --wasm-fallback   use Debian's Rust for wasm, as where rustup's target is refused
run and dev: what follows `--` goes to `throughline serve`";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match command(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            progress::fail(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[String]) -> Result<bool> {
    let (name, rest) = arguments.split_first().map_or(("help", &[][..]), |(n, r)| (n.as_str(), r));
    let has = |switch: &str| rest.iter().take_while(|a| *a != "--").any(|a| a == switch);
    if has("--wasm-fallback") {
        tools::fallback::use_debian_rust()?;
    }
    let passed_on: Vec<String> = rest.iter().skip_while(|a| *a != "--").skip(1).cloned().collect();
    match name {
        "run" => run::run(&passed_on).map(|()| true),
        "test" | "ci" => test::test(&test::Choice::read(rest)?),
        "fuzz" => test::fuzz(rest),
        "site" => {
            let quality = if has("--fast") { site::Quality::Fast } else { site::Quality::Small };
            site::build(quality).map(|()| true)
        }
        "bench" if has("--large") => {
            let program = rest.iter().skip_while(|a| *a != "--with").nth(1);
            bench::large(program.map(String::as_str), has("--write")).map(|()| true)
        }
        "bench" => bench::bench(has("--write")).map(|()| true),
        "dev" => dev::dev(&passed_on).map(|()| true),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(true)
        }
        unknown => bail!("`{unknown}` is not one of:\n{HELP}"),
    }
}
