//! Many at once: what is pasted, turned into lines of the grammar, one for each thing that
//! happened. What a line cannot be read as is shown beside it, so it can be mended.

use chrono::NaiveDate;

use super::super::actor::RawActor;
use super::super::moment::Precision;
use super::clock;
use super::csv::Table;
use super::read::word;
use super::{KnownActor, LineContext, ParsedLine};

/// The most lines that are pasted at once.
pub const PASTE_MAX: usize = 500;

/// Reads lines one after the other: `+2h` counts from the line before, a bare time of day is of
/// the same day, and whom an earlier line names is known to the later ones.
pub fn read_lines(lines: &[String], context: &LineContext) -> Vec<ParsedLine> {
    let mut context = context.clone();
    let mut read = Vec::with_capacity(lines.len());
    for line in lines {
        let parsed = ParsedLine::read(line, &context);
        context.follow(&parsed);
        read.push(parsed);
    }
    read
}

impl LineContext {
    /// Goes on to the line after `read`.
    pub fn follow(&mut self, read: &ParsedLine) {
        if let Some(moment) = &read.moment {
            if moment.precision <= Precision::Day {
                self.day = Some(self.zone.local(moment.at).date());
            }
            self.previous = Some(moment.clone());
        }
        for actor in [&read.event.actor, &read.event.on_behalf_of] {
            meet(&mut self.actors, actor);
        }
    }
}

fn meet(actors: &mut Vec<KnownActor>, raw: &RawActor) {
    let Ok(kind) = raw.kind.parse() else { return };
    let there = |actor: &KnownActor| actor.kind == kind && actor.name == raw.name;
    if !raw.name.is_empty() && !actors.iter().any(there) {
        actors.push(KnownActor { kind, name: raw.name.clone(), key: None });
    }
}

/// The lines of the grammar that pasted text comes to: a table with a head, a chat, or lines.
pub fn pasted_lines(text: &str, context: &LineContext) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(table) = Table::read(&text) {
        return table.lines();
    }
    let rows: Vec<&str> = text.split('\n').collect();
    chat(&rows, context).unwrap_or_else(|| plain(&rows))
}

/// One line each; the bullets of a list are no part of them.
fn plain(rows: &[&str]) -> Vec<String> {
    let rows: Vec<&str> = rows.iter().map(|row| row.trim()).filter(|row| !row.is_empty()).collect();
    let listed = |bullet: &str| rows.iter().all(|row| row.starts_with(bullet));
    let bullet = ["* ", "- ", "• "].into_iter().find(|bullet| listed(bullet));
    rows.iter().map(|row| bullet.map_or(*row, |b| row[b.len()..].trim()).to_owned()).collect()
}

/// Where a message of a chat begins.
struct Head<'a> {
    when: &'a str,
    /// Blank when the one before goes on.
    who: &'a str,
    /// What stands on the same row.
    text: &'a str,
}

struct Message {
    when: String,
    who: String,
    text: Vec<String>,
}

/// The messages of a chat; `None` when this is none.
fn chat(rows: &[&str], context: &LineContext) -> Option<Vec<String>> {
    let mut messages: Vec<Message> = Vec::new();
    let mut loose: Vec<String> = Vec::new();
    let mut day: Option<NaiveDate> = None;
    let mut unused: Option<&str> = None;
    let mut met: Vec<String> = context.actors.iter().map(|a| a.name.to_lowercase()).collect();
    for (place, row) in rows.iter().enumerate() {
        if furniture(row) {
            continue;
        }
        if let Some(date) = day_row(row, context) {
            keep(unused.replace(row), &mut messages, &mut loose);
            day = Some(date);
            continue;
        }
        let mut alone = None;
        let head = bracketed(row).or_else(|| slack(row)).or_else(|| {
            // A time on a row of its own: the row above it is the name, or the same one goes on.
            let when = only_time(row)?;
            alone = Some(name_above(rows, place, messages.is_empty(), &met, context));
            Some(Head { when, who: "", text: "" })
        });
        let Some(mut head) = head else {
            let name = rows.get(place + 1).is_some_and(|next| only_time(next).is_some())
                && name_above(rows, place + 1, messages.is_empty(), &met, context);
            if !row.trim().is_empty() && !name {
                // A day that nothing is said under was a word of the message above it.
                keep(unused.take(), &mut messages, &mut loose);
            }
            keep(Some(row), &mut messages, &mut loose);
            continue;
        };
        unused = None;
        if alone == Some(true) {
            head.who = rows[place - 1].trim();
            match messages.last_mut() {
                Some(message) => drop(message.text.pop()),
                None => drop(loose.pop()),
            }
        }
        let app = app_above(rows, place, head.who, context);
        if app.is_some() {
            match messages.last_mut() {
                Some(message) => drop(message.text.pop()),
                None => drop(loose.pop()),
            }
        }
        let last = messages.last().map(|message| message.who.clone());
        let who = if let Some(app) = app {
            app
        } else if head.who.is_empty() {
            last.unwrap_or_default()
        } else {
            head.who.to_owned()
        };
        met.push(who.to_lowercase());
        let half = if alone.is_some() { messages.last() } else { None };
        let time = half.and_then(|last| same_half(&last.when, head.when));
        let time = time.unwrap_or_else(|| head.when.to_owned());
        let when = match day {
            Some(day) if clock::read(&time).is_some() => format!("{day} {time}"),
            _ => time,
        };
        messages.push(Message { when, who, text: vec![head.text.to_owned()] });
    }
    keep(unused, &mut messages, &mut loose);
    let named = messages.iter().any(|message| !message.who.is_empty());
    named.then(|| loose.into_iter().chain(messages.iter().map(Message::line)).collect())
}

