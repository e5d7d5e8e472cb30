//! Traces and logs of OTLP, a request a line.
#![no_main]

use app::domain::import::Adapter;
use app::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| drop(probe::import(Adapter::Otlp, data)));
