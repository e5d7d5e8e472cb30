//! Which part of a long timeline one view holds: some rows, and the newest at the end, where one
//! writes. The rest is behind links that also work without script.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::ops::Range;

use leptos::prelude::*;

use super::TimelineView;
use crate::domain::claim::Claim;
use crate::domain::link::Link;
use crate::paths;

/// How many rows one part has.
pub const ROWS: usize = 200;
/// How many of the newest rows stand at the end, over the entry line.
const TAIL: usize = 20;

/// The rows `first..end` of a list, and the last ones from `tail` on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first row.
    pub first: usize,
    /// The row after the last of them.
    pub end: usize,
    /// Where the newest rows begin; `total` when the others reach that far.
    pub tail: usize,
    /// How many rows there are.
    pub total: usize,
}

impl Window {
    /// The part that the view asks for by its number (`3`, or `1-3`), else the one with the row `at`,
    /// else the first.
    pub fn of(total: usize, asked: &str, at: Option<usize>) -> Self {
        if total <= ROWS + TAIL {
            return Self { first: 0, end: total, tail: total, total };
        }
        let last = (total - 1) / ROWS;
        let (from, to) = parts(asked).unwrap_or_else(|| {
            let part = at.unwrap_or_default() / ROWS;
            (part, part)
        });
        let (from, to) = (from.min(last), to.clamp(from.min(last), last));
        // A row that the tail shows is seen, but not among its neighbours.
        let mut end = ((to + 1) * ROWS).min(total);
        if total - end <= TAIL {
            end = total;
        }
        Self { first: from * ROWS, end, tail: (total - TAIL).max(end), total }
    }

    /// Whether every row is shown.
    pub fn is_all(self) -> bool {
        self.first == 0 && self.end == self.total
    }

    /// The rows between.
    pub fn rows(self) -> Range<usize> {
        self.first..self.end
    }

    /// The newest rows.
    pub fn newest(self) -> Range<usize> {
        self.tail..self.total
    }

    /// Whether there are rows between the two.
    fn is_open(self) -> bool {
        self.end < self.tail
    }
}

/// `3` or `1-3`, counted from one.
fn parts(asked: &str) -> Option<(usize, usize)> {
    let part = |text: &str| text.trim().parse::<usize>().ok()?.checked_sub(1);
    let (from, to) = asked.split_once('-').unwrap_or((asked, asked));
    let (from, to) = (part(from)?, part(to)?);
    // What one view holds stays bounded, whatever is asked for.
    (from <= to).then(|| (from, to.min(from + 49)))
}

/// Which way a link leads out of the rows that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Earlier,
    Later,
}

/// A link to the rows before or after those that are shown; none where there are none.
pub(super) fn more(
    number: impl Display + Copy,
    view: &TimelineView,
    window: Window,
    side: Side,
) -> Option<AnyView> {
    let (part, hidden) = match side {
        Side::Earlier if window.first > 0 => (window.first / ROWS, window.first),
        Side::Later if window.is_open() => (window.end / ROWS + 1, window.tail - window.end),
        _ => return None,
    };
    let part = part.to_string();
    let pairs = [
        ("sort", view.sort.as_str()),
        ("kind", view.kind.as_str()),
        ("tag", view.tag.as_str()),
        ("known_by", view.known_by.as_str()),
        ("step", view.step.as_str()),
        ("chain", view.chain.as_str()),
        ("rows", part.as_str()),
    ];
    let href = paths::with_query(&paths::incident(number), &pairs);
    let from = paths::with_query(&paths::incident_part(number, "timeline/rows"), &pairs);
    let word = match side {
        Side::Earlier => "earlier",
        Side::Later => "later",
    };
    let words = format!("Show {} of {hidden} {word} events", hidden.min(ROWS));
    Some(
        view! {
            <li class="timeline-more" data-more=word>
                <a class="button button-small" href=format!("{href}#timeline-list") data-rows=from>{words}</a>
            </li>
        }
        .into_any(),
    )
}

/// What bears on events, by their numbers: looked up once for each row, however many links there are.
#[derive(Debug, Default)]
pub(super) struct Bearings<'a> {
    links: HashMap<i32, Vec<&'a Link>>,
    claims: HashMap<i32, Vec<&'a Claim>>,
}

impl<'a> Bearings<'a> {
    pub(super) fn new(links: &'a [Link], claims: &'a [Claim]) -> Self {
        let mut bearings = Self::default();
        for link in links {
            for end in HashSet::from([link.from, link.to]) {
                bearings.links.entry(end).or_default().push(link);
            }
        }
        for claim in claims {
            if let Some(event) = claim.event {
                bearings.claims.entry(event).or_default().push(claim);
            }
        }
        bearings
    }

    pub(super) fn links(&self, seq: i32) -> &[&'a Link] {
        self.links.get(&seq).map_or(&[], Vec::as_slice)
    }

    pub(super) fn claims(&self, seq: i32) -> &[&'a Claim] {
        self.claims.get(&seq).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(total: usize, asked: &str, at: Option<usize>) -> (usize, usize, usize) {
        let Window { first, end, tail, .. } = Window::of(total, asked, at);
        (first, end, tail)
    }

    #[test]
    fn a_short_timeline_is_shown_whole() {
        assert_eq!(window(0, "", None), (0, 0, 0));
        assert_eq!(window(220, "9", Some(3)), (0, 220, 220));
        assert!(Window::of(220, "", None).is_all());
    }

    #[test]
    fn a_long_one_shows_some_rows_and_the_newest() {
        assert_eq!(window(10_000, "", None), (0, 200, 9_980));
        assert_eq!(window(10_000, "3", None), (400, 600, 9_980));
        assert_eq!(window(10_000, "1-3", None), (0, 600, 9_980));
        assert_eq!(window(10_000, "", Some(4_711)), (4_600, 4_800, 9_980));
    }

    #[test]
    fn the_last_part_reaches_the_end() {
        assert_eq!(window(10_000, "999", None), (9_800, 10_000, 10_000));
        assert_eq!(window(1_015, "5", None), (800, 1_015, 1_015));
        assert_eq!(window(1_030, "5", None), (800, 1_000, 1_010));
        assert_eq!(window(1_030, "", Some(1_029)), (1_000, 1_030, 1_030));
    }

    #[test]
    fn what_is_asked_for_stays_bounded_and_nonsense_is_the_first_part() {
        assert_eq!(window(1_000_000, "1-999999", None), (0, 10_000, 999_980));
        for asked in ["0", "x", "3-1", "-", "18446744073709551616"] {
            assert_eq!(window(10_000, asked, None), (0, 200, 9_980), "{asked}");
        }
    }

    #[test]
    fn each_row_is_shown_in_exactly_one_part_or_twice_in_none() {
        for total in [221, 400, 420, 421, 999, 1_000, 1_001] {
            let parts = (total - 1) / ROWS + 1;
            let mut shown = vec![0; total];
            for part in 1..=parts {
                let window = Window::of(total, &part.to_string(), None);
                for row in window.rows() {
                    shown[row] += 1;
                }
                assert!(window.tail >= window.end, "{total} {part}");
            }
            // The last part may be reached by the one before it.
            assert!(shown.iter().all(|&times| times == 1 || times == 2), "{total}");
        }
    }
}
