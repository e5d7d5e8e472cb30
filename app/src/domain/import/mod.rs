//! Imports: records of other programs, read one line or record at a time, made into steps.
//!
//! A reader never holds a whole file and never gives up: what cannot be understood becomes a
//! [`Problem`] that names its place, and the rest goes on. What is not said is left out or
//! `unknown`; nothing is guessed.

mod claude_code;
mod codex;
pub mod otlp;
mod parents;
mod read_models;
pub mod slack;
mod step;
pub mod table;
mod text;

#[cfg(test)]
mod tests;

pub use claude_code::ClaudeCode;
pub use codex::Codex;
pub use read_models::{Import, InboxRun, Preview, PreviewRow};
pub use step::{Parsed, Place, Problem, Run, Step};
pub use table::{Mapping, RawMapping, ReadColumn};
pub use text::{clipped, one_line};

use table::TableReader;

vocab! {
    /// Which program wrote the record.
    pub enum Adapter("import adapter") {
        ClaudeCode = "claude-code", "Claude Code transcript (JSONL)";
        Codex = "codex", "Codex rollout (JSONL)";
        Otlp = "otlp", "OpenTelemetry traces and logs (OTLP)";
        Csv = "csv", "Table (CSV)";
        Jsonl = "jsonl", "JSON, one object a line (JSONL)";
        Slack = "slack", "Slack export (zip)";
    }
}

impl Adapter {
    /// The reader of files that hold one record a line; `None` when the file is an archive.
    ///
    /// What the columns of a table hold is said by `mapping`, and guessed where it is not.
    pub fn lines(self, mapping: &Mapping) -> Option<Box<dyn LineReader + Send>> {
        Some(match self {
            Self::ClaudeCode => Box::<ClaudeCode>::default(),
            Self::Codex => Box::<Codex>::default(),
            Self::Otlp => Box::<otlp::Otlp>::default(),
            Self::Csv => Box::new(TableReader::new(false, mapping.clone())),
            Self::Jsonl => Box::new(TableReader::new(true, mapping.clone())),
            Self::Slack => return None,
        })
    }

    /// Whether it is a table, whose columns are named and whose rows can be mended.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Jsonl)
    }

    /// What the file is, in a sentence for the page that asks for it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::ClaudeCode => {
                "A session file from ~/.claude/projects: messages, tool calls and their results."
            }
            Self::Codex => {
                "A rollout file from ~/.codex/sessions: messages, tool calls and their results."
            }
            Self::Otlp => {
                "What the collector's file exporter writes: JSON, one request a line, or protobuf. Log records carry decisions on tool calls."
            }
            Self::Csv => {
                "Names in the first row; comma, semicolon or tab between the cells. You say what each column holds."
            }
            Self::Jsonl => "Records of any program. You say what each field holds.",
            Self::Slack => {
                "The zip file of an export. You choose the channels and the time; threads are folded below their first message."
            }
        }
    }
}

/// Reads a file line by line. Calls whose answer comes later are held until it comes.
pub trait LineReader {
    /// Reads the line with this number, which counts from one.
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>);

    /// A line with nothing on it, which only matters inside of a cell.
    fn blank(&mut self, number: u64, out: &mut Vec<Parsed>) {
        let _ = (number, out);
    }

    /// Ends the file: what still waits for an answer is told without one.
    fn end(&mut self, out: &mut Vec<Parsed>);
}
