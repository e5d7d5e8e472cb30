//! Pasted text: a chat, a table or lines.
#![no_main]

use throughline_fuzz::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::paste(data));
