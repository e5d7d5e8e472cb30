//! The program `throughline`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Drawing a page is thousands of small strings, which several threads make and free.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
