//! How soon all who look at an incident see what is written to it.

use std::{
    io::{ErrorKind, Read, Write as _},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{load, load::Request, usage};
use crate::serving::Server;

/// How many streams are open.
const READERS: usize = 500;
/// How many accounts they are of; one account may have 24.
const ACCOUNTS: usize = 25;
/// How many events are written, one after the other.
const EVENTS: usize = 20;
/// How long one of them may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was measured, in milliseconds from the sending of an event to its arrival.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    p50_ms: f64,
    longest_ms: f64,
    memory_mb: f64,
}

/// The addresses of those who read.
pub fn emails() -> impl Iterator<Item = String> {
    (0..ACCOUNTS).map(|n| format!("reader-{n}@example.org"))
}

/// Adds events to an incident that 500 readers have open.
pub fn measure(
    server: &Server,
    cookies: &[String],
    path: &str,
    event: &Request,
) -> Result<Measured> {
    let mut readers = Vec::with_capacity(READERS);
    for cookie in cookies.iter().cycle().take(READERS) {
        readers.push(Reader::open(server.address, path, cookie)?);
    }
    let mut took = Vec::with_capacity(READERS * EVENTS);
    for _ in 0..EVENTS {
        let begun = Instant::now();
        load::try_once(server.address, event)?;
        let mut waiting: Vec<&mut Reader> = readers.iter_mut().collect();
        while !waiting.is_empty() {
            ensure!(begun.elapsed() < PATIENCE, "{} readers were not told", waiting.len());
            let before = waiting.len();
            let mut still = Vec::with_capacity(before);
            for reader in waiting {
                if reader.was_told()? {
                    took.push(begun.elapsed().as_secs_f64() * 1_000.0);
                } else {
                    still.push(reader);
                }
            }
            waiting = still;
            if waiting.len() == before {
                thread::sleep(Duration::from_micros(500));
            }
        }
    }
    took.sort_by(f64::total_cmp);
    Ok(Measured {
        p50_ms: took.get(took.len() / 2).copied().unwrap_or_default(),
        longest_ms: took.last().copied().unwrap_or_default(),
        memory_mb: usage::memory_mb(server.process())?,
    })
}

impl Measured {
    /// In words, with the target.
    pub fn text(&self) -> String {
        let Self { p50_ms, longest_ms, memory_mb } = self;
        format!(
            "\nAn event that is added while {READERS} readers look at its incident is committed and seen by half of \
             them {p50_ms:.0} ms after it was sent, and by the last after {longest_ms:.0} ms at most (target ≤ 300; \
             {EVENTS} events). The process then has {memory_mb:.0} MB.\n"
        )
    }
}

/// One open stream.
struct Reader {
    stream: TcpStream,
    told: Vec<u8>,
}

impl Reader {
    fn open(address: SocketAddr, path: &str, cookie: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n")?;
        let mut told = Vec::new();
        while !holds(&told, b"retry:") {
            let mut piece = [0; 4096];
            let count = stream.read(&mut piece).context("a stream does not begin")?;
            ensure!(count > 0, "a stream is refused: {}", String::from_utf8_lossy(&told));
            told.extend_from_slice(&piece[..count]);
        }
        stream.set_nonblocking(true)?;
        Ok(Self { stream, told: Vec::new() })
    }

    /// Whether a row has come since the last one; each row is told once.
    fn was_told(&mut self) -> Result<bool> {
        let mut piece = [0; 16 * 1024];
        loop {
            match self.stream.read(&mut piece) {
                Ok(0) => anyhow::bail!("a stream ended"),
                Ok(count) => self.told.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error.into()),
            }
        }
        let told = holds(&self.told, b"event: row");
        if told {
            self.told.clear();
        }
        Ok(told)
    }
}

fn holds(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|window| window == words)
}
