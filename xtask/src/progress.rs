//! What the tasks say while they work: a verb and what it is done to, as cargo does.

use std::io::IsTerminal;

/// `  Installing wrk`
pub fn say(verb: &str, what: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[1;32m{verb:>12}\x1b[0m {what}");
    } else {
        eprintln!("{verb:>12} {what}");
    }
}

/// The last line of a command that could not do its work.
pub fn fail(why: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[1;31m{:>12}\x1b[0m {why}", "Failed");
    } else {
        eprintln!("{:>12} {why}", "Failed");
    }
}

/// A file's size in words: `93.1 kB`.
#[expect(clippy::cast_precision_loss, reason = "sizes of files, told with one decimal")]
pub fn size(bytes: usize) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}
