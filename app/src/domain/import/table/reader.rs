//! Reading a table line by line: its head, the first rows to guess by, then row for row.

use std::collections::HashMap;

use chrono::DateTime;
use serde_json::Value;

use super::cells::{self, Record, Split, Splitter};
use super::guess::{Sample, guess};
use super::row::{Row, step};
use super::{Mapping, ReadColumn, Use};
use crate::domain::import::text::{fingerprint, one_line};
use crate::domain::import::{LineReader, Parsed, Place};
use crate::domain::line::LineContext;
use crate::domain::moment::Zone;

/// How many rows are looked at before it is settled what the columns hold.
const SAMPLED: usize = 50;
/// How many bytes of them, at most.
const SAMPLED_BYTES: usize = 256 * 1024;
/// The most columns.
const COLUMNS_MAX: usize = 500;

/// Reads a table, or objects one a line.
#[derive(Debug)]
pub struct TableReader {
    json: bool,
    mapping: Mapping,
    splitter: Splitter,
    context: LineContext,
    /// The names of the columns of a table.
    head: Option<Vec<String>>,
    waiting: Vec<Wait>,
    waiting_bytes: usize,
    columns: Option<Vec<ReadColumn>>,
    /// Nothing more is read: the head cannot be.
    dead: bool,
    seen: HashMap<String, u32>,
}

/// A row with what its cells hold, by the place of its column.
#[derive(Debug)]
struct Line {
    line: u64,
    cells: Vec<(usize, Value)>,
}

/// What waits until it is settled what the columns hold.
#[derive(Debug)]
enum Wait {
    Row(Line),
    Told(Parsed),
}

