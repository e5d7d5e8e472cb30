//! Exports of Slack: a zip file whose entries are read where they are, within limits, and never
//! written anywhere. What is torn, too large or named to leave the archive is told.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use app::domain::import::slack::Slack;
use app::domain::import::{Parsed, Place, one_line};
use chrono::NaiveDate;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::Value;
use zip::ZipArchive;
use zip::result::ZipError;

use super::scan::Sink;

/// The most entries of an archive.
const ENTRIES_MAX: usize = 100_000;
/// The largest entry, unpacked, in bytes.
const ENTRY_MAX: u64 = 32 * 1024 * 1024;
/// The most that is unpacked of one archive, in bytes.
const TOTAL_MAX: u64 = 1024 * 1024 * 1024;
/// How many times larger than its packed bytes an entry may be.
const RATIO_MAX: u64 = 250;
/// From where on the ratio counts: small entries pack well.
const RATIO_FROM: u64 = 1024 * 1024;
/// How many things are handed on together.
const BATCH: usize = 500;

/// An entry that is read: its place in the archive, its channel, its name.
struct Entry {
    at: usize,
    channel: String,
    name: String,
}

/// Reads an export, channel by channel and day by day.
pub fn read(path: &Path, mut slack: Slack, sink: Sink<'_>) -> io::Result<()> {
    let file = BufReader::new(File::open(path)?);
    let mut out = Vec::new();
    let mut archive = match ZipArchive::new(file) {
        Ok(archive) if archive.len() <= ENTRIES_MAX => archive,
        Ok(archive) => {
            let words =
                format!("It has {} entries; at most {ENTRIES_MAX} are read.", archive.len());
            sink(vec![wrong("the archive", words)]);
            return Ok(());
        }
        Err(error) => {
            let words = format!("This is no whole zip file: {}.", cause(&error));
            sink(vec![wrong("the archive", words)]);
            return Ok(());
        }
    };
    let (users, days) = entries(&mut archive, &mut out);
    let mut left = TOTAL_MAX;
    if let Some(users) = users {
        walk(&mut archive, &users, &mut left, &mut out, &mut |_, value, _| {
            slack.user(&value);
            true
        });
    } else {
        let words = "There is no users.json; people stand under their ids.";
        out.push(Parsed::doubt(Place("the archive".to_owned()), words));
    }
    for day in days {
        let more = walk(&mut archive, &day, &mut left, &mut out, &mut |number, value, out| {
            let place = Place(format!("{}, message {number}", day.name));
            slack.message(place, &day.channel, &value, out);
            out.len() < BATCH || sink(std::mem::take(out))
        });
        if !more || (!out.is_empty() && !sink(std::mem::take(&mut out))) {
            return Ok(());
        }
    }
    out.push(Parsed::Contents(slack.contents()));
    sink(out);
    Ok(())
}

fn wrong(place: &str, words: impl Into<String>) -> Parsed {
    Parsed::wrong(Place(place.to_owned()), words)
}

/// What an error of the archive means, without words of the library about its own workings.
fn cause(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            "it ends too early".to_owned()
        }
        error => one_line(&error.to_string()),
    }
}

/// The entries that are read, in their order: who is who, and the days of the channels.
fn entries<R: Read + io::Seek>(
    archive: &mut ZipArchive<R>,
    out: &mut Vec<Parsed>,
) -> (Option<Entry>, Vec<Entry>) {
    let (mut users, mut days, mut others): (Option<Entry>, Vec<Entry>, u64) = (None, Vec::new(), 0);
    for at in 0..archive.len() {
        let raw = archive.by_index_raw(at).map(|entry| entry.name().to_owned());
        let raw = match raw {
            Ok(name) => name,
            Err(error) => {
                out.push(wrong(
                    &format!("entry {}", at + 1),
                    format!("It cannot be read: {}.", cause(&error)),
                ));
                continue;
            }
        };
        let name = one_line(&raw);
        if raw.ends_with('/') || raw.starts_with("__MACOSX/") {
            continue;
        }
        if !stays_inside(&raw) {
            out.push(wrong(&name, "The name of this entry leads out of the archive."));
            continue;
        }
        let mut parts = raw.rsplit('/');
        let last = parts.next().unwrap_or_default();
        let folder = one_line(parts.next().unwrap_or_default());
        let entry = Entry { at, channel: folder, name };
        let day = last.strip_suffix(".json").and_then(|day| day.parse::<NaiveDate>().ok());
        if last == "users.json" {
            let nearer = |known: &Entry| known.name.len() > entry.name.len();
            if users.as_ref().is_none_or(nearer) {
                users = Some(entry);
            }
        } else if day.is_some() && !entry.channel.is_empty() {
            days.push(entry);
        } else {
            others += 1;
        }
    }
    out.extend((0..others.min(1_000)).map(|_| Parsed::Passed("other files".to_owned())));
    days.sort_by(|a, b| a.name.cmp(&b.name));
    if days.is_empty() {
        let words =
            "There is no channel in it with a file for each day, like general/2026-03-17.json.";
        out.push(wrong("the archive", words));
    }
    (users, days)
}

/// Whether a name stays below the folder that it would be unpacked into.
fn stays_inside(name: &str) -> bool {
    let odd = name.starts_with('/') || name.contains(['\\', '\0']) || name.get(1..2) == Some(":");
    !odd && name.split('/').all(|part| part != "..") && name.len() <= 1_000
}

/// Hands on each item of an entry, a list; `false` when nobody wants more.
fn walk<R: Read + io::Seek>(
    archive: &mut ZipArchive<R>,
    entry: &Entry,
    left: &mut u64,
    out: &mut Vec<Parsed>,
    each: &mut dyn FnMut(u64, Value, &mut Vec<Parsed>) -> bool,
) -> bool {
    let file = match archive.by_index(entry.at) {
        Ok(file) => file,
        Err(error) => {
            out.push(wrong(&entry.name, format!("It cannot be unpacked: {}.", cause(&error))));
            return true;
        }
    };
    let ratio = file.compressed_size().saturating_mul(RATIO_MAX).max(RATIO_FROM);
    let limit = ENTRY_MAX.min(ratio).min(*left);
    let mut measured = Measured { inner: file, read: 0, limit };
    let mut wanted = true;
    let items = Items {
        number: 0,
        each: &mut |number, value| {
            wanted = each(number, value, out);
            wanted
        },
    };
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(&mut measured));
    let done = items.deserialize(&mut reader);
    let read = measured.read;
    *left = left.saturating_sub(read);
    if let Err(error) = done
        && wanted
    {
        let words = if read > limit {
            format!("It unpacks to more than is read of it ({limit} bytes).")
        } else {
            format!("This is not a list in JSON, or it is torn: {}.", one_line(&error.to_string()))
        };
        out.push(wrong(&entry.name, words));
    }
    wanted
}

/// Counts what is unpacked, and stops behind the limit.
struct Measured<R> {
    inner: R,
    read: u64,
    limit: u64,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read += read as u64;
        if self.read > self.limit {
            return Err(io::Error::other("too large"));
        }
        Ok(read)
    }
}

/// A list whose items are handed on one by one.
struct Items<'a> {
    number: u64,
    each: &'a mut dyn FnMut(u64, Value) -> bool,
}

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            self.number += 1;
            if !(self.each)(self.number, item) {
                return Err(serde::de::Error::custom("nobody wants more"));
            }
        }
        Ok(())
    }
}
