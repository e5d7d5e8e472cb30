//! Tables of any program: CSV with comma, semicolon or tab, and JSON with one object a line.
//!
//! What each column holds is guessed from its name and its first cells, and said by whoever
//! imports. A row that cannot be read is named by its line; the rows around it go on.

mod cells;
mod guess;
mod reader;
mod row;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::form::Checker;
use crate::domain::moment::Zone;
use crate::domain::{Invalid, Vocabulary};

pub use cells::{Record, Split, Splitter};
pub use reader::TableReader;

vocab! {
    /// What a column of a table holds.
    pub enum Use("use of a column") {
        Time = "time", "When it happened";
        Date = "date", "The day, beside a time of day";
        End = "end", "When it ended";
        Known = "known", "When it became known";
        Zone = "zone", "Time zone";
        Actor = "actor", "Who";
        ActorKind = "actor_kind", "What sort of actor";
        OnBehalfOf = "on_behalf_of", "On behalf of";
        Kind = "kind", "Kind of event";
        Text = "text", "What happened";
        Tags = "tags", "Tags";
        Channel = "channel", "Channel";
        Confidence = "confidence", "Confidence";
        Pinned = "pinned", "Pinned";
        Evidence = "evidence", "Address of evidence";
        Link = "link", "Links, like <-E4 acted_on";
        Id = "id", "Its id in the other program";
        Keep = "keep", "Keep beside the event";
        Skip = "skip", "Leave out";
    }
}

impl Use {
    /// Whether several columns may hold it.
    fn repeats(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Tags | Self::Evidence | Self::Link | Self::Keep | Self::Skip
        )
    }
}

/// How a table is to be read, as it was sent or chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawMapping {
    /// What columns hold, `time:Created at`: a word of [`Use`], a colon, the name of the column.
    pub column: Vec<String>,
    /// The zone of times that say none; UTC when blank.
    pub zone: String,
    /// The day of times that say none.
    pub day: String,
}

/// How a table is to be read; what is not said is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    said: Vec<(String, Use)>,
    zone: Option<Zone>,
    day: Option<NaiveDate>,
}

impl Mapping {
    /// Reads what was said of the columns.
    pub fn parse(raw: &RawMapping) -> Result<Self, Invalid> {
        let mut check = Checker::new();
        let mut said: Vec<(String, Use)> = Vec::new();
        for column in raw.column.iter().filter(|column| !column.trim().is_empty()) {
            let (word, name) = column.split_once(':').unwrap_or((column, ""));
            match word.trim().parse::<Use>() {
                Ok(held) if !held.repeats() && said.iter().any(|(_, other)| *other == held) => {
                    let what = held.label().to_lowercase();
                    check
                        .error("column", format!("Two columns hold “{what}”. Choose one of them."));
                }
                Ok(held) => said.push((name.to_owned(), held)),
                Err(message) => {
                    check.error("column", format!("{message} Write it like time:Created at."));
                }
            }
        }
        let zone = match raw.zone.trim() {
            "" => None,
            zone => zone.parse().map_err(|message: String| check.error("zone", message)).ok(),
        };
        let day = check.optional_date("day", &raw.day);
        check.finish(Self { said, zone, day })
    }

    fn of(&self, name: &str) -> Option<Use> {
        self.said.iter().find(|(said, _)| said == name).map(|(_, held)| *held)
    }
}

/// A column with what it holds, and what stands in it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadColumn {
    /// Its name in the file.
    pub name: String,
    /// What it is read as.
    pub holds: Use,
    /// The first cell that is not blank, cut short.
    pub sample: String,
}
