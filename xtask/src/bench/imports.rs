//! A large import: how fast it is read and stored, what memory that takes, and how long others wait.

use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{load::Request, usage};
use crate::{http, serving::Server};

/// How many spans the file has.
const SPANS: usize = 100_000;
/// How many of them stand on a line.
const A_LINE: usize = 100;
/// The words of a span, so that the file has 100 MB.
const WORDS: usize = 700;

/// What was measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    megabytes: f64,
    looked_per_second: f64,
    stored_per_second: f64,
    peak_mb: f64,
    longest_wait_ms: f64,
}

/// Imports a file of 100,000 spans into an incident while events are added to another one.
pub fn measure(server: &Server, token: &str, beside: &Request) -> Result<Measured> {
    let file = file();
    let path = "/api/v1/import/otlp?incident=INC-3&name=bench.jsonl";
    let looked = Instant::now();
    let preview = send(server.address, token, &format!("{path}&preview=true"), &file)?;
    let looked = looked.elapsed().as_secs_f64();
    ensure!(preview["steps"] == json!(SPANS), "the preview is {preview}");
    let done = AtomicBool::new(false);
    let (stored, longest) = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let mut longest = 0.0_f64;
            while !done.load(Ordering::Relaxed) {
                let begun = Instant::now();
                if super::load::try_once(server.address, beside).is_err() {
                    return f64::INFINITY;
                }
                longest = longest.max(begun.elapsed().as_secs_f64() * 1_000.0);
                thread::sleep(std::time::Duration::from_millis(20));
            }
            longest
        });
        let begun = Instant::now();
        let import = send(server.address, token, path, &file);
        let seconds = begun.elapsed().as_secs_f64();
        done.store(true, Ordering::Relaxed);
        (import.map(|_| seconds), waiting.join().unwrap_or(f64::INFINITY))
    });
    #[expect(clippy::cast_precision_loss, reason = "a number of spans and of bytes of a file")]
    let (spans, bytes) = (SPANS as f64, file.len() as f64);
    Ok(Measured {
        megabytes: bytes / 1_000_000.0,
        looked_per_second: spans / looked,
        stored_per_second: spans / stored?,
        peak_mb: usage::peak_mb(server.process())?,
        longest_wait_ms: longest,
    })
}

impl Measured {
    /// In words, with the targets, which are given for a machine that is `slowness` times as fast.
    pub fn text(&self, slowness: f64) -> String {
        let Self { megabytes, looked_per_second, stored_per_second, peak_mb, longest_wait_ms } =
            self;
        let (looked, stored) = (looked_per_second * slowness, stored_per_second * slowness);
        format!(
            "\nAn import of {SPANS} spans ({megabytes:.0} MB, OTLP as JSON lines) is received, read and held against the \
             record at {looked_per_second:.0} spans/s (on the machine of the targets {looked:.0}; target of the reading alone \
             ≥ 20,000), and imported, which reads it twice, at {stored_per_second:.0} events/s ({stored:.0}; target ≥ 5,000). The process took {peak_mb:.0} MB at most (target ≤ 200). \
             Who wrote to another incident meanwhile waited {longest_wait_ms:.0} ms at most (target ≤ 1,000).\n"
        )
    }
}

fn send(address: SocketAddr, token: &str, path: &str, body: &str) -> Result<Value> {
    let bearer = format!("Bearer {token}");
    let headers =
        [("Authorization", bearer.as_str()), ("Content-Type", "application/octet-stream")];
    let answer = http::ask(address, &format!("POST {path}"), &headers, body)?;
    ensure!(matches!(answer.status, 200 | 201), "{path}: {} {}", answer.status, answer.text());
    Ok(serde_json::from_slice(&answer.body)?)
}

/// Traces of ten spans each, a line for each hundred spans.
fn file() -> String {
    const BEGAN: u64 = 1_773_757_800_000_000_000;
    let words = "what an agent was told and what it said of it. ".repeat(WORDS / 47 + 1);
    let mut file = String::new();
    for line in 0..SPANS / A_LINE {
        let spans = (0..A_LINE).map(|at| {
            let n = line * A_LINE + at;
            let start = BEGAN + n as u64 * 1_000_000;
            let parent = if n.is_multiple_of(10) { String::new() } else { format!("{:016x}", n - n % 10 + 1) };
            json!({"traceId": format!("{:032x}", n / 10 + 1), "spanId": format!("{:016x}", n + 1), "parentSpanId": parent,
                "name": format!("chat {n}"), "startTimeUnixNano": start.to_string(), "endTimeUnixNano": (start + 900_000).to_string(),
                "attributes": [
                    {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
                    {"key": "gen_ai.request.model", "value": {"stringValue": "model-a"}},
                    {"key": "gen_ai.output.messages", "value": {"stringValue": words}},
                ]})
        });
        let spans: Vec<Value> = spans.collect();
        let line = json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]});
        let _ = writeln!(file, "{line}");
    }
    file
}
