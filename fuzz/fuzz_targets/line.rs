//! One line of the entry line.
#![no_main]

use app::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::line(data));
