//! A table that was pasted: comma, semicolon or tab between its cells, names in its first row.

use super::super::Vocabulary;
use super::paste::{actor, line};
use super::table;

vocab! {
    /// What a column of a pasted table holds.
    pub enum Column("column") {
        Time = "time", "When";
        Date = "date", "The day, beside a time of day";
        Zone = "zone", "Time zone";
        Actor = "actor", "Who";
        Kind = "kind", "Kind";
        Text = "text", "What happened";
        Tags = "tags", "Tags";
        Note = "note", "Add to the text, with its name";
        Skip = "skip", "Leave out";
    }
}

/// What columns are called, for each thing that they hold.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Date, &["date", "day"]),
    (
        Column::Time,
        &[
            "time",
            "when",
            "timestamp",
            "ts",
            "datetime",
            "date time",
            "occurred",
            "occurred_at",
            "created_at",
            "@timestamp",
        ],
    ),
    (Column::Zone, &["zone", "timezone", "time zone", "tz"]),
    (
        Column::Actor,
        &["who", "actor", "user", "username", "name", "author", "from", "by", "sender", "speaker"],
    ),
    (Column::Kind, &["kind", "type", "event kind", "category"]),
    (
        Column::Text,
        &[
            "text",
            "message",
            "what",
            "what happened",
            "event",
            "description",
            "content",
            "body",
            "summary",
            "title",
            "note",
            "msg",
        ],
    ),
    (Column::Tags, &["tags", "tag", "labels", "label"]),
];

/// A table, with what its columns hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, and what they are taken to hold.
    pub columns: Vec<(String, Column)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a table; `None` when the first row does not name a column of words and another one.
    pub fn read(text: &str) -> Option<Self> {
        let head = text.lines().next()?;
        let cut = [',', ';', '\t'].into_iter().max_by_key(|cut| head.matches(*cut).count())?;
        if !head.contains(cut) {
            return None;
        }
        let mut rows = cells(text, cut).into_iter();
        let names: Vec<String> = rows.next()?.iter().map(|name| name.trim().to_owned()).collect();
        let mut columns: Vec<(String, Column)> = Vec::with_capacity(names.len());
        for name in names {
            let column = meant(&name).filter(|found| columns.iter().all(|(_, c)| c != found));
            columns.push((name, column.unwrap_or(Column::Note)));
        }
        let has = |wanted: Column| columns.iter().any(|(_, column)| *column == wanted);
        // A day alone is when; beside a time it is the day of that time.
        if has(Column::Date) && !has(Column::Time) {
            for (_, column) in &mut columns {
                if *column == Column::Date {
                    *column = Column::Time;
                }
            }
        }
        let known = columns.iter().filter(|(_, column)| *column != Column::Note).count();
        let table = columns.iter().any(|(_, column)| *column == Column::Text) && known >= 2;
        let rows = rows.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        table.then_some(Self { columns, rows })
    }

    /// The same table with its columns read as `said`, as far as that is said.
    #[must_use]
    pub fn with_columns(mut self, said: &[String]) -> Self {
        for ((_, column), said) in self.columns.iter_mut().zip(said) {
            *column = Column::from_word(said).unwrap_or(*column);
        }
        self
    }

    /// One line of the grammar for each row.
    pub fn lines(&self) -> Vec<String> {
        self.rows.iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, row: &[String]) -> String {
        let of = |wanted: Column| {
            let mut found = self.columns.iter().zip(row).filter(|((_, c), _)| *c == wanted);
            found.next().map_or("", |(_, cell)| cell.trim())
        };
        let when = [of(Column::Date), of(Column::Time), of(Column::Zone)];
        let when = when.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let kind = of(Column::Kind).replace(' ', "_");
        let kind = if kind.is_empty() { kind } else { format!("!{kind}") };
        let known = table::kind(&kind).is_some_and(|kind| kind.is_ok());
        let mut text = self.together(row, Column::Text, false);
        let mut rest = self.together(row, Column::Note, true);
        if !known && !kind.is_empty() {
            // A sort of their own is kept in words.
            rest = format!("kind: {}; {rest}", &kind[1..]);
        }
        let rest = rest.trim_end_matches([';', ' ']);
        if !rest.is_empty() {
            text = format!("{text} ({rest})");
        }
        let tags = of(Column::Tags).split([',', ';', ' ']).map(|tag| tag.trim_matches(['#', '"']));
        let tags: Vec<String> =
            tags.filter(|tag| !tag.is_empty()).map(|tag| format!("#{tag}")).collect();
        line(&when, &actor(of(Column::Actor)), if known { &kind } else { "" }, text.trim(), &tags)
    }

    fn together(&self, row: &[String], wanted: Column, named: bool) -> String {
        let cells = self
            .columns
            .iter()
            .zip(row)
            .filter(|((_, column), cell)| *column == wanted && !cell.trim().is_empty());
        let shown = cells.map(|((name, _), cell)| {
            let cell = cell.trim();
            if named { format!("{name}: {cell}") } else { cell.to_owned() }
        });
        shown.collect::<Vec<_>>().join(if named { "; " } else { " " })
    }
}

fn meant(name: &str) -> Option<Column> {
    let name = name.trim_start_matches('\u{feff}').trim().to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
}

/// The cells of each row; a cell in quotation marks may hold line ends, and `""` for one of them.
fn cells(text: &str, cut: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c if c == cut && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
