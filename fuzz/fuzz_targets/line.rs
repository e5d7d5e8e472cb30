//! One line of the entry line.
#![no_main]

use throughline_fuzz::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::line(data));
