//! A day of a channel of a Slack export.
#![no_main]

use app::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::slack(data));
