//! Reading a staged file, batch by batch.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use app::domain::import::otlp::{self, Otlp};
use app::domain::import::slack::Slack;
use app::domain::import::{Adapter, LineReader, Parsed, Place, Problem, Step};

use super::{Options, archive};
use app::domain::timeline::AddEvent;
use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

/// How many things are handed on together, at most.
const BATCH: usize = 500;
/// How many bytes of the file a batch comes from, at most.
const BATCH_BYTES: usize = 1024 * 1024;
/// The longest line that is read, in bytes.
pub const LINE_MAX: usize = 16 * 1024 * 1024;
/// How many batches wait while one is stored.
const WAITING: usize = 2;

/// Where what is found goes; `false` when nobody wants more.
pub type Sink<'a> = &'a mut dyn FnMut(Vec<Parsed>) -> bool;

/// Some things of a file, in their order.
#[derive(Default)]
pub struct Batch {
    /// What can be stored.
    pub steps: Vec<(Step, AddEvent)>,
    /// What cannot, or is worth a look.
    pub problems: Vec<Problem>,
    /// What else was found: columns, contents, bookkeeping.
    pub beside: Vec<Parsed>,
}

impl Batch {
    /// How many things are not stored.
    pub fn left_out(&self) -> u64 {
        self.problems.iter().filter(|problem| problem.left_out).count() as u64
    }
}

/// The batches of a file, read and understood by a thread of its own while the one before is stored.
pub fn batches(path: &Path, options: &Options, now: DateTime<Utc>) -> mpsc::Receiver<Batch> {
    let (send, receive) = mpsc::channel(WAITING);
    let (path, options): (PathBuf, Options) = (path.to_owned(), options.clone());
    tokio::task::spawn_blocking(move || {
        let mut hand_on =
            |found| send.blocking_send(understand(found, options.adapter, now)).is_ok();
        if let Err(error) = read(&path, &options, &mut hand_on) {
            let words = format!("The file cannot be read on from here: {error}.");
            hand_on(vec![Parsed::wrong(Place("the file".into()), words)]);
        }
    });
    receive
}

/// Reads a file to its end.
pub fn read(path: &Path, options: &Options, sink: Sink<'_>) -> io::Result<()> {
    let size = std::fs::metadata(path)?.len();
    let mut file = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let first = file.fill_buf()?.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    if options.adapter == Adapter::Otlp && !matches!(first, None | Some(b'{' | 0xef)) {
        return messages(file, size, sink);
    }
    match options.adapter.lines(&options.mapping) {
        Some(reader) => lines(file, reader, sink),
        None => archive::read(path, Slack::new(options.slack.clone()), sink),
    }
}

/// Reads messages of protobuf: each after its length in four bytes, as the collector writes them,
/// or one alone.
fn messages(mut file: impl BufRead, size: u64, sink: Sink<'_>) -> io::Result<()> {
    let (mut reader, mut out) = (Otlp::default(), Vec::new());
    let start = file.fill_buf()?.first_chunk::<4>().copied().unwrap_or_default();
    let framed = u64::from(u32::from_be_bytes(start)) + 4 <= size && start != [0; 4];
    let (mut left, mut number) = (size, 0_u64);
    while left > 0 {
        number += 1;
        let length = if framed {
            let mut length = [0; 4];
            if file.read_exact(&mut length).is_err() {
                out.push(Parsed::wrong(message(number), "The file ends in the middle of it."));
                break;
            }
            left -= 4;
            u64::from(u32::from_be_bytes(length))
        } else {
            left
        };
        if length > left || length > LINE_MAX as u64 {
            let words = "It is torn, or longer than 16 MB; what follows cannot be found.";
            out.push(Parsed::wrong(message(number), words));
            break;
        }
        left -= length;
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_exact(&mut bytes)?;
        match otlp::decode_any(&bytes) {
            Ok(value) => reader.request(&message(number), &value, &mut out),
            Err(error) => {
                let words = format!("This is not a request of OTLP: {error}.");
                out.push(Parsed::wrong(message(number), words));
            }
        }
        if !out.is_empty() && !sink(std::mem::take(&mut out)) {
            return Ok(());
        }
    }
    reader.end(&mut out);
    sink(out);
    Ok(())
}

fn message(number: u64) -> Place {
    Place(format!("message {number}"))
}

/// Reads lines; one that is too long or not text is a problem of its own.
fn lines(
    mut file: impl BufRead,
    mut reader: Box<dyn LineReader + Send>,
    sink: Sink<'_>,
) -> io::Result<()> {
    let (mut out, mut line, mut bytes, mut number) = (Vec::new(), Vec::new(), 0, 0_u64);
    loop {
        line.clear();
        let whole = next_line(&mut file, &mut line)?;
        if line.is_empty() && whole {
            break;
        }
        number += 1;
        bytes += line.len();
        if whole {
            text(number, &line, &mut *reader, &mut out);
        } else {
            let words = format!("This line is longer than {} MB.", LINE_MAX / (1024 * 1024));
            out.push(Parsed::wrong(Place::line(number), words));
        }
        if out.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            if !sink(std::mem::take(&mut out)) {
                return Ok(());
            }
        }
    }
    reader.end(&mut out);
    if !out.is_empty() {
        sink(out);
    }
    Ok(())
}

fn text(number: u64, line: &[u8], reader: &mut dyn LineReader, out: &mut Vec<Parsed>) {
    let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    match std::str::from_utf8(line) {
        Ok(text) if text.trim().is_empty() => reader.blank(number, out),
        Ok(text) => reader.line(number, text.trim_end_matches(['\n', '\r']), out),
        Err(error) => {
            let words = format!("This is not UTF-8 from byte {} on.", error.valid_up_to() + 1);
            out.push(Parsed::wrong(Place::line(number), words));
        }
    }
}

/// The next line with its end; `false` when it is longer than may be held and was passed over.
pub(super) fn next_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut whole = true;
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            return Ok(whole);
        }
        let end = piece.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(piece.len());
        if line.len() + taken > LINE_MAX {
            (whole, *line) = (false, vec![b'?']);
        }
        if whole {
            line.extend_from_slice(&piece[..taken]);
        }
        file.consume(taken);
        if end.is_some() {
            return Ok(whole);
        }
    }
}

fn understand(found: Vec<Parsed>, adapter: Adapter, now: DateTime<Utc>) -> Batch {
    let adapter = adapter.to_string();
    let mut batch = Batch { steps: Vec::with_capacity(found.len()), ..Batch::default() };
    for parsed in found {
        match parsed {
            Parsed::Step(step) => match step.command(&adapter, now) {
                Ok(command) => batch.steps.push((*step, command)),
                Err(invalid) => {
                    let place = step.place.clone();
                    let message = invalid.to_string();
                    batch.problems.push(Problem { place, message, left_out: true });
                }
            },
            Parsed::Problem(problem) => batch.problems.push(problem),
            other => batch.beside.push(other),
        }
    }
    batch
}
