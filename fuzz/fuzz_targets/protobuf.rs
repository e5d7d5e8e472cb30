//! A request of OTLP in protobuf.
#![no_main]

use throughline_fuzz::domain::probe;

libfuzzer_sys::fuzz_target!(|data: &[u8]| probe::protobuf(data));