/// The name on the row above `APP  2:33 PM`, as Slack copies what an app posts.
fn app_above(rows: &[&str], place: usize, who: &str, context: &LineContext) -> Option<String> {
    let name = rows[place.checked_sub(1).filter(|_| who == "APP")?].trim();
    if name.is_empty() || name.chars().count() > 80 {
        return None;
    }
    let known = context.actors.iter().any(|actor| actor.name.eq_ignore_ascii_case(name));
    Some(if known { name.to_owned() } else { format!("bot:{name}") })
}

/// What Slack's window shows around messages and nobody wrote: `3 replies`, `View thread`.
fn furniture(row: &str) -> bool {
    let row = row.trim();
    let counted = row.split_once(' ').is_some_and(|(count, what)| {
        count.bytes().all(|byte| byte.is_ascii_digit()) && matches!(what, "reply" | "replies")
    });
    let shown = ["View thread", "View newer replies", "Also sent to the channel"];
    counted || shown.contains(&row) || row.starts_with("Last reply ") && row.ends_with(" ago")
}

/// A row that goes on with the message above it, or stands before all of them.
fn keep(row: Option<&str>, messages: &mut [Message], loose: &mut Vec<String>) {
    let Some(row) = row.map(str::trim_end) else { return };
    match messages.last_mut() {
        Some(message) => message.text.push(row.to_owned()),
        None if row.is_empty() => {}
        None => loose.push(row.trim().to_owned()),
    }
}

impl Message {
    fn line(&self) -> String {
        let text = self.text.join("\n");
        line(&self.when, &actor(&self.who), "", text.trim(), &[])
    }
}

/// A line of the grammar from its parts.
pub(super) fn line(when: &str, who: &str, kind: &str, text: &str, tags: &[String]) -> String {
    // What a message begins with is no mark of the line.
    let shield =
        if text.starts_with(['!', '#', '*', '@', '-', '<', '→', '←']) { "\\" } else { "" };
    let text = format!("{shield}{text}");
    let parts = [when, who, kind, text.as_str()];
    let mut line: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    line.extend(tags.iter().map(String::as_str));
    line.join(" ")
}

/// How the grammar names an actor.
pub(super) fn actor(name: &str) -> String {
    let name = name.trim().replace(['"', '“', '”'], "'");
    let plain = !name.contains(char::is_whitespace) && !name.ends_with([':', ',']);
    let sorted = name.split_once(':').is_some_and(|(sort, rest)| {
        !rest.is_empty() && sort.chars().all(|c| c.is_ascii_lowercase())
    });
    if let Some((sort, rest)) = name.split_once(':')
        && !plain
        && sorted
        && super::actor::sort(sort).is_some()
    {
        return format!("{sort}:\"{}\"", rest.trim());
    }
    match (name.is_empty(), sorted && plain, plain) {
        (true, _, _) => String::new(),
        (_, true, _) => name,
        (_, _, true) => format!("@{name}"),
        _ => format!("@\"{name}\""),
    }
}

/// `[14:32] name: text`, `[2026-03-17 14:32] <name> text`, `14:32 <name> text`.
fn bracketed(row: &str) -> Option<Head<'_>> {
    let row = row.trim_start();
    let (when, rest) = match row.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => row.split_at(row.find(" <")?),
    };
    let (when, rest) = (when.trim(), rest.trim_start());
    if !is_time(when) {
        return None;
    }
    let (who, text) = match rest.strip_prefix('<') {
        Some(inner) => inner.split_once('>')?,
        None => rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, "")))?,
    };
    let who = who.trim().trim_start_matches('@');
    let fits = !who.is_empty() && who.chars().count() <= 80;
    fits.then_some(Head { when, who, text: text.trim() })
}

