//! Objects, one a line.
#![no_main]

use throughline_fuzz::domain::import::Adapter;
use throughline_fuzz::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| drop(probe::import(Adapter::Jsonl, data)));
