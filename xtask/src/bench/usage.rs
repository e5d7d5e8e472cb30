//! What a process used, as Linux tells it.

use std::fs;

use anyhow::{Context, Result};

/// Linux counts processor time in hundredths of a second.
const TICK_MS: f64 = 10.0;

/// Processor time of a process so far, its own and the kernel's for it, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "ticks of a run, far below 2^52")]
pub fn cpu_ms(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field.
    let (_, after_name) = stat.rsplit_once(')').context("no name in stat")?;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks: u64 =
        fields.get(11..13).context("stat is short")?.iter().flat_map(|f| f.parse::<u64>()).sum();
    Ok(ticks as f64 * TICK_MS)
}

/// The same to the microsecond, as the scheduler counts it: the sum of the threads that live now.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of a run, far below 2^52")]
pub fn fine_cpu_ms(process: u32) -> Result<f64> {
    let mut nanoseconds = 0_u64;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread that ended meanwhile has no file any more.
        let told = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
        nanoseconds += told.split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    }
    Ok(nanoseconds as f64 / 1_000_000.0)
}

/// Resident memory in megabytes.
pub fn memory_mb(process: u32) -> Result<f64> {
    told_mb(process, "VmRSS:")
}

/// The most resident memory that it had so far, in megabytes.
pub fn peak_mb(process: u32) -> Result<f64> {
    told_mb(process, "VmHWM:")
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes of memory, far below 2^52")]
fn told_mb(process: u32, name: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()).context("no such figure")?;
    Ok(kilobytes.parse::<u64>()? as f64 / 1024.0)
}

/// The machine in one line, for beside the figures.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let cores = cpu.lines().filter(|line| line.starts_with("processor")).count();
    let memory = read("/proc/meminfo");
    let kilobytes = memory.split_whitespace().nth(1).and_then(|k| k.parse::<u64>().ok());
    let gigabytes = kilobytes.unwrap_or_default() / 1024 / 1024;
    let kernel = read("/proc/sys/kernel/osrelease");
    let model = model.trim_start_matches([' ', '\t', ':']);
    format!("{cores} cores ({model}), {gigabytes} GB, Linux {}", kernel.trim())
}
