//! The program `throughline`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
