//! One request after the other, each timed by itself.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use super::{super::usage, Case, data};
use crate::{http, serving::Server};

/// How long the server has to tell whom it concerns what was written, before it is asked again.
const AFTERMATH: Duration = Duration::from_millis(100);
/// How long a server may take to do what became due while none ran.
const CATCHING_UP: Duration = Duration::from_mins(10);

/// Waits until the server has nothing left to do of its own: reminders of a large record that has just
/// been made are many.
pub fn settle(server: &Server) -> Result<()> {
    let (begun, mut idle) = (Instant::now(), 0);
    while idle < 5 && begun.elapsed() < CATCHING_UP {
        let before = usage::fine_cpu_ms(server.process())?;
        thread::sleep(Duration::from_secs(1));
        let used = usage::fine_cpu_ms(server.process())? - before;
        idle = if used < 5.0 { idle + 1 } else { 0 };
    }
    Ok(())
}

/// Who asks whom.
pub struct Caller<'a> {
    /// The server.
    pub server: &'a Server,
    /// The cookie of a person who signed in.
    pub cookie: &'a str,
    /// The token with which something is written in between.
    pub token: &'a str,
}

/// What some requests took, in milliseconds.
pub struct Took {
    /// Half took at most this.
    pub p50: f64,
    /// 95 of 100 took at most this.
    pub p95: f64,
    /// The server's processor time for one.
    pub cpu: f64,
}

/// What came of a case.
pub struct Asked {
    /// After something was written.
    pub anew: Took,
    /// Straight after that.
    pub again: Took,
    /// The size of the answer.
    pub kilobytes: f64,
}

impl Caller<'_> {
    /// Asks this many times.
    #[expect(clippy::cast_precision_loss, reason = "bytes of a page, far below 2^52")]
    pub fn time(&self, case: &Case, times: usize) -> Result<Asked> {
        let (mut anew, mut again, mut size) = (Vec::new(), Vec::new(), 0);
        self.once(&(case.path)(times), case.part)?;
        for n in 0..times {
            data::touch(self.server.address, self.token, n)?;
            thread::sleep(AFTERMATH);
            let path = (case.path)(n);
            let (took, _) = self.once(&path, case.part)?;
            anew.push(took);
            let (took, bytes) = self.once(&path, case.part)?;
            again.push(took);
            size = size.max(bytes);
        }
        Ok(Asked { anew: took(anew), again: took(again), kilobytes: size as f64 / 1000.0 })
    }

    /// How long it took, what processor time, and how large the answer was.
    fn once(&self, path: &str, part: bool) -> Result<((f64, f64), usize)> {
        let mut headers = vec![("Cookie", self.cookie), ("Accept", "text/html")];
        headers.extend(part.then_some(("part", "1")));
        let (cpu, begun) = (usage::fine_cpu_ms(self.server.process())?, Instant::now());
        let answer = http::ask(self.server.address, &format!("GET {path}"), &headers, "")?;
        let elapsed = begun.elapsed().as_secs_f64() * 1000.0;
        ensure!(answer.status == 200, "GET {path}: {} {}", answer.status, answer.text());
        let cpu = usage::fine_cpu_ms(self.server.process())? - cpu;
        Ok(((elapsed, cpu), answer.body.len()))
    }
}

#[expect(clippy::cast_precision_loss, reason = "some dozens of requests")]
fn took(all: Vec<(f64, f64)>) -> Took {
    let cpu = all.iter().map(|(_, cpu)| cpu).sum::<f64>() / all.len().max(1) as f64;
    let mut elapsed: Vec<f64> = all.into_iter().map(|(elapsed, _)| elapsed).collect();
    elapsed.sort_by(f64::total_cmp);
    let at = |hundredth: usize| {
        let last = elapsed.len().saturating_sub(1);
        elapsed.get((elapsed.len() * hundredth / 100).min(last)).copied().unwrap_or_default()
    };
    Took { p50: at(50), p95: at(95), cpu }
}

#[cfg(test)]
mod tests {
    use super::took;

    #[test]
    fn the_middle_and_the_tail_are_told() {
        let all = (1..=100).map(|n| (f64::from(n), 2.0)).collect();
        let took = took(all);
        assert!((took.p50 - 51.0).abs() < 1e-9 && (took.p95 - 96.0).abs() < 1e-9);
        assert!((took.cpu - 2.0).abs() < 1e-9);
    }
}
