//! Imports: records of other programs, read one line or record at a time, made into steps.
//!
//! A reader never holds a whole file and never gives up: what cannot be understood becomes a
//! [`Problem`] that names its place, and the rest goes on. What is not said is left out or
//! `unknown`; nothing is guessed.

mod claude_code;
mod codex;
pub mod otlp;
mod read_models;
mod step;
mod text;

#[cfg(test)]
mod tests;

pub use claude_code::ClaudeCode;
pub use codex::Codex;
pub use read_models::{Import, InboxRun, Preview, PreviewRow};
pub use step::{Parsed, Place, Problem, Run, Step};
pub use text::{clipped, one_line};

vocab! {
    /// Which program wrote the record.
    pub enum Adapter("import adapter") {
        ClaudeCode = "claude-code", "Claude Code transcript (JSONL)";
        Codex = "codex", "Codex rollout (JSONL)";
        Otlp = "otlp", "OpenTelemetry traces and logs (OTLP)";
    }
}

impl Adapter {
    /// The reader of files that hold one record a line; `None` when the format is another.
    pub fn lines(self) -> Box<dyn LineReader + Send> {
        match self {
            Self::ClaudeCode => Box::<ClaudeCode>::default(),
            Self::Codex => Box::<Codex>::default(),
            Self::Otlp => Box::<otlp::Otlp>::default(),
        }
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
        }
    }
}

/// Reads a file line by line. Calls whose answer comes later are held until it comes.
pub trait LineReader {
    /// Reads the line with this number, which counts from one.
    fn line(&mut self, number: u64, line: &str, out: &mut Vec<Parsed>);

    /// Ends the file: what still waits for an answer is told without one.
    fn end(&mut self, out: &mut Vec<Parsed>);
}
