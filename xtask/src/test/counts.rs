//! How many tests passed and failed, out of what the test runners print.

use std::{fmt, ops::Add};

use anyhow::{Context, Result};
use serde_json::Value;

/// The counts of one step, or of several.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that were not run.
    pub skipped: u64,
    /// Of those that passed, the ones that did so only when tried again.
    pub flaky: u64,
}

impl Counts {
    /// A step that is one check, and passed.
    pub const ONE_PASSED: Self = Self { passed: 1, failed: 0, skipped: 0, flaky: 0 };
    /// A step that is one check, or could not be taken.
    pub const ONE_FAILED: Self = Self { passed: 0, failed: 1, skipped: 0, flaky: 0 };

    /// Adds up the `test result:` lines of `cargo test`, one for each test program.
    pub fn of_cargo_test(output: &str) -> Self {
        output.lines().filter_map(result_line).fold(Self::default(), Add::add)
    }

    /// Reads the JSON report of Playwright. A test that passed when tried again has passed, and is
    /// named: a machine under load is late at times, a fault fails twice.
    pub fn of_playwright(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report)?;
        let stats = report.get("stats").context("the report has no stats")?;
        let number = |name: &str| stats.get(name).and_then(Value::as_u64).unwrap_or_default();
        let flaky = number("flaky");
        let passed = number("expected") + flaky;
        Ok(Self { passed, failed: number("unexpected"), skipped: number("skipped"), flaky })
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; …`
fn result_line(line: &str) -> Option<Counts> {
    let (_, numbers) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        let part = numbers.split("; ").find_map(|part| part.strip_suffix(word))?;
        part.trim().parse().ok()
    };
    let (passed, failed) = (number("passed")?, number("failed")?);
    Some(Counts { passed, failed, skipped: number("ignored")?, flaky: 0 })
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            flaky: self.flaky + other.flaky,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        if self.flaky > 0 {
            write!(f, ", {} only when tried again", self.flaky)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_test_prints_a_line_for_each_program() {
        let output = "\
running 3 tests
test a ... ok
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 5 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s
";
        let counts = Counts::of_cargo_test(output);
        assert_eq!(counts, Counts { passed: 7, failed: 2, skipped: 1, flaky: 0 });
        assert_eq!(counts.to_string(), "7 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn what_passed_when_tried_again_is_named() {
        let report = r#"{"stats": {"expected": 9, "unexpected": 1, "flaky": 2, "skipped": 3}}"#;
        let counts = Counts::of_playwright(report).unwrap();
        assert_eq!(counts, Counts { passed: 11, failed: 1, skipped: 3, flaky: 2 });
        assert!(counts.to_string().ends_with(", 2 only when tried again"));
    }
}
