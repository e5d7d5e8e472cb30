//! The marks of the line alone in a cell of a table: a time, an actor, a kind, links.

use chrono::{DateTime, TimeDelta};

use super::super::Vocabulary;
use super::super::actor::{ActorKind, RawActor};
use super::super::link::LinkKind;
use super::super::moment::{Moment, Precision};
use super::super::timeline::{EventKind, RawControlCheck};
use super::read::{word, words_of};
use super::when::{self, When};
use super::{LineContext, actor, guess, table};

/// When something happened, and when it ended, if the cell says both.
pub type Times = (Moment, Option<Moment>);

/// Reads a cell that holds a time and nothing else, by the grammar of the line or as seconds or
/// milliseconds since 1970. What depends on the moment of reading is refused: the same file must
/// say the same tomorrow.
pub fn cell_time(cell: &str, context: &LineContext) -> Result<Times, String> {
    let cell = cell.trim();
    if let Some(moment) = counted(cell) {
        return Ok((moment, None));
    }
    let When { moment, end } = whole(cell, context)?;
    let fixed = cell.len() > 8 && cell.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    if !fixed && moment.precision != Precision::Unknown {
        let mut later = context.clone();
        later.now = context.now + TimeDelta::hours(400 * 24 + 7);
        if whole(cell, &later).is_ok_and(|later| later.moment != moment) {
            return Err(format!(
                "“{}” means another time on another day. Write the date with its year, or say the day of times without one.",
                shown(cell)
            ));
        }
    }
    Ok((moment, end))
}

fn whole(cell: &str, context: &LineContext) -> Result<When, String> {
    let wrong = || {
        format!("“{}” is not a time that can be read. Write it like 2026-03-17 14:32.", shown(cell))
    };
    let taken = when::read(cell, context).ok_or_else(wrong)?;
    let value = taken.value?;
    if cell[taken.len..].trim().is_empty() { Ok(value) } else { Err(wrong()) }
}

/// Seconds or milliseconds since 1970, as programs write them.
fn counted(cell: &str) -> Option<Moment> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match whole.len() {
        10 => DateTime::from_timestamp(number, 0)?,
        13 => DateTime::from_timestamp_millis(number)?,
        16 => DateTime::from_timestamp_micros(number)?,
        _ => return None,
    };
    Some(Moment::new(at, Precision::Second, super::Zone::Utc))
}

/// Reads a cell that names somebody: `agent:forum-helper`, or a name with the sort that another
/// cell says. Without either it is taken for a person.
pub fn cell_actor(cell: &str, sort: &str) -> Result<RawActor, String> {
    let cell = cell.trim();
    let sort = sort.trim();
    if cell.is_empty() {
        return Ok(RawActor::default());
    }
    let said = if sort.is_empty() { None } else { Some(actor_sort(sort)?) };
    let (before, name) = match cell.split_once(':') {
        Some((before, name)) => (actor::sort(before), name),
        None => (None, ""),
    };
    let (kind, name) = match before {
        Some(kind) if !name.trim().is_empty() => (said.or(Some(kind)), name),
        _ => (said, cell.strip_prefix('@').unwrap_or(cell)),
    };
    let name = name.trim().trim_matches(['"', '“', '”']).trim();
    let length = name.chars().count();
    if length > 200 {
        return Err(format!("The name has {length} characters; the limit is 200."));
    }
    Ok(RawActor::named(kind.unwrap_or(ActorKind::Human), name))
}

fn actor_sort(word: &str) -> Result<ActorKind, String> {
    let plain = word.to_lowercase().replace([' ', '-'], "_");
    actor::sort(&plain).or_else(|| ActorKind::from_word(&plain)).ok_or_else(|| {
        let known = words_of::<ActorKind>();
        format!("“{}” is not a sort of actor. Use one of: {known}.", shown(word))
    })
}

/// Reads a cell that names a kind of event: its word, its label or a short word for it; of a
/// control check also which and what it did, `check:approval_gate:bypassed`.
pub fn cell_kind(cell: &str) -> Result<(EventKind, Option<RawControlCheck>), String> {
    let plain = cell.trim().trim_start_matches('!').to_lowercase().replace([' ', '-'], "_");
    let wrong = || {
        let known = words_of::<EventKind>();
        format!("“{}” is not a kind of event. Use one of: {known}.", shown(cell))
    };
    let said = table::kind(&format!("!{plain}")).ok_or_else(wrong)?.map_err(|_| wrong())?;
    let check = said.check.map(|(control, state)| RawControlCheck {
        control,
        state: state.map(|state| state.to_string()).unwrap_or_default(),
        ..RawControlCheck::default()
    });
    Ok((said.kind, check))
}

/// The kind that words suggest, when nothing says it.
pub fn guessed_kind(words: &str, actor: &RawActor) -> EventKind {
    guess::kind(words, actor.kind.parse().ok())
}

/// A link of a row: to an event of the timeline, `E4`, or to another row by its id.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CellLink {
    /// The other end: `E4`, or the id of a row.
    pub other: String,
    /// From this row to the other one.
    pub outward: bool,
    /// What it says.
    pub kind: LinkKind,
}

/// Reads a cell with links, `;` or a line end between them: `<-E4 acted_on; ->row-7 triggered`.
/// Without an arrow it comes from the other one, without a kind it triggered.
pub fn cell_links(cell: &str) -> Result<Vec<CellLink>, String> {
    let parts = cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(cell_link).collect()
}

fn cell_link(part: &str) -> Result<CellLink, String> {
    let arrows = [("<-", false), ("←", false), ("->", true), ("→", true)];
    let arrow = arrows.iter().find_map(|(a, out)| Some((*out, part.strip_prefix(a)?)));
    let (outward, rest) = arrow.unwrap_or((false, part));
    let (other, said) = word(rest.trim_start());
    let said = said.trim().to_lowercase().replace([' ', '-'], "_");
    let kind = match said.as_str() {
        "" => LinkKind::Triggered,
        said => LinkKind::from_word(said).ok_or_else(|| {
            let known = words_of::<LinkKind>();
            format!("“{}” is not a kind of link. Use one of: {known}.", shown(said))
        })?,
    };
    if other.is_empty() {
        return Err(format!("“{}” names no event. Write it like <-E4 acted_on.", shown(part)));
    }
    Ok(CellLink { other: other.to_owned(), outward, kind })
}

fn shown(cell: &str) -> String {
    let mut shown: String = cell.chars().take(60).collect();
    if shown.len() < cell.len() {
        shown.push('…');
    }
    shown
}
