//! The figures as a page: with the machine and the command, so that somebody can do it again.

use std::fmt::Write;

use super::{beside, data, imports::Measured, load::Load, pages::Weight, readers};

/// Processor time of the limit "incident" on the machine that targets in milliseconds are given for.
pub const REFERENCE_MS: f64 = 0.205;

/// What a case is to reach.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// At least so many percent of its limit, by processor time.
    OfLimit(f64),
    /// At most so many milliseconds of processor time for a request, on a machine whose limit
    /// "incident" takes [`REFERENCE_MS`].
    CpuMs(f64),
    /// At least so many things written in a second.
    ThingsPerSecond(f64),
}

/// One case.
pub struct Line {
    /// What was asked.
    pub name: &'static str,
    /// What came of it.
    pub load: Load,
    /// The limit it is held against.
    pub limit: Option<&'static str>,
    /// What it is to reach.
    pub target: Option<Target>,
    /// How many things one request writes.
    pub things: usize,
}

/// Everything that was measured.
pub struct Report {
    machine: String,
    /// From the program's start to its first answer.
    pub cold_start_ms: f64,
    /// Resident memory before the first request.
    pub idle_mb: f64,
    /// Resident memory after all of them.
    pub loaded_mb: f64,
    /// What was asked of Throughline.
    pub cases: Vec<Line>,
    /// What was asked of the bare program.
    pub limits: Vec<(&'static str, Load)>,
    /// How soon all who look at an incident see what is written to it.
    pub readers: readers::Measured,
    /// What a large import took.
    pub import: Measured,
    /// What the first view of a page weighs.
    pub pages: Vec<(&'static str, Weight)>,
}

impl Report {
    /// An empty report about a machine.
    pub fn new(machine: String) -> Self {
        Self {
            machine,
            cold_start_ms: 0.0,
            idle_mb: 0.0,
            loaded_mb: 0.0,
            cases: Vec::new(),
            limits: Vec::new(),
            readers: readers::Measured::default(),
            import: Measured::default(),
            pages: Vec::new(),
        }
    }

    /// The report in Markdown.
    pub fn text(&self) -> String {
        let mut text = format!(
            "# Performance\n\nMeasured by `cargo xtask bench --write`: the release server on SQLite, \
             {} incidents × {} events and 2,000 remediations, 16 connections of `wrk` on the same \
             machine.\nMachine: {}.\n\n",
            data::INCIDENTS,
            data::EVENTS,
            self.machine
        );
        text.push_str(
            "| case | requests/s | p50 ms | p99 ms | CPU ms/request | of the limit | target |\n",
        );
        text.push_str("|---|--:|--:|--:|--:|--:|---|\n");
        for line in &self.cases {
            text.push_str(&row(line.name, line.load, &self.ratio(line), &self.verdict(line)));
        }
        for (name, load) in &self.limits {
            text.push_str(&row(&format!("limit: {name}"), *load, "", ""));
        }
        text.push_str(
            "\nThe limit is axum alone (bare), and axum with one indexed read of the same rows to \
             JSON (list of 25; incident with 50 events). Its ratio is by CPU: 50 % means that \
             Throughline needs twice the processor time.\n",
        );
        let _ = writeln!(
            text,
            "\nTargets in milliseconds are given for a machine whose limit “incident” takes \
             {REFERENCE_MS} ms. Here it took {:.1} times as long, by which such figures are divided \
             before they are held against their targets.",
            self.slowness()
        );
        let _ = writeln!(
            text,
            "\nWhat is read is kept until something is written, for a second at most \
             (`server/src/store/memo.rs`): the first cases show that. “While written” has {} events \
             a second added to another incident at the same time, each of which makes everything \
             be read and drawn again; their processor time is in the figure.",
            beside::PER_SECOND
        );
        for line in self.cases.iter().filter(|line| line.things > 1) {
            let _ = writeln!(text, "\n{}: {:.0} events/s.", line.name, line.things_per_second());
        }
        text.push_str(&self.readers.text());
        text.push_str(&self.import.text(self.slowness()));
        let _ = writeln!(
            text,
            "\nCold start to the first answer {:.0} ms (target ≤ 300). Resident memory {:.0} MB idle \
             (target ≤ 60), {:.0} MB after the load. Targets of the first view: ≤ 200 kB in all, \
             wasm ≤ 100 kB of it.\n",
            self.cold_start_ms, self.idle_mb, self.loaded_mb
        );
        text.push_str(
            "| first view of | requests | HTML kB | files kB | of it wasm kB | total kB |\n",
        );
        text.push_str("|---|--:|--:|--:|--:|--:|\n");
        for (path, weight) in &self.pages {
            let [html, assets, wasm] = [weight.html, weight.assets, weight.wasm].map(kilobytes);
            let total = kilobytes(weight.html + weight.assets);
            let _ = writeln!(
                text,
                "| `{path}` | {} | {html} | {assets} | {wasm} | {total} |",
                weight.requests
            );
        }
        text
    }

    /// How many percent of its limit a case reaches.
    fn of_limit(&self, line: &Line) -> Option<f64> {
        let (_, limit) = self.limits.iter().find(|(name, _)| line.limit == Some(name))?;
        Some(limit.cpu_ms / line.load.cpu_ms * 100.0)
    }

    /// How many times as long as on the machine of the targets this one took for the same work.
    pub fn slowness(&self) -> f64 {
        let limit = self.limits.iter().find(|(name, _)| *name == "incident");
        limit.map_or(1.0, |(_, load)| load.cpu_ms / REFERENCE_MS)
    }

    fn ratio(&self, line: &Line) -> String {
        self.of_limit(line).map(|percent| format!("{percent:.0} %")).unwrap_or_default()
    }

    /// The target, and whether it is reached.
    fn verdict(&self, line: &Line) -> String {
        let (words, reached) = match line.target {
            None => return String::new(),
            Some(Target::OfLimit(percent)) => {
                (format!("≥ {percent:.0} %"), self.of_limit(line).is_some_and(|is| is >= percent))
            }
            Some(Target::CpuMs(ms)) => {
                let took = line.load.cpu_ms / self.slowness();
                (format!("≤ {ms:.0} ms CPU: {took:.2}"), took <= ms)
            }
            Some(Target::ThingsPerSecond(things)) => {
                (format!("≥ {things:.0} events/s"), line.things_per_second() >= things)
            }
        };
        format!("{words}, {}", if reached { "reached" } else { "not yet" })
    }
}

impl Line {
    fn things_per_second(&self) -> f64 {
        self.load.per_second * f64::from(u32::try_from(self.things).unwrap_or(1))
    }
}

fn row(name: &str, load: Load, ratio: &str, verdict: &str) -> String {
    let Load { per_second, p50_ms, p99_ms, cpu_ms } = load;
    format!(
        "| {name} | {per_second:.0} | {p50_ms:.2} | {p99_ms:.2} | {cpu_ms:.3} | {ratio} | {verdict} |\n"
    )
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files, told with one decimal")]
fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}
