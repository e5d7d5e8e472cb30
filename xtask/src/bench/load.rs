//! Requests as fast as they are answered, by wrk on 16 connections.

use std::{fmt::Write, fs, net::SocketAddr, path::PathBuf, process::Command};

use anyhow::{Context, Result, bail, ensure};

use super::usage;
use crate::{http, places, process, tools};

const CONNECTIONS: &str = "-c16";

/// What is asked again and again.
pub struct Request {
    /// GET or POST.
    pub method: &'static str,
    /// The path with its query.
    pub path: String,
    /// Who asks.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, for a POST.
    pub body: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Requests answered in a second.
    pub per_second: f64,
    /// Half were answered within this many milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 were answered within this many milliseconds.
    pub p99_ms: f64,
    /// The server's processor time for one request, in milliseconds.
    pub cpu_ms: f64,
}

/// Gets the program that asks, where it is not there yet.
pub fn install() -> Result<()> {
    if process::find("wrk").is_none() {
        tools::apt::install(&["wrk"]).context("wrk is needed to measure")?;
    }
    Ok(())
}

/// Asks once to see that it works, warms up, then measures.
pub fn measure(address: SocketAddr, server: u32, request: &Request, seconds: u32) -> Result<Load> {
    try_once(address, request)?;
    let script = script(request)?;
    let wrk = |seconds: u32| {
        let mut command = Command::new("wrk");
        command.args([
            "-t2",
            CONNECTIONS,
            "--latency",
            "--timeout=60s",
            &format!("-d{seconds}s"),
            "-s",
        ]);
        process::output(command.arg(&script).arg(format!("http://{address}{}", request.path)))
    };
    wrk(1)?;
    let before = usage::cpu_ms(server)?;
    let told = wrk(seconds)?;
    let used = usage::cpu_ms(server)? - before;
    read(&told, used).with_context(|| format!("{}: {told}", request.path))
}

/// Asks once; anything but a success is an error.
pub fn try_once(address: SocketAddr, request: &Request) -> Result<()> {
    let headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let line = format!("{} {}", request.method, request.path);
    let answer = http::ask(address, &line, &headers, &request.body)?;
    ensure!(answer.status < 300, "{line} is answered with {}: {}", answer.status, answer.text());
    Ok(())
}

/// wrk takes method, headers and body from a Lua file.
fn script(request: &Request) -> Result<PathBuf> {
    let mut lua = format!("wrk.method = {:?}\n", request.method);
    for (name, value) in &request.headers {
        let _ = writeln!(lua, "wrk.headers[{name:?}] = {value:?}");
    }
    if !request.body.is_empty() {
        let _ = writeln!(lua, "wrk.body = [==[{}]==]", request.body);
    }
    let path = places::scratch().join("bench/request.lua");
    fs::write(&path, lua)?;
    Ok(path)
}

fn read(told: &str, cpu_ms: f64) -> Result<Load> {
    if let Some(bad) = told.lines().find(|l| l.contains("Non-2xx") || l.contains("Socket errors")) {
        bail!("{}", bad.trim());
    }
    let after = |label: &str| {
        let line = told.lines().find_map(|line| line.trim().strip_prefix(label));
        line.map(str::trim).with_context(|| format!("wrk told no {label}"))
    };
    let requests = told.lines().find_map(|line| line.split_once(" requests in "));
    let count: f64 = requests.context("wrk told no count")?.0.trim().parse()?;
    Ok(Load {
        per_second: after("Requests/sec:")?.parse()?,
        p50_ms: milliseconds(after("50%")?)?,
        p99_ms: milliseconds(after("99%")?)?,
        cpu_ms: cpu_ms / count,
    })
}

/// wrk's `1.23ms`, `456.00us` or `1.20s`.
fn milliseconds(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0), ("m", 60_000.0)] {
        if let Some(number) = text.strip_suffix(unit)
            && let Ok(number) = number.parse::<f64>()
        {
            return Ok(number * factor);
        }
    }
    bail!("`{text}` is no time")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "\
Running 10s test @ http://127.0.0.1:3000/
  2 threads and 16 connections
  Latency Distribution
     50%  812.00us
     75%    1.20ms
     90%    1.90ms
     99%    1.02s
  20000 requests in 10.00s, 3.00MB read
Requests/sec:   2000.12
Transfer/sec:    300.00KB
";

    #[test]
    fn what_wrk_tells_is_understood() {
        let load = read(TOLD, 5000.0).unwrap();
        let read = [load.per_second, load.p50_ms, load.p99_ms, load.cpu_ms];
        for (read, expected) in read.into_iter().zip([2000.12, 0.812, 1020.0, 0.25]) {
            assert!((read - expected).abs() < 1e-9, "{read} is not {expected}");
        }
    }

    #[test]
    fn a_refused_request_is_no_measurement() {
        let told = format!("{TOLD}  Non-2xx or 3xx responses: 12\n");
        assert!(read(&told, 1.0).is_err());
    }
}