/// `Engineer A  2:32 PM`, `Engineer A  [14:32]`, `Engineer A — Today at 2:32 PM`: a name and a time
/// with more than one blank between them, and the words on the rows below.
fn slack(row: &str) -> Option<Head<'_>> {
    let row = row.trim();
    let gaps = ["  ", "\t", " — ", "\u{a0}"];
    let at = gaps.iter().filter_map(|gap| row.find(gap)).min()?;
    let (who, when) = row.split_at(at);
    let when = when.trim_start_matches(|c: char| c.is_whitespace() || c == '—');
    let (who, when) = (who.trim(), only_time(when)?);
    let fits = !who.is_empty() && who.chars().count() <= 80 && !who.starts_with('[');
    fits.then_some(Head { when, who, text: "" })
}

/// A row that is nothing but a time of day, perhaps in brackets.
fn only_time(row: &str) -> Option<&str> {
    let row = row.trim();
    let row = row.strip_prefix('[').and_then(|row| row.strip_suffix(']')).unwrap_or(row).trim();
    is_time(row).then_some(row)
}

fn is_time(text: &str) -> bool {
    let mut rest = text;
    let lower = text.to_ascii_lowercase();
    for day in ["today", "yesterday"] {
        if lower.starts_with(day) {
            rest = rest[day.len()..].trim_start_matches([',', ' ']);
            rest = rest.strip_prefix("at ").unwrap_or(rest);
        }
    }
    let (first, after) = word(rest);
    if clock::iso_date(first.trim_end_matches(',')).is_some_and(|date| date.is_ok()) {
        rest = after.trim_start();
    }
    if let Some((date, time)) = rest.split_once('T')
        && clock::iso_date(date).is_some_and(|date| date.is_ok())
    {
        rest = time;
    }
    clock::read(rest).is_some_and(|(read, left)| {
        read.is_ok() && (left.trim().is_empty() || clock::zone(left.trim()).is_some())
    })
}

/// Whether the row above a time on its own is the name of who speaks next: it is the first, the
/// time is set in below it, or that name has spoken before.
fn name_above(
    rows: &[&str],
    place: usize,
    first: bool,
    met: &[String],
    context: &LineContext,
) -> bool {
    let Some(above) = place.checked_sub(1).map(|above| rows[above].trim()) else { return false };
    if above.is_empty()
        || above.chars().count() > 80
        || only_time(above).is_some()
        || day_row(above, context).is_some()
    {
        return false;
    }
    first || rows[place].starts_with(char::is_whitespace) || met.contains(&above.to_lowercase())
}

/// `2:33` below `2:32 PM` is of the same half of the day, or of the one after it.
fn same_half(last: &str, time: &str) -> Option<String> {
    let lower = last.to_ascii_lowercase();
    let half = ["pm", "am"].into_iter().find(|half| lower.ends_with(half))?;
    let (Ok((said, None)), "") = clock::read(time)? else { return None };
    if time.to_ascii_lowercase().ends_with('m') || said.offset.is_some() {
        return None;
    }
    let start = last
        .rfind(|c: char| c.is_ascii_digit() || c == ':')
        .and_then(|end| last[..=end].rfind(char::is_whitespace).map(|at| at + 1).or(Some(0)))?;
    let (before, _) = clock::read(&last[start..]).and_then(|(read, _)| read.ok())?;
    let at = |half: &str| {
        let text = format!("{time} {half}");
        let time = clock::read(&text).and_then(|(read, _)| read.ok()).map(|(clock, _)| clock.time);
        time.map(|time| (time, text))
    };
    let other = if half == "pm" { "am" } else { "pm" };
    let (same, text) = at(half)?;
    Some(if same < before.time { at(other).map_or(text, |(_, text)| text) } else { text })
}

/// A row that only tells the day: `Tuesday, March 17th`, `17 March 2026`, `2026-03-17`.
fn day_row(row: &str, context: &LineContext) -> Option<NaiveDate> {
    let row = row.trim().trim_matches(['-', '—', ' ']);
    if row.is_empty() || row.chars().count() > 40 {
        return None;
    }
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let rest = match row.split_once([' ', ',']) {
        Some((first, rest)) if days.contains(&first.to_lowercase().get(..3).unwrap_or("")) => {
            rest.trim_start_matches([',', ' '])
        }
        _ => row,
    };
    super::when::only_date(rest, context)
}
