//! A day of a channel of a Slack export.
#![no_main]

use throughline_fuzz::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::slack(data));
