//! Records of a table: where one ends, and what its cells hold.

use serde_json::Value;

use super::super::text::plain;

/// The most lines of one record.
const LINES_MAX: u64 = 5_000;
/// The longest record of more than one line, in bytes.
const BYTES_MAX: usize = 1024 * 1024;
/// How deep the fields of an object are read as columns of their own.
const DEPTH: usize = 3;

/// A record as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The line that it begins on.
    pub line: u64,
    /// Its text, without the end of its last line.
    pub text: String,
}

/// What a line does to the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// The record goes on with the next line.
    More,
    /// A record is whole.
    Whole(Record),
    /// A quotation mark opens in this record and is not closed before it is too long.
    Torn(Record),
}

/// Cuts lines into records: in tables a cell in quotation marks may hold line ends.
#[derive(Debug, Default)]
pub struct Splitter {
    json: bool,
    cut: Option<u8>,
    open: Option<(Record, u64)>,
}

impl Splitter {
    /// For objects, one a line, or for tables.
    pub fn new(json: bool) -> Self {
        Self { json, ..Self::default() }
    }

    /// Takes the next line, without its end.
    pub fn push(&mut self, number: u64, line: &str) -> Split {
        if self.json {
            return Split::Whole(Record { line: number, text: line.to_owned() });
        }
        if self.open.is_none() && line.trim().is_empty() {
            return Split::More;
        }
        if self.cut.is_none() {
            self.cut = Some(delimiter(line));
            if said_delimiter(line).is_some() {
                return Split::More;
            }
        }
        let cut = self.cut.unwrap_or(b',');
        let open = ends_open(line.as_bytes(), cut, self.open.is_some());
        let (mut record, lines) = match self.open.take() {
            Some((mut record, lines)) => {
                record.text.push('\n');
                record.text.push_str(line);
                (record, lines + 1)
            }
            None => (Record { line: number, text: line.to_owned() }, 1),
        };
        if !open {
            return Split::Whole(record);
        }
        if lines >= LINES_MAX || record.text.len() > BYTES_MAX {
            record.text.truncate(record.text.lines().next().map_or(0, str::len));
            return Split::Torn(record);
        }
        self.open = Some((record, lines));
        Split::More
    }

    /// Whether a record goes on with the next line.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// What is open at the end of the file.
    pub fn end(&mut self) -> Option<Record> {
        self.open.take().map(|(record, _)| record)
    }

    /// What stands between the cells.
    pub fn cut(&self) -> u8 {
        self.cut.unwrap_or(b',')
    }
}

/// `sep=;`, as spreadsheets write it above the names.
fn said_delimiter(line: &str) -> Option<u8> {
    match line.trim().strip_prefix("sep=")?.as_bytes() {
        [cut] => Some(*cut),
        _ => None,
    }
}

/// What stands between the names in the first line: comma, semicolon, tab or bar, whichever is there most.
fn delimiter(line: &str) -> u8 {
    if let Some(said) = said_delimiter(line) {
        return said;
    }
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(cut, _)| *cut == byte && !quoted) {
            *count += 1;
        }
    }
    // Among equals the first: max_by_key takes the last.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(cut, _)| *cut)
}

/// Whether a cell in quotation marks is still open at the end of a line.
fn ends_open(line: &[u8], cut: u8, mut open: bool) -> bool {
    let mut start = !open;
    let mut at = 0;
    while let Some(byte) = line.get(at) {
        if open {
            if *byte == b'"' {
                if line.get(at + 1) == Some(&b'"') {
                    at += 1;
                } else {
                    open = false;
                }
            }
        } else if *byte == b'"' && start {
            (open, start) = (true, false);
        } else if *byte == cut {
            start = true;
        } else if *byte != b' ' {
            start = false;
        }
        at += 1;
    }
    open
}

/// The cells of a record of a table.
pub fn cells(text: &str, cut: u8) -> Vec<String> {
    let cut = char::from(cut);
    let (mut cells, mut cell, mut open, mut quoted) = (Vec::new(), String::new(), false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if open && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' if open => open = false,
            '"' if !quoted && cell.bytes().all(|byte| byte == b' ') => {
                cell.clear();
                (open, quoted) = (true, true);
            }
            c if c == cut && !open => {
                cells.push(std::mem::take(&mut cell));
                quoted = false;
            }
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// The fields of an object as columns; those of objects in it are named `user.name`.
pub fn fields(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    flatten("", value, DEPTH, &mut found);
    found
}

fn flatten(prefix: &str, value: &Value, depth: usize, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) if depth > 0 && (!fields.is_empty() || prefix.is_empty()) => {
            for (name, value) in fields {
                let name =
                    if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                flatten(&name, value, depth - 1, found);
            }
        }
        Value::Null => {}
        value => found.push((prefix.to_owned(), value.clone())),
    }
}

/// What a cell says, as text; a list of words with commas between them.
pub fn said(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        value => plain(value),
    }
}
