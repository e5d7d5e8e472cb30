//! Mending the rows of a staged table: those that are wrong as they stand in the file, and the
//! file written anew with what they are to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use app::domain::import::table::{Split, Splitter};
use app::domain::import::{Adapter, Preview};

use super::{Staged, scan};
use crate::error::{Error, Result};

/// The longest row that is shown for mending, in bytes.
const SHOWN: usize = 20_000;

/// The rows that cannot be read, as they stand in the file, by the line that each begins on.
pub async fn wrong_rows(
    file: &Staged,
    adapter: Adapter,
    preview: &Preview,
) -> Result<BTreeMap<u64, String>> {
    let wanted: BTreeSet<u64> = preview
        .problems
        .iter()
        .filter(|problem| problem.left_out)
        .filter_map(|problem| problem.place.0.strip_prefix("line ")?.parse().ok())
        .collect();
    if !adapter.is_table() || wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let path = file.path.clone();
    blocking(move || rows(&path, adapter, &wanted)).await
}

/// Writes the file anew with these rows said in other words; blank leaves a row out.
pub async fn mend(file: &Staged, adapter: Adapter, said: BTreeMap<u64, String>) -> Result<()> {
    if !adapter.is_table() || said.is_empty() {
        return Ok(());
    }
    let path = file.path.clone();
    blocking(move || rewrite(&path, adapter, &said)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    done.map_err(Error::internal)
}

/// Hands each record to `each`: the line that it begins on, its text, its bytes with their end.
fn records(
    path: &Path,
    adapter: Adapter,
    each: &mut dyn FnMut(u64, &str, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufReader::with_capacity(64 * 1024, File::open(path)?);
    let mut splitter = Splitter::new(adapter == Adapter::Jsonl);
    let (mut line, mut held, mut number) = (Vec::new(), Vec::new(), 0);
    let mut first = 1;
    loop {
        line.clear();
        let whole = scan::next_line(&mut file, &mut line)?;
        if line.is_empty() && whole {
            break;
        }
        number += 1;
        if held.is_empty() {
            first = number;
        }
        if !whole {
            // It was passed over by the reader and cannot be kept.
            continue;
        }
        held.extend_from_slice(&line);
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        let text = if number == 1 { text.trim_start_matches('\u{feff}') } else { text };
        match splitter.push(number, text) {
            Split::More if !splitter.is_open() => {
                each(0, "", &held)?;
                held.clear();
            }
            Split::More => {}
            Split::Whole(record) => {
                each(record.line, &record.text, &held)?;
                held.clear();
            }
            Split::Torn(record) => {
                each(record.line, &String::from_utf8_lossy(&held), &held)?;
                held.clear();
            }
        }
    }
    if !held.is_empty() {
        each(first, &String::from_utf8_lossy(&held), &held)?;
    }
    Ok(())
}

fn rows(
    path: &Path,
    adapter: Adapter,
    wanted: &BTreeSet<u64>,
) -> io::Result<BTreeMap<u64, String>> {
    let mut found = BTreeMap::new();
    records(path, adapter, &mut |line, text, _| {
        if wanted.contains(&line) && text.len() <= SHOWN {
            found.insert(line, text.to_owned());
        }
        Ok(())
    })?;
    Ok(found)
}

fn rewrite(path: &Path, adapter: Adapter, said: &BTreeMap<u64, String>) -> io::Result<()> {
    let beside = PathBuf::from(format!("{}.mended", path.display()));
    let mut file = BufWriter::new(File::create(&beside)?);
    let done = records(path, adapter, &mut |line, text, bytes| match said.get(&line) {
        Some(other) if line > 0 && *other != text => {
            if !other.trim().is_empty() {
                file.write_all(other.trim_end().as_bytes())?;
                file.write_all(b"\n")?;
            }
            Ok(())
        }
        _ => file.write_all(bytes),
    });
    let done = done.and_then(|()| file.flush());
    match done.and_then(|()| std::fs::rename(&beside, path)) {
        Ok(()) => Ok(()),
        Err(error) => {
            drop(std::fs::remove_file(&beside));
            Err(error)
        }
    }
}