impl TableReader {
    /// Reads objects (`json`) or a table, as `mapping` says.
    pub fn new(json: bool, mapping: Mapping) -> Self {
        let zone = mapping.zone.unwrap_or(Zone::Utc);
        // What depends on the clock is refused, so any moment serves.
        let mut context =
            LineContext::at(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000), zone);
        context.day = mapping.day;
        Self {
            json,
            mapping,
            splitter: Splitter::new(json),
            context,
            head: json.then(Vec::new),
            waiting: Vec::new(),
            waiting_bytes: 0,
            columns: None,
            dead: false,
            seen: HashMap::new(),
        }
    }

    fn record(&mut self, record: Record, out: &mut Vec<Parsed>) {
        if self.dead {
            return;
        }
        let size = record.text.len();
        let mut told = Vec::new();
        let line = if self.json {
            self.object(&record, &mut told)
        } else {
            self.cells(&record, &mut told)
        };
        if self.columns.is_some() || self.dead {
            out.append(&mut told);
            if let Some(line) = line {
                self.row(line, out);
            }
            return;
        }
        // In the order of the file, whatever is told of it.
        self.waiting.extend(told.into_iter().map(Wait::Told));
        let Some(line) = line else { return };
        self.waiting.push(Wait::Row(line));
        self.waiting_bytes += size;
        if self.waiting.len() >= SAMPLED || self.waiting_bytes >= SAMPLED_BYTES {
            self.settle(out);
        }
    }

    fn object(&mut self, record: &Record, out: &mut Vec<Parsed>) -> Option<Line> {
        let place = Place::line(record.line);
        let value = match serde_json::from_str::<Value>(&record.text) {
            Ok(value @ Value::Object(_)) => value,
            Ok(_) => {
                out.push(Parsed::wrong(place, "This is not a JSON object."));
                return None;
            }
            Err(error) => {
                out.push(Parsed::wrong(place, format!("This is not JSON: {error}.")));
                return None;
            }
        };
        let head = self.head.get_or_insert_default();
        let mut cells = Vec::new();
        for (name, value) in cells::fields(&value) {
            let at = head.iter().position(|known| *known == name);
            let at = at.or_else(|| {
                (head.len() < COLUMNS_MAX).then(|| {
                    head.push(name);
                    head.len() - 1
                })
            });
            cells.extend(at.map(|at| (at, value)));
        }
        Some(Line { line: record.line, cells })
    }

    fn cells(&mut self, record: &Record, out: &mut Vec<Parsed>) -> Option<Line> {
        let cells = cells::cells(&record.text, self.splitter.cut());
        let place = Place::line(record.line);
        let Some(head) = &self.head else {
            self.name_columns(cells, place, out);
            return None;
        };
        let more = cells.iter().skip(head.len()).any(|cell| !cell.trim().is_empty());
        if more {
            let words =
                format!("This row has {} cells; the head names {}.", cells.len(), head.len());
            out.push(Parsed::wrong(place, words));
            return None;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            out.push(Parsed::Passed("blank row".to_owned()));
            return None;
        }
        if cells.len() < head.len() {
            let words = format!("This row has {} of {} cells.", cells.len(), head.len());
            out.push(Parsed::doubt(place, words));
        }
        let cells = cells.into_iter().take(head.len()).enumerate();
        let cells = cells.map(|(at, cell)| (at, Value::String(cell))).collect();
        Some(Line { line: record.line, cells })
    }

    fn name_columns(&mut self, cells: Vec<String>, place: Place, out: &mut Vec<Parsed>) {
        let mut names: Vec<String> = cells.iter().map(|name| one_line(name)).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let many = names.len() > COLUMNS_MAX;
        if names.is_empty() || many {
            let words = if many { "It names too many columns." } else { "It names no columns." };
            out.push(Parsed::wrong(place, words));
            self.dead = true;
            return;
        }
        for at in 0..names.len() {
            if names[at].is_empty() {
                names[at] = format!("column {}", at + 1);
            }
            // Two of one name are told apart by their place.
            if names[..at].contains(&names[at]) {
                names[at] = format!("{} ({})", names[at], at + 1);
            }
        }
        self.head = Some(names);
    }

    /// Settles what the columns hold, and reads the rows that waited for it.
    fn settle(&mut self, out: &mut Vec<Parsed>) {
        let waiting = std::mem::take(&mut self.waiting);
        let head = self.head.clone().unwrap_or_default();
        let samples: Vec<Sample<'_>> = head
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let cell = |wait: &Wait| {
                    let Wait::Row(line) = wait else { return None };
                    let found = line.cells.iter().find(|(column, _)| *column == at);
                    Some(found.map(|(_, value)| cells::said(value)).unwrap_or_default())
                };
                Sample { name, cells: waiting.iter().filter_map(cell).collect() }
            })
            .collect();
        let mut held = guess(&samples, &self.context);
        for (at, name) in head.iter().enumerate() {
            if let Some(said) = self.mapping.of(name) {
                // What is said of one column is not guessed of another.
                if !said.repeats() {
                    for other in &mut held {
                        if *other == said {
                            *other = Use::Keep;
                        }
                    }
                }
                held[at] = said;
            }
        }
        for (at, name) in head.iter().enumerate() {
            let by_name = self.mapping.of(name).is_some();
            let twice = !held[at].repeats()
                && (0..head.len()).any(|other| other != at && held[other] == held[at]);
            if twice && !by_name {
                held[at] = Use::Keep;
            }
        }
        let columns: Vec<ReadColumn> = samples
            .iter()
            .zip(&held)
            .map(|(sample, holds)| {
                let first = sample.cells.iter().find(|cell| !cell.trim().is_empty());
                let sample_cell = first.map(|cell| one_line(cell)).unwrap_or_default();
                let cut: String = sample_cell.chars().take(80).collect();
                ReadColumn { name: sample.name.to_owned(), holds: *holds, sample: cut }
            })
            .collect();
        drop(samples);
        out.push(Parsed::Columns(columns.clone()));
        self.check_head(&columns, out);
        self.columns = Some(columns);
        for wait in waiting {
            match wait {
                Wait::Row(line) => self.row(line, out),
                Wait::Told(told) => out.push(told),
            }
        }
    }

    fn check_head(&mut self, columns: &[ReadColumn], out: &mut Vec<Parsed>) {
        let place = || Place("the columns".to_owned());
        let has = |wanted: Use| columns.iter().any(|column| column.holds == wanted);
        for (name, _) in &self.mapping.said {
            if !columns.iter().any(|column| column.name == *name) {
                let known: Vec<&str> = columns.iter().take(20).map(|c| c.name.as_str()).collect();
                let words =
                    format!("There is no column “{name}”. There are: {}.", known.join(", "));
                out.push(Parsed::wrong(place(), words));
            }
        }
        if !has(Use::Text) {
            let words = "Say which column tells what happened.";
            out.push(Parsed::wrong(place(), words));
            self.dead = true;
        } else if !has(Use::Time) && !has(Use::Date) {
            let words = "No column says when it happened; the times are unknown.";
            out.push(Parsed::doubt(place(), words));
        }
    }

    fn row(&mut self, line: Line, out: &mut Vec<Parsed>) {
        if self.dead {
            return;
        }
        let (head, columns) = (self.head.as_deref().unwrap_or_default(), self.columns.as_deref());
        let columns = columns.unwrap_or_default();
        let held = |at: usize, name: &str| match columns.get(at) {
            Some(column) => column.holds,
            None => self.mapping.of(name).unwrap_or(Use::Keep),
        };
        let mut row = Row::at(line.line);
        let mut parts: Vec<String> = Vec::with_capacity(line.cells.len() * 2);
        for (at, value) in line.cells {
            let name = head.get(at).map_or("", String::as_str);
            let text = cells::said(&value);
            parts.extend([name.to_owned(), text.clone()]);
            row.put(held(at, name), name, value, text);
        }
        if row.id.is_empty() {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let print = fingerprint(&parts);
            let again = self.seen.entry(print.clone()).or_default();
            *again += 1;
            row.id = match *again {
                1 => format!("row {print}"),
                again => format!("row {print}-{again}"),
            };
        }
        step(row, &mut self.context, out);
    }
}

impl LineReader for TableReader {
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>) {
        match self.splitter.push(number, line) {
            Split::More => {}
            Split::Whole(record) => self.record(record, out),
            Split::Torn(record) => {
                let told = unclosed(record.line);
                if self.columns.is_none() {
                    self.waiting.push(Wait::Told(told));
                } else {
                    out.push(told);
                }
            }
        }
    }

    fn blank(&mut self, number: u64, out: &mut Vec<Parsed>) {
        if !self.json {
            self.line(number, "", out);
        }
    }

    fn end(&mut self, out: &mut Vec<Parsed>) {
        let rows = self.waiting.iter().any(|wait| matches!(wait, Wait::Row(_)));
        if self.columns.is_none() && !self.dead && rows {
            self.settle(out);
        }
        for wait in std::mem::take(&mut self.waiting) {
            if let Wait::Told(told) = wait {
                out.push(told);
            }
        }
        if let Some(record) = self.splitter.end() {
            out.push(unclosed(record.line));
        }
    }
}

fn unclosed(line: u64) -> Parsed {
    Parsed::wrong(Place::line(line), "A quotation mark opens here and is not closed.")
}
