//! What a column holds, by its name and its first cells.

use super::Use;
use crate::domain::line::{LineContext, cell_kind, cell_time};

/// What columns are called, for each thing that they hold: lower case, blanks between words.
const NAMES: &[(Use, &[&str])] = &[
    (Use::Date, &["date", "day"]),
    (
        Use::Time,
        &[
            "time",
            "when",
            "timestamp",
            "ts",
            "datetime",
            "date time",
            "occurred",
            "occurred at",
            "created",
            "created at",
            "@timestamp",
            "started",
            "started at",
            "start",
            "start time",
            "event time",
            "time utc",
            "timestamp utc",
            "happened",
            "happened at",
            "sent",
            "sent at",
        ],
    ),
    (Use::End, &["end", "ended", "ended at", "end time", "finished", "finished at", "until"]),
    (Use::Known, &["known", "known at", "became known", "learnt", "learned", "discovered at"]),
    (Use::Zone, &["zone", "timezone", "time zone", "tz"]),
    (
        Use::Actor,
        &[
            "who",
            "actor",
            "user",
            "username",
            "user name",
            "name",
            "author",
            "from",
            "by",
            "sender",
            "speaker",
            "person",
            "user.name",
            "author.name",
            "actor.name",
            "reporter",
            "agent",
        ],
    ),
    (
        Use::ActorKind,
        &["actor kind", "actor type", "actor.kind", "actor.type", "user type", "role"],
    ),
    (Use::OnBehalfOf, &["on behalf of", "behalf", "for"]),
    (Use::Kind, &["kind", "type", "event kind", "event type", "category"]),
    (
        Use::Text,
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
            "notes",
            "msg",
            "details",
            "comment",
            "action",
            "activity",
        ],
    ),
    (Use::Tags, &["tags", "tag", "labels", "label"]),
    (Use::Channel, &["channel", "room", "where", "channel name", "channel.name"]),
    (Use::Confidence, &["confidence", "certainty"]),
    (Use::Pinned, &["pinned", "pin", "starred", "important"]),
    (
        Use::Evidence,
        &[
            "evidence",
            "url",
            "evidence url",
            "evidence address",
            "permalink",
            "source url",
            "proof",
        ],
    ),
    (Use::Link, &["link", "links", "caused by", "event links"]),
    (
        Use::Id,
        &[
            "id",
            "uuid",
            "guid",
            "event id",
            "external id",
            "message id",
            "key",
            "source.external id",
        ],
    ),
];

/// A column before it is known what it holds.
pub(super) struct Sample<'a> {
    pub(super) name: &'a str,
    pub(super) cells: Vec<String>,
}

impl Sample<'_> {
    fn said(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn all(&self, holds: impl Fn(&str) -> bool) -> bool {
        self.said().next().is_some() && self.said().all(holds)
    }

    /// Whether the cells bear out what the name says.
    fn bears(&self, held: Use) -> bool {
        match held {
            Use::Kind => self.all(|cell| cell_kind(cell).is_ok()),
            Use::Confidence => self.all(|cell| {
                cell.to_lowercase().parse::<crate::domain::timeline::Confidence>().is_ok()
            }),
            Use::Evidence => self.all(is_address),
            Use::Link => self.all(|cell| cell.starts_with(['<', '-', '→', '←', 'E'])),
            Use::ActorKind => self.all(|cell| crate::domain::line::cell_actor("x", cell).is_ok()),
            // Numbers that only count rows are the same in every file.
            Use::Id => {
                let counts =
                    |cell: &str| cell.len() < 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
                self.said().count() == self.cells.len() && !self.said().any(counts)
            }
            _ => true,
        }
    }
}

pub(super) fn is_address(cell: &str) -> bool {
    cell.starts_with("https://") || cell.starts_with("http://")
}

fn named(name: &str) -> Option<Use> {
    let plain = name.trim().to_lowercase().replace(['_', '-'], " ");
    let plain = plain.split(['(', '[']).next().unwrap_or("").trim().to_owned();
    NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(held, _)| *held)
}

/// What each of the columns holds.
pub(super) fn guess(samples: &[Sample<'_>], context: &LineContext) -> Vec<Use> {
    let mut held: Vec<Use> = Vec::with_capacity(samples.len());
    for sample in samples {
        let found = named(sample.name).filter(|found| sample.bears(*found));
        // Two columns of words may both tell what happened, but only the first is sure to.
        let found = found.filter(|found| {
            let taken = held.contains(found);
            !taken || matches!(found, Use::Tags | Use::Evidence | Use::Link)
        });
        held.push(found.unwrap_or(Use::Keep));
    }
    let has = |held: &[Use], wanted: Use| held.contains(&wanted);
    // A day alone is when; beside a time it is the day of that time.
    if !has(&held, Use::Time)
        && let Some(at) = held.iter().position(|held| *held == Use::Date)
    {
        held[at] = Use::Time;
    }
    if !has(&held, Use::Time) {
        let timed = |sample: &Sample<'_>| {
            sample.all(|cell| cell.len() >= 8 && cell_time(cell, context).is_ok())
        };
        let found = (0..samples.len()).find(|at| held[*at] == Use::Keep && timed(&samples[*at]));
        if let Some(at) = found {
            held[at] = Use::Time;
        }
    }
    if !has(&held, Use::Text) {
        let long = |at: &usize| samples[*at].said().map(str::len).sum::<usize>();
        let free = (0..samples.len()).filter(|at| held[*at] == Use::Keep);
        if let Some(at) = free.max_by_key(long).filter(|at| long(at) > 0) {
            held[at] = Use::Text;
        }
    }
    held
}
